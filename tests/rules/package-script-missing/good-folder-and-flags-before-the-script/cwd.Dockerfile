FROM node:24-slim
WORKDIR /srv
COPY . .
CMD ["yarn", "--cwd", "/srv/shop", "run", "serve"]
