# docker-compose.yml
services:
  web:
    build: .
    env_file: web.env
    ports: ["${PUBLISHED:-80}:4100"]
