FROM rust:1.90-slim AS build
WORKDIR /app
COPY . .
RUN cargo build

FROM debian:trixie-slim
COPY --from=build /app/target/debug/shop /usr/local/bin/shop
CMD ["shop"]
