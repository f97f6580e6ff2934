FROM debian:13
RUN apt-get update && \
    # what is old
    # what is needed
    apt-get install -y make
RUN apt-get update; \
  apt-get -y upgrade; \
  rm -rf /var/lib/apt/lists/*
RUN apt-get update && apt-get -y dist-upgrade
RUN apt-get install -y gcc
RUN <<EOF
set -e
apt-get update
apt-get upgrade -y
make
EOF
