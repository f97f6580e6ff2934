FROM python:2.7 AS base
RUN sed -i -e 's|deb.debian.org|archive.debian.org|' -e 's|security.debian.org|archive.debian.org|' -e '/buster-updates/d' /etc/apt/sources.list
WORKDIR /srv

FROM base
RUN apt-get update && apt-get install -y libpq-dev
