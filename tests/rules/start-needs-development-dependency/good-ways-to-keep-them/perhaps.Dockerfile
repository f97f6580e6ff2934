FROM node:24-slim
WORKDIR /srv
ENV NODE_ENV=production
COPY . .
RUN npm ci --omit=dev && if [ -f .all ]; then npm ci --include=dev; fi
CMD ["npm", "start"]
