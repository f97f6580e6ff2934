FROM alpine:3.22
WORKDIR /srv
RUN \
  cd /srv/app/; \
  # all of it
  make; \
  make install
WORKDIR /opt
RUN cd /opt && ls && cd /srv && ls
RUN cd /srv/*/a && ls
RUN cd /etc && ls
