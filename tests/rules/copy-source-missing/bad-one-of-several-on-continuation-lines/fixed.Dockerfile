FROM node:22-slim
WORKDIR /app
COPY package.json \
     # the lock file of npm
     package-lock.json \
     ./
