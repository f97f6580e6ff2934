FROM alpine:3.22
RUN set -o pipefail && wget -qO- https://example.com/key | tee /etc/key
