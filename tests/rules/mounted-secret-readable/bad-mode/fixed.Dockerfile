FROM alpine:3.22
RUN --mount=type=secret,id=a,mode=0400 cat /run/secrets/a
