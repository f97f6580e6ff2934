FROM node:24-slim
WORKDIR /srv
COPY . .
RUN npm ci && npm prune --omit=dev
CMD ["npm", "start"]
