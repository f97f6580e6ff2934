FROM node:24-slim AS deps
WORKDIR /srv/app
COPY package.json ./
RUN npm install

FROM node:24-slim
WORKDIR /srv/app
COPY --from=deps /srv/app/node_modules ./node_modules
COPY package.json index.js ./
EXPOSE 3000
USER node
CMD ["node", "index.js"]
