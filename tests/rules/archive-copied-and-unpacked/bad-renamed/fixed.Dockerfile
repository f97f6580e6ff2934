FROM alpine:3.22
ADD site.tgz /srv/
