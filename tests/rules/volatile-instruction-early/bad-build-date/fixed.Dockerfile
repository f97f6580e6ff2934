FROM node:22-slim
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY index.js .
ARG BUILD_DATE
RUN echo "$BUILD_DATE" > built.txt
CMD ["node", "index.js"]
