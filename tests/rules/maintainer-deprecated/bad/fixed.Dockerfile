FROM alpine:3.22
LABEL org.opencontainers.image.authors="Ada Lovelace <ada@example.org>"
