FROM node:24-slim
WORKDIR /srv
COPY . .
RUN npm ci --registry https://registry.example.org --omit=dev
CMD ["npm", "start"]
