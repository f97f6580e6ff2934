#!/bin/bash
set -euo pipefail

workers=$(( $(nproc) * 2 + 1 ))
exec "$@" --workers "$workers"
