FROM debian:13
RUN curl -sSL https://example.com/a.sh | sh
