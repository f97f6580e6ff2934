FROM alpine:3.22
  # second # third
# first
  workdir /srv/app
WORKDIR /a b
