#!/bin/sh
set -eu
chown -R nobody /var/tmp
exec gosu nobody "$@"
