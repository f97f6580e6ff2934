FROM alpine:3.22
ADD ["one.txt", "two.txt", "/data/texts/"]
CMD ["ls", "/data"]
