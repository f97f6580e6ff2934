# compose.yaml
x-app: &app
  build: .
services:
  web:
    <<: *app
    volumes:
      - .:/app
      - /app/node_modules
    ports: ["80:3000"]
