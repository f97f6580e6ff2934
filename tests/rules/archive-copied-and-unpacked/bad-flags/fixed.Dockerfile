FROM debian:13
WORKDIR /opt
add --chown=app:app files/site.tar.gz \
  /srv/www/
RUN mkdir -p /srv/www && \
    # the site
    ls /srv
COPY files/more.tar.gz /tmp/
RUN sha256sum /tmp/more.tar.gz && tar xzf /tmp/more.tar.gz
