#!/bin/sh
exec setpriv --reuid=1500 --regid=1500 --clear-groups "$@"
