FROM node:22-alpine
WORKDIR /app/web
COPY web/package.json web/yarn.lock ./
RUN yarn install --frozen-lockfile --network-timeout 600000
COPY . ..
