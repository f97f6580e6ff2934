#!/bin/sh
set -e
options=(--workers 2)
exec python -m http.server "${options[@]}"
