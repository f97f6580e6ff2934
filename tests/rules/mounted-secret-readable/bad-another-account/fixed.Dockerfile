FROM alpine:3.22
RUN adduser -D -u 10001 app
USER app
RUN --mount=type=secret,id=a,mode=0400,uid=10001 \
    --mount=type=ssh,mode=0666 \
    cat /run/secrets/a
