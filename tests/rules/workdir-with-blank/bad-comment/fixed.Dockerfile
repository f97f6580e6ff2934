FROM alpine:3.22
# where it is built
WORKDIR /app
