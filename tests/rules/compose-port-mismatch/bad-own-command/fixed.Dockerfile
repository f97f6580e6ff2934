# compose.yaml
services:
  web:
    build: .
    command: sh -c "npx serve -p 5000 ."
    ports: ["80:5000"]
