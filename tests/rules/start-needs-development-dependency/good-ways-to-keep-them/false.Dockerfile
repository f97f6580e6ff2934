FROM node:24-slim
WORKDIR /srv
ENV NODE_ENV=production
COPY . .
RUN npm ci --production=false
CMD ["npm", "start"]
