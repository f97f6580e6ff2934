FROM debian:13 AS one
RUN apt-get update \
    && apt-get install -y curl

SHELL ["/bin/bash", "-o", "pipefail", "-c"]

# The key
RUN curl -fsS https://example.com/key | tee /etc/key
RUN curl -fsS https://example.com/key | tee /etc/key2
FROM alpine:3.22
RUN <<EOF
wget -qO- https://example.com/key | tee /etc/key
EOF
RUN --mount=type=cache,target=/c \
    # the key
    wget -qO- https://example.com/key | tee /etc/key || true
SHELL ["/bin/sh", "-ec"]
RUN wget -qO- https://example.com/key | tee /etc/key
FROM fedora:42
SHELL ["/bin/bash", "-e", "-c"]
run curl -fsS https://example.com/key | tee /etc/key
