FROM alpine:3.22
WORKDIR /srv
run cd /srv/app; \
  # all of it
  make; \
  make install
WORKDIR /opt
RUN cd /opt && ls && cd /srv && ls
