FROM rust:1.90-slim AS build
WORKDIR /app
COPY . .
RUN cargo build --release

FROM debian:trixie-slim
COPY --from=build /app/target/release/shop-api /usr/local/bin/api
CMD ["api"]
