FROM golang:1.25 AS build
WORKDIR /src
COPY . .
RUN make

FROM debian:12-slim
WORKDIR /
COPY --chmod=755 start.sh /
COPY --from=build /src/out/ledger .
CMD ["/start.sh"]
