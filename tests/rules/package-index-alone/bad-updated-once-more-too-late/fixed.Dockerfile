FROM debian:trixie
RUN apt-get update && apt-get install -y gnupg && apt-get update && apt-get install -y nginx
