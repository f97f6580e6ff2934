FROM debian:12-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends wget \
    && rm -rf /var/lib/apt/lists/*
RUN useradd app
USER app
RUN tooling prepare
HEALTHCHECK CMD wget -q http://localhost:3000/
CMD ["sleep", "60"]
