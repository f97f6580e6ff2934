FROM ubuntu:24.04
RUN apt-get update && apt-get install -y software-properties-common \
    && add-apt-repository ppa:example/tools && apt-get update \
    && apt-get install -y python3-pip
