FROM node:22-slim AS web
WORKDIR /app
COPY . .
RUN yarn && yarn build

FROM nginx:1.29-alpine
COPY --from=web /app/www /usr/share/nginx/html
