# syntax=docker/dockerfile:1
FROM alpine:3.22
COPY <<EOF /entry.sh
#!/bin/sh
exec sleep infinity
EOF
RUN chmod +x /entry.sh
ENTRYPOINT ["/entry.sh"]
