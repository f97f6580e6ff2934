FROM node:24-slim
WORKDIR /srv/app
COPY index.js ./
USER node
CMD ["node", "index.js"]
