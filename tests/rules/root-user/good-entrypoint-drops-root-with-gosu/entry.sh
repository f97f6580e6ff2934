#!/bin/sh
set -e
chown -R runner /var/tmp
exec gosu runner "$@"
