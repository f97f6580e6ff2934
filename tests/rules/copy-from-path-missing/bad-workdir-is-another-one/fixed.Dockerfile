FROM rust:1.90-slim AS build
WORKDIR /usr/src/tool
COPY Cargo.toml Cargo.lock ./
COPY src ./src
RUN cargo build --release

FROM debian:trixie-slim
COPY --from=build /usr/src/tool /usr/local/bin/tool
CMD ["tool"]
