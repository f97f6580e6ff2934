#!/bin/sh
set -e
chown -R runner /var/tmp
if [ "$(id -u)" = 0 ]; then
  exec gosu "$ACCOUNT" "$@"
fi
exec "$@"
