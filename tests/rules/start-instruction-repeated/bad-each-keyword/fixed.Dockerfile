FROM alpine:3.22 AS worker
ENTRYPOINT ["/bin/sh"]
CMD ["-c", "date"]
HEALTHCHECK NONE
ENTRYPOINT ["/bin/date"]
CMD ["-u"]
