FROM golang:1.24 AS b
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /app .
FROM gcr.io/distroless/static
COPY --from=b /app /app
EXPOSE 8080
CMD ["/app"]
