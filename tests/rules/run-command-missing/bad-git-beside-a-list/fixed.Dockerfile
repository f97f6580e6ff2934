FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
        ca-certificates \
        # for the tests
        curl \
        git \
    && rm -rf /var/lib/apt/lists/*
RUN git clone https://example.org/a.git /a
USER 10001
CMD ["sleep", "3600"]
