FROM golang:1.27 AS build
WORKDIR /src
COPY go.mod main.go ./
RUN make OUTPUT=/target/app/tool
RUN go build -o /out/tool .

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y libssl3 tzdata ca-certificates && rm -rf /var/lib/apt/lists/*
COPY --from=build /target /
COPY --from=build /out/tool /usr/local/bin/tool
RUN tool --version
CMD ["tool"]
