# compose.yaml
services:
  web:
    extends: {file: common/services.yaml, service: base}
    ports: ["80:3000"]
