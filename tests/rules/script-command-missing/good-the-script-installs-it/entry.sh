#!/bin/sh
apt-get update && apt-get install -y curl
curl -s http://ready/
exec sleep 60
