FROM alpine:3.22 AS build
RUN adduser -D worker && echo data > /data.txt

FROM alpine:3.22
COPY --from=build /data.txt /data.txt
RUN adduser -D worker
USER worker
CMD ["cat", "/data.txt"]
