FROM node:24-slim AS build
WORKDIR /app
# for the registry
COPY package.json ./
RUN --mount=type=secret,id=NPM_TOKEN,env=NPM_TOKEN --network=default \
    npm config set //registry.example.com/:_authToken $NPM_TOKEN && npm install
FROM nginx:1.29
COPY --from=build /app /usr/share/nginx/html
