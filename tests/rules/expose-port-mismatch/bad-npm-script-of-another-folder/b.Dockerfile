FROM node:24-slim
WORKDIR /srv
COPY . .
EXPOSE 8080
CMD ["npm", "--prefix", "shop", "run-script", "preview"]
