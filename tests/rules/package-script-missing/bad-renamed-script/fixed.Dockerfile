FROM node:24-slim
WORKDIR /srv
COPY . .
RUN npm ci
CMD ["npm", "run", "server"]
