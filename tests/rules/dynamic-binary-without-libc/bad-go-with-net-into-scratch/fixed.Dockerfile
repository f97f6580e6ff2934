FROM golang:1.27 AS build
WORKDIR /src
COPY go.mod main.go ./
RUN CGO_ENABLED=0 go build -o /out/tool .

FROM scratch
COPY --from=build /out/tool /tool
CMD ["/tool"]
