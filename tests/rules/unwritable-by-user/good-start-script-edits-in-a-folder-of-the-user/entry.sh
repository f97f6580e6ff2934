#!/bin/sh
sed -i "s/KEY/$KEY/" "$HOME/.shop/conf"
exec "$@"
