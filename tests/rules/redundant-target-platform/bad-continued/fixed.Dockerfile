FROM \
  # what it is built for
  alpine:3.22 AS run
RUN true
