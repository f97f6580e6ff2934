#   build where it is made
FROM alpine:3.22 AS build
# Runs: it
FROM alpine:3.22 AS runs
# for all
ARG port
