FROM node:24
RUN --mount=type=secret,id=REGISTRY_TOKEN,env=REGISTRY_TOKEN ./login.sh "$REGISTRY_TOKEN"
