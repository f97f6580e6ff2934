FROM node:22-alpine
WORKDIR /app
COPY server.mjs .
EXPOSE 3000
HEALTHCHECK --interval=10s CMD ["wget", "-qO-", "http://localhost:3000/"]
CMD ["node", "server.mjs"]
