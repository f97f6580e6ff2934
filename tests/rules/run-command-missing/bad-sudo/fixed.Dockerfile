FROM debian:bookworm
RUN mkdir /srv/app
