# compose.yaml
services:
  web:
    build: .
    ports: ["8080:8080"]
    healthcheck:
      test: ["CMD-SHELL", "python -c 'import urllib.request as r; r.urlopen(\"http://localhost:8080/\")' || exit 1"]
      interval: 10s
