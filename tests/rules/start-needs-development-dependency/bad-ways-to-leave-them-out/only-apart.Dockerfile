FROM node:24-slim
WORKDIR /srv
COPY . .
RUN npm install --only prod
CMD ["npm", "start"]
