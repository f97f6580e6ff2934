FROM alpine:3.22
RUN apk add --no-cache git
ARG RELEASE=dev
RUN echo $RELEASE > /release
