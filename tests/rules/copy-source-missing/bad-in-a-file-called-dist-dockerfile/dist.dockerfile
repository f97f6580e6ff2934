FROM busybox:1.37
COPY servr.sh /srv/
