FROM alpine:3.22
WORKDIR /srv
COPY run.sh .
WORKDIR /srv/data
CMD ["/srv/run.sh"]
