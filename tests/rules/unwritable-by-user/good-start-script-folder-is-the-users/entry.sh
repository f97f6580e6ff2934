#!/bin/sh
set -e
echo "key=$KEY" > /srv/shop/conf
exec "$@"
