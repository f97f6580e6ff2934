FROM alpine:3.22
ADD app.conf /etc/
