FROM node:22-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY index.js .
HEALTHCHECK CMD curl -f http://localhost:3000/ || exit 1
CMD ["node", "index.js"]
