from alpine:3.22 as build-2
RUN true
FROM \
  alpine:3.22
RUN true
FROM alpine:3.22 AS build
RUN --mount=type=bind,from=build-2,target=/x --mount=target=/y,"from=1" ls /x
COPY --from=1 --chown=a /etc/os-release /
COPY --from=nginx:1 /etc/nginx /
