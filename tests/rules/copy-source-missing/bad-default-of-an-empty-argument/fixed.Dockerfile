FROM debian:13
ARG FOLDER=
COPY ${FOLDER:-shop}/prices.txt /srv/
COPY ${FOLDER-shop}/shop/till.txt /srv/
