# syntax=docker/dockerfile:1-labs
FROM alpine:3.22
RUN true
