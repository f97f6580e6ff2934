FROM alpine:3.22 AS files
RUN true
FROM scratch
COPY --from=files /etc/os-release /
FROM alpine:3.22 as context
RUN --mount=type=bind,from=context,target=/x --mount=from=files,target=/y ls /x
