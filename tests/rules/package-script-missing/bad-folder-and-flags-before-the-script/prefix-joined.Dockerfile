FROM node:24-slim
WORKDIR /srv
COPY . .
CMD ["npm", "--prefix=shop", "run", "serve"]
