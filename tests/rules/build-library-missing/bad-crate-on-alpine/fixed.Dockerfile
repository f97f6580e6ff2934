FROM rust:1.84-alpine
RUN apk add --no-cache musl-dev openssl-dev
WORKDIR /app
COPY . .
RUN cargo build --release
USER 1000
CMD ["/app/target/release/shop"]
