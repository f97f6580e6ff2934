FROM alpine:3.22 AS build
WORKDIR /src
RUN pwd

FROM alpine:3.22
WORKDIR /out
COPY --from=build /src /src
