FROM golang:1.25-alpine AS build
WORKDIR /src
COPY main.go .
RUN go build main.go

FROM alpine:3.22
COPY --from=build /src/main /usr/local/bin/web
USER 65532
EXPOSE 80
CMD ["web"]
