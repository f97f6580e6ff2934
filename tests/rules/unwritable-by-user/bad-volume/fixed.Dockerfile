FROM alpine:3.22
RUN adduser -D runner
RUN mkdir -p /data && chown runner /data
# from here on
USER runner
VOLUME /data
CMD ["sleep", "3600"]
