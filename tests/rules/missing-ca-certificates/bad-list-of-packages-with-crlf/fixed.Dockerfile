FROM golang:1.27 AS build
WORKDIR /src
COPY go.mod main.go ./
RUN CGO_ENABLED=0 go build -o /out/tool .

FROM debian:bookworm-slim
# what the tool calls
RUN apt-get update && apt-get install -y --no-install-recommends \
        libssl3 \
        tzdata \
        ca-certificates \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /out/tool /usr/local/bin/tool
USER 65532
CMD ["tool"]
