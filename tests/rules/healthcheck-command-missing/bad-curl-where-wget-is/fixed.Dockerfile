FROM node:22-alpine
WORKDIR /srv
COPY server.js ./
USER node
EXPOSE 3000
HEALTHCHECK --interval=30s CMD wget -qO /dev/null "http://127.0.0.1:3000/healthz?short=1" > /dev/null || exit 1
CMD ["node", "server.js"]
