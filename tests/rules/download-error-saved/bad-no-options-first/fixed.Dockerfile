FROM debian:13
RUN set -e; \
    curl -f https://example.com/tool -o /usr/local/bin/tool; \
    chmod +x /usr/local/bin/tool
