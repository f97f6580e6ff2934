FROM debian:12
RUN find -name '*.pyc' -delete && find -L -type l
RUN mkdir -p -m 700 /srv/app/data && mkdir --parents --mode=700 a/b
RUN ls /tmp | rm -r && cat list | sort | echo done
RUN set -eux; ! grep -q broken /etc/motd; true
RUN set -e; for f in a b; do ! test -f "$f"; done; true
