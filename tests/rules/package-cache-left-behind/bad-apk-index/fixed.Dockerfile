FROM alpine:3.22
RUN apk add --no-cache -U tzdata && \
    apk add --no-cache "curl"
