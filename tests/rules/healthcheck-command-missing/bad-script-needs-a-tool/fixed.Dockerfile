FROM debian:12-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl \
    && rm -rf /var/lib/apt/lists/*
COPY check.sh /
HEALTHCHECK CMD /check.sh
CMD ["sleep", "60"]
