FROM node:24-slim
WORKDIR /srv/app
COPY index.js ./
USER 1000
CMD ["node", "index.js"]
