FROM debian:bullseye
RUN apt-get update && apt-get install -y --no-install-recommends curl ca-certificates gnupg
RUN curl -fsSL https://example.org/key.asc -o /tmp/key.asc && apt-key add /tmp/key.asc
