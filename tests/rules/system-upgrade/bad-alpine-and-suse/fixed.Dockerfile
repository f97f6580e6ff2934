FROM alpine:3.22 AS tools
FROM tools
RUN apk upgrade --no-cache
