# docker-compose.yml
services:
  web:
    build: {context: .}
    environment:
      - PORT=4000
    ports:
      - target: 4000
        published: "80"
