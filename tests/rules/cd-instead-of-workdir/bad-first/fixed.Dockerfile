FROM alpine:3.22
WORKDIR /srv/app
RUN make
WORKDIR /
