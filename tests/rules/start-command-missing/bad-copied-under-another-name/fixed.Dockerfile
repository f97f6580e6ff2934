FROM golang:1.25 AS build
WORKDIR /src
COPY . .
RUN make

FROM debian:12-slim
COPY --from=build /src/ledger /usr/bin/ledger-server
CMD ["/usr/bin/ledger-server"]
