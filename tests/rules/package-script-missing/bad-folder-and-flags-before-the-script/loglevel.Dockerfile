FROM node:24-slim
WORKDIR /srv
COPY . .
CMD ["npm", "--loglevel", "warn", "--prefix", "shop", "run-script", "serve"]
