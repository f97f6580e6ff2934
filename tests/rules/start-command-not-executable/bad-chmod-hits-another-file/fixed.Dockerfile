FROM alpine:3.22
COPY entry.sh start.sh /usr/local/bin/
RUN chmod +x /usr/local/bin/entry.sh
RUN chmod +x /usr/local/bin/start.sh
ENTRYPOINT ["/usr/local/bin/entry.sh"]
