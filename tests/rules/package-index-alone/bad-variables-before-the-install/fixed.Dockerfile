FROM debian:trixie
# newest lists

# tools
RUN set -eux; \
    apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y \
      # to fetch
      curl
