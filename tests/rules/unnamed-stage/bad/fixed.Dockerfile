FROM alpine:3.22 AS build
RUN true

FROM alpine:3.22
COPY --from=build /etc/os-release /
