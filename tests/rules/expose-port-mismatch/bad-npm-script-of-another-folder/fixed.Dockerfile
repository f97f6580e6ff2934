FROM node:24-slim
WORKDIR /srv
COPY . .
EXPOSE 5000
CMD ["npm", "--prefix", "shop", "run", "serve", "--", "--port", "5000"]
