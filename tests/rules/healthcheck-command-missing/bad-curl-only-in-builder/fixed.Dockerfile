FROM debian:bookworm-slim AS build
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl \
    && rm -rf /var/lib/apt/lists/*
HEALTHCHECK CMD ["curl", "-fsS", "http://localhost:8080/"]
CMD ["sleep", "3600"]
