FROM debian:13
RUN apt-get update \
    # what is there
    # for the build
    && apt-get install -y make && \
    service nginx start
RUN <<EOF
set -e
mount /dev/sda /x
make
EOF
RUN shutdown now; \
  # the end
  make
