FROM node:24-slim
WORKDIR /srv
COPY . .
CMD ["npm", "-w", "shop", "run", "serve"]
