FROM node:24-slim
WORKDIR /srv
COPY . .
RUN yarn --production
CMD ["npm", "start"]
