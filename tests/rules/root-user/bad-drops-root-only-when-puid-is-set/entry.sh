#!/bin/sh
set -e
if [ -n "$PUID" ]; then
  exec gosu "$PUID" "$@"
fi
exec "$@"
