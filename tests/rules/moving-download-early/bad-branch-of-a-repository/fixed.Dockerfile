FROM alpine:3.22
RUN apk add --no-cache git
ADD https://github.com/example/tool.git#main /src
