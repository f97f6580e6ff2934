FROM debian:13
COPY --chmod=755 run.sh /usr/local/bin/run.sh
USER 1000
