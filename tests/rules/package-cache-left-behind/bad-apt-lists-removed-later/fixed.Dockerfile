FROM debian:trixie-slim
RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /tmp/build && rm -rf /var/lib/apt/lists/*
RUN rm -rf /var/lib/apt/lists/*
