FROM node:24-slim
WORKDIR /srv
COPY shop .
CMD ["node", "--run", "serve"]
