FROM rust:1.84-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends protobuf-compiler \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY . .
RUN cargo build --release
USER 1000
CMD ["/app/target/release/shop"]
