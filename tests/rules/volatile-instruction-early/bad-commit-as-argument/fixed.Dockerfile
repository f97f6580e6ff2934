FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
ARG GIT_COMMIT
ENV GIT_COMMIT=$GIT_COMMIT
CMD ["sleep", "3600"]
