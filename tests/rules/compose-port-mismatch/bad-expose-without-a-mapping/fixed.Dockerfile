# compose.yaml
services:
  web:
    build: .
    expose: ["8080"]
