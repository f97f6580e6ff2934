FROM golang:1.27
WORKDIR /src
COPY go.mod main.go ./
COPY web/templates ./templates
RUN go build -o /usr/local/bin/site .
