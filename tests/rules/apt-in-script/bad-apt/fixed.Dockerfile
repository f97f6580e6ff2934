FROM debian:trixie
RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get -y install tini
