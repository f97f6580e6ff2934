FROM --platform=$BUILDPLATFORM golang:1.24 AS build
ARG TARGETARCH
WORKDIR /src
COPY . .
RUN GOARCH=$TARGETARCH go build -o /shop

FROM debian:13-slim
COPY --from=build /shop /shop
USER 1000
CMD ["/shop"]
