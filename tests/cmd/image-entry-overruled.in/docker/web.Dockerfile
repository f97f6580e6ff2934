ARG VARIANT
FROM golang:1.27 AS build
WORKDIR /src
COPY go.mod main.go ./
RUN CGO_ENABLED=0 go build -o /out/web .

FROM gcr.io/distroless/static-debian12:${VARIANT} AS runtime
COPY --from=build /out/web /web
ENTRYPOINT ["/web"]

FROM debian:bookworm AS debug
COPY --from=build /out/nothing /web
USER nobody
