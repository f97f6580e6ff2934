FROM node:24-slim
WORKDIR /srv
COPY . .
CMD ["pnpm", "--dir=shop", "run", "serve"]
