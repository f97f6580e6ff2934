FROM node:22 AS build
WORKDIR /app
COPY web/package*.json web/
RUN cd web && npm ci --omit=dev
