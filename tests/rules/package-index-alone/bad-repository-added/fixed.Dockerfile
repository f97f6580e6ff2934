FROM debian:trixie
RUN curl -fsSL https://example.org/key.asc -o /etc/apt/keyrings/example.asc \
 && echo "deb [signed-by=/etc/apt/keyrings/example.asc] https://example.org/apt stable main" \
        > /etc/apt/sources.list.d/example.list
RUN apt-get update && apt-get install -y example && rm -rf /var/lib/apt/lists/*
