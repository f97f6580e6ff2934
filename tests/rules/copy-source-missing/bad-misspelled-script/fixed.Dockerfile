FROM busybox:1.37
COPY server.sh /srv/
