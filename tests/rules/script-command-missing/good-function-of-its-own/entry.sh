#!/bin/sh
curl() { echo "no"; }
never() { jq . /etc/hostname; }
curl http://ready/
exec sleep 60
