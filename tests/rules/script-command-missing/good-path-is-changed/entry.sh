#!/bin/sh
export PATH=/mnt/tools/bin:$PATH
curl http://ready/
exec sleep 60
