FROM golang:1.25 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# one file
RUN CGO_ENABLED=0 go build -o /till ./cmd
FROM scratch
COPY --from=build /till /till
ENTRYPOINT ["/till"]
