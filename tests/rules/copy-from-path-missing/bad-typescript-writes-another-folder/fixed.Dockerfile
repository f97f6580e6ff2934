FROM node:22-slim AS build
WORKDIR /srv
COPY . .
RUN npm ci && npm run build

FROM node:22-slim
COPY --from=build /srv/output /srv/dist
CMD ["node", "/srv/dist/main.js"]
