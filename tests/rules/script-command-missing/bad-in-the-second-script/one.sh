#!/bin/sh
set -e
./bin/two.sh
exec sleep 60
