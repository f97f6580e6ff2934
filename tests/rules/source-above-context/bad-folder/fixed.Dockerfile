FROM alpine:3.22
COPY conf/ \
  # all of them
  ../conf/* \
  /etc/
COPY ["../conf/a", "/etc/"]
ADD ../conf/ /etc/conf/
COPY ../nowhere /x
