#!/bin/sh
set -e
curl -fsS http://localhost:80/ | grep -q ok
