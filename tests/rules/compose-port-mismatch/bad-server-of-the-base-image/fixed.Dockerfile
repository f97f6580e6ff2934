# compose.yaml
services:
  db:
    build: .
    environment: {POSTGRES_PASSWORD: secret}
    ports: ["5432:5432"]
