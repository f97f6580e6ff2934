FROM node:22-alpine
WORKDIR /srv/app
COPY ./package.json /srv/app/package.json
COPY ./pnpm-lock.yaml /srv/app/
RUN corepack enable && pnpm install --frozen-lockfile
COPY . .
USER node
CMD ["node", "index.js"]
