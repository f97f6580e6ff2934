FROM ubuntu:17.10
RUN sed -i -e 's/archive.ubuntu.com/old-releases.ubuntu.com/' -e 's/security.ubuntu.com/old-releases.ubuntu.com/' /etc/apt/sources.list
RUN apt-get update; apt-get install -y nginx
