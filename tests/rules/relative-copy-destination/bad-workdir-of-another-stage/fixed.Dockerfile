FROM alpine:3.22 AS build
WORKDIR /src
COPY app.conf .

FROM alpine:3.22
COPY --from=build /src/app.conf /
