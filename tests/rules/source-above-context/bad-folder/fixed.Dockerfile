FROM alpine:3.22
COPY conf/ \
  # all of them
  ../conf/* ../nowhere ["/etc/"
COPY ["../conf/a", "/etc/"]
ADD ../conf/ /etc/conf/
