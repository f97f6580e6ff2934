FROM node:22-slim
WORKDIR /app
COPY . .
RUN npm ci
EXPOSE 8080
CMD ["node","server.js"]
