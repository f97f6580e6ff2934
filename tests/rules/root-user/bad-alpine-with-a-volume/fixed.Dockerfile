FROM alpine:3.22

COPY collect /usr/local/bin/collect
VOLUME /var/lib/collect

RUN adduser -D -u 10001 app && mkdir -p /var/lib/collect && chown -R app /var/lib/collect
USER 10001

# The collector writes below its volume.
CMD ["collect", "--into", "/var/lib/collect"]
