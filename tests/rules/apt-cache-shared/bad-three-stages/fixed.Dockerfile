FROM debian:trixie-slim AS a
RUN --mount=type=cache,target=/var/lib/apt/lists,sharing=locked apt-get update && apt-get install -y jq
FROM debian:trixie-slim AS b
RUN --mount=type=cache,target=/var/lib/apt/lists,sharing=private apt-get update && apt-get install -y git
FROM debian:trixie-slim
COPY --from=a /usr/bin/jq /a
COPY --from=b /usr/bin/git /b
