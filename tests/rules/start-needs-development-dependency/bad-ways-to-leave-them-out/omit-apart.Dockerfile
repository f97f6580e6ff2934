FROM node:24-slim
WORKDIR /srv
COPY . .
RUN npm install --omit dev
CMD ["npm", "start"]
