#!/bin/sh
echo "$@"
exec sleep infinity
