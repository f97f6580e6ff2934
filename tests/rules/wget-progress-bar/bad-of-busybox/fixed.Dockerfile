FROM alpine:3.22 AS small
RUN /usr/bin/wget https://example.com/a 2>&1 | tail -1 && \
    wget -q \
    https://example.com/b
FROM small
RUN apk add --no-cache wget && wget https://example.com/c
FROM fedora:42
RUN wget https://example.com/d && sh -c "wget https://example.com/e"
