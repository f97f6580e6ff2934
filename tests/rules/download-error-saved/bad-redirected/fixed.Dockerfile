FROM debian:13
RUN curl -fsL https://example.com/tool > /usr/local/bin/tool && chmod 755 /usr/local/bin/tool
