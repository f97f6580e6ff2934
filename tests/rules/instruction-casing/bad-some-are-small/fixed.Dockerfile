FROM alpine:3.22
RUN mkdir /data
Workdir /data
CMD ["date"]
