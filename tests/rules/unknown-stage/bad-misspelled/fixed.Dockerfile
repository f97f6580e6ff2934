FROM golang:1.27 AS builder
WORKDIR /src
COPY go.mod main.go ./
RUN CGO_ENABLED=0 go build -o /out/tool .

FROM scratch
COPY --from=builder /out/tool /tool
CMD ["/tool"]
