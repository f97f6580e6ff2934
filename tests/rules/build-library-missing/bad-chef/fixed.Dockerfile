FROM lukemathwalker/cargo-chef:latest-rust-1.84-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends protobuf-compiler \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY . .
RUN cargo build --release

FROM debian:bookworm-slim
COPY --from=build /app/target/release/shop /usr/local/bin/shop
USER 1000
CMD ["shop"]
