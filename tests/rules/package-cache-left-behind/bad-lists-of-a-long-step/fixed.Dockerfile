FROM debian:trixie
run apt-get update && \
    # to fetch
    apt-get install -y --no-install-recommends \
      curl && \
    rm -rf /var/lib/apt/lists/*
CMD ["curl", "--version"]
