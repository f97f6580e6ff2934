FROM rust:1.90-slim AS build
WORKDIR /app
COPY . .
RUN cargo build --release -p shop-api

FROM debian:trixie-slim
COPY --from=build /app/target/release/shop-api /usr/local/bin/job
CMD ["job"]
