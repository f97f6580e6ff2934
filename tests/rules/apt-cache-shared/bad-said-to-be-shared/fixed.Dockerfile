FROM debian:trixie-slim AS a
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=tmpfs,target=/tmp \
    apt-get update && apt-get install -y jq
FROM debian:trixie-slim
COPY --from=a /usr/bin/jq /a
RUN --mount=type=cache,target=/var/cache/apt,sharing=private apt-get update && apt-get install -y git
FROM debian:trixie-slim AS b
RUN --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y git
FROM debian:trixie-slim
COPY --from=a /usr/bin/jq /a
COPY --from=b /usr/bin/git /b
