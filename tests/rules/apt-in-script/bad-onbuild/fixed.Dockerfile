FROM debian:trixie
ONBUILD RUN apt-cache policy tini
