FROM node:24-slim
WORKDIR /srv
COPY . .
CMD ["npm", "run", "build", "--", "--prefix", "shop"]
