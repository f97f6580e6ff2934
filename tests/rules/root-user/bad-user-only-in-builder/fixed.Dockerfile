FROM golang:1.27 AS build
USER 1000:1000
WORKDIR /tmp/src
COPY go.mod main.go ./
RUN CGO_ENABLED=0 go build -o /tmp/tool .

FROM scratch
COPY --from=build /tmp/tool /tool
USER 65532:65532
CMD ["/tool"]
