# VERSION of the base
ARG VERSION=3.22
# Build the program
FROM alpine:${VERSION} AS build
RUN date
# RELASE is what the image is called
ARG RELEASE=1
