FROM debian:13
RUN curl -fsLo /usr/local/bin/tool https://example.com/tool && chmod +x /usr/local/bin/tool
