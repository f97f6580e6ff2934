# syntax=docker/dockerfile:1

# The image of a release: the static program and nothing else. It reads what is mounted at /src:
#   docker run --rm --volume "$PWD:/src:ro" ghcr.io/dockvet/dockvet
FROM rust:1.95-alpine3.22 AS build
RUN apk add --no-cache musl-dev=1.2.5-r10
WORKDIR /build
COPY Cargo.toml Cargo.lock build.rs rules.toml ./
COPY benches/analysis.rs benches/
COPY tests/rules.rs tests/
COPY build build
COPY schemas schemas
COPY src src
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/build/target \
    cargo build --release --locked --bin dockvet \
    && mv target/release/dockvet /dockvet

FROM scratch
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="Dockvet" \
      org.opencontainers.image.description="A static analyzer for Dockerfiles" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.source="https://github.com/dockvet/dockvet" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
COPY --from=build /dockvet /dockvet
COPY LICENSE-APACHE LICENSE-MIT /licenses/
WORKDIR /src
USER 65532:65532
ENTRYPOINT ["/dockvet"]
