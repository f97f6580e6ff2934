FROM node:24-slim
WORKDIR /srv
COPY . .
CMD ["pnpm", "--filter", "shop", "run", "serve"]
