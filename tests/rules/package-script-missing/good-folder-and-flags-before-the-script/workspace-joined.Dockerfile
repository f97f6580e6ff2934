FROM node:24-slim
WORKDIR /srv
COPY . .
CMD ["npm", "--workspace=shop", "run", "serve"]
