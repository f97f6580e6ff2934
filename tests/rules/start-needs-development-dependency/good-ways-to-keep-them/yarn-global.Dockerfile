FROM node:24-slim
WORKDIR /srv
ENV NODE_ENV=production
COPY . .
RUN yarn --production && yarn global add ts-node
CMD ["npm", "start"]
