#!/bin/sh
set -e
chown -R runner /var/tmp
account=runner
if [ "$(id -u)" = 0 ]; then
  exec gosu "$account" "$@"
fi
exec "$@"
