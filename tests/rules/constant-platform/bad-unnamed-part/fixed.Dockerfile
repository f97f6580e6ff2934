FROM alpine:3.22 AS build
RUN true
