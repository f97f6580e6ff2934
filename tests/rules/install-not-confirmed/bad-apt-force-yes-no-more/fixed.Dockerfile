FROM debian:trixie
RUN apt-get update && apt install -y -q git curl
