FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3-pip \
    # the agent
    && pip3 install --break-system-packages --no-cache-dir \
        requests \
    && rm -rf /var/lib/apt/lists/*
USER 10001
CMD ["python3", "-V"]
