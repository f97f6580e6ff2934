FROM node:22-slim
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
WORKDIR /srv
COPY server.js ./
USER node
EXPOSE 3000
HEALTHCHECK CMD [ "curl", "-fsSo", "/dev/null", "http://localhost:3000/" ]
CMD ["node", "server.js"]
