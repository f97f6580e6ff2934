FROM busybox:1.37
ADD assets/logo.svg /srv/
