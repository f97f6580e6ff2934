FROM golang:1.27 AS build
WORKDIR /src
COPY go.mod main.go ./
RUN CGO_ENABLED=0 go build -o /out/tool .

FROM alpine:3.22
COPY --from=build /out/tool /usr/local/bin/tool
EXPOSE 8080
HEALTHCHECK CMD wget -q --spider http://127.0.0.1:8080/healthz || exit 1
CMD ["tool"]
