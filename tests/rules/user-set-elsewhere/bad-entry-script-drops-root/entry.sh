#!/bin/sh
set -e
chown -R nobody /srv
exec gosu nobody "$@"
