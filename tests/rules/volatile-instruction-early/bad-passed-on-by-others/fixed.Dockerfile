FROM debian:bookworm-slim


RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
# which commit this is
arg GIT_COMMIT
env APP_COMMIT=$GIT_COMMIT
LABEL org.opencontainers.image.revision="$APP_COMMIT" \
      org.opencontainers.image.title="till"
RUN ./configure
