FROM node:22-alpine
WORKDIR /app
COPY package.json pnpm-lock.yaml ./
RUN apk add --no-cache pnpm
RUN pnpm install --frozen-lockfile
USER node
