FROM node:24-slim
WORKDIR /srv
COPY . .
CMD ["npm", "run", "--if-present", "serve"]
