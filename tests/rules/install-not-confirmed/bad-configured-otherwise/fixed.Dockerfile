FROM debian:13
COPY apt.conf.example /usr/share/doc/
RUN echo 'APT::Install-Recommends "0";' > /etc/apt/apt.conf.d/99small
RUN apt-get update && apt-get install -y nginx curl
