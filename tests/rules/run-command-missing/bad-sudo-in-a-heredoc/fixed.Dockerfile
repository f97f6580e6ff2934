FROM debian:bookworm-slim
RUN <<EOF
set -e
mkdir /srv/app
chmod 755 /srv/app
EOF
USER 10001
CMD ["sleep", "3600"]
