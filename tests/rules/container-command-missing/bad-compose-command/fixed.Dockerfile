# compose.yaml
services:
  web:
    build: .
    command: ["/srv/serve.sh"]
