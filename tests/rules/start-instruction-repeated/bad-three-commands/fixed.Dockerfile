FROM alpine:3.22
RUN mkdir /data
CMD ["date", "-u"]
CMD ["date", "-R"]
