FROM node:24-slim
WORKDIR /srv
ENV NODE_ENV=production
COPY . .
RUN npm ci --omit=dev && npm install ts-node
CMD ["npm", "start"]
