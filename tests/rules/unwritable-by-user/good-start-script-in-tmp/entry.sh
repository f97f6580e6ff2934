#!/bin/sh
set -e
echo "key=$KEY" > /tmp/shop.conf
exec "$@"
