FROM ubuntu:24.04
RUN sudo apt-get update && sudo apt-get --no-install-recommends install -y nginx curl
