FROM node:24-slim
WORKDIR /srv
COPY . .
CMD ["npm", "--workspaces", "run", "serve"]
