FROM node:24-slim
WORKDIR /srv
COPY . .
CMD ["pnpm", "-C", "shop", "run", "serve"]
