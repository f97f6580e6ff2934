FROM rust:1.80 AS b
WORKDIR /src
COPY . .
RUN cargo build --release
FROM debian:bookworm-slim
COPY --from=b /src/target/release/x /x
EXPOSE 8080
CMD ["/x"]
