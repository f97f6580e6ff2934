#!/bin/sh
set -e
echo "key=$KEY" > /etc/shop.conf
exec "$@"
