FROM rust:1.90-slim AS build
WORKDIR /app
COPY . .
RUN cargo build --release

FROM debian:trixie-slim
COPY --from=build /app/target/x86_64-unknown-linux-musl/release/shop /usr/local/bin/shop
CMD ["shop"]
