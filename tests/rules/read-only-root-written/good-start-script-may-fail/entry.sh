#!/bin/sh
mkdir -p /var/lib/shop 2>/dev/null || true
if [ -n "$API" ]; then
    echo "$API" > /srv/api
fi
exec "$@"
