#!/bin/bash
set -o pipefail
a=(b)
exec "$@" "${a[@]}"
