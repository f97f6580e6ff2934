FROM node:22-slim AS base
ARG TARGETARCH
WORKDIR /app

FROM base
COPY index.js .
USER node
CMD ["node", "index.js"]
