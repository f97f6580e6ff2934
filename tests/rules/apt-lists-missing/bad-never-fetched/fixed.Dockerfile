FROM ubuntu:24.04
RUN apt-get update && apt-get install -y nginx curl && rm -rf /var/lib/apt/lists/*
