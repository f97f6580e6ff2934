FROM alpine:3.22
ADD files/site.tar.gz /srv/
