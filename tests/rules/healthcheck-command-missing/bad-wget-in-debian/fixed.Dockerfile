FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends wget \
    && rm -rf /var/lib/apt/lists/*
HEALTHCHECK --interval=30s CMD ["wget", "-q", "-O", "/dev/null", "http://localhost:8080/"]
CMD ["sleep", "3600"]
