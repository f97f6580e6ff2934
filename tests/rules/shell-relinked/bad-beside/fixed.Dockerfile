FROM ubuntu:24.04
RUN apt-get update \
    && apt-get install -y make
SHELL ["/bin/bash", "-c"]
FROM alpine:3.22
RUN ln -sf /bin/bash /bin/sh
