FROM node:24-slim
WORKDIR /srv
COPY . .
RUN pnpm install -P
CMD ["npm", "start"]
