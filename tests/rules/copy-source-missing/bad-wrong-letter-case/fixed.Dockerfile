FROM busybox:1.37
COPY config/app.ini /etc/app.ini
