FROM rust:1.85 AS build
WORKDIR /src
COPY . .
RUN cargo build --release

FROM debian:bookworm-slim
COPY --from=build /src/target/release/shop /usr/local/bin/shop
USER 10001
CMD ["shop"]
