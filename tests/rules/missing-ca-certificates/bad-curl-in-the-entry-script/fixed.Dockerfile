FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends curl ca-certificates && rm -rf /var/lib/apt/lists/*
COPY --chmod=755 start.sh /usr/local/bin/start
USER 65532
ENTRYPOINT ["start"]
