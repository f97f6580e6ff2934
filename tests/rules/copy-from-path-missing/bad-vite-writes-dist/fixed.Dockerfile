FROM node:22-slim AS web
WORKDIR /app
COPY package.json ./
RUN npm install
COPY . .
RUN npm run build

FROM nginx:1.29-alpine
COPY --from=web /app/dist /usr/share/nginx/html
