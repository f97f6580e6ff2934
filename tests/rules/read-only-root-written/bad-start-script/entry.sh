#!/bin/sh
set -e
mkdir -p /var/lib/shop/cache
echo "window.api = '$API'" > /srv/config.js
exec "$@"
