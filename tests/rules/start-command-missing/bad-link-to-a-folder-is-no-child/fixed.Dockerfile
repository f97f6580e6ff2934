FROM debian:12
WORKDIR /srv/app
COPY current ./
CMD ["/srv/app/serve.sh"]
