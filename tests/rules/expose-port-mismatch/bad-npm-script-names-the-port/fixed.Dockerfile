FROM node:24
WORKDIR /app
COPY package.json ./
RUN npm install
COPY . .
USER node
EXPOSE 4000
CMD ["npm", "run", "serve"]
