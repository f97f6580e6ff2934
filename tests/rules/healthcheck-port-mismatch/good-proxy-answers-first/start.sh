#!/bin/sh
node /srv/server.mjs &
exec nginx -g "daemon off;"
