FROM golang:1.23 AS build
WORKDIR /src/metrics-agent
COPY . .
RUN make release

FROM gcr.io/distroless/static
COPY --from=build /src/metrics-agent/metrics-agent /
ENTRYPOINT ["/metrics-agent"]
