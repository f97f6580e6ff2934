FROM debian:13
RUN apt-get update && apt-get install -y ca-certificates wget curl
RUN wget -q \
      https://example.com/a.tgz && \
    tar xzf a.tgz
RUN curl -k https://example.com/b.tgz --insecure | tar xz
