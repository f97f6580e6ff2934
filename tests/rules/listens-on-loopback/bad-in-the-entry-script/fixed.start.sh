#!/bin/sh
set -e
echo "starting"
exec uvicorn --host=0.0.0.0 main:app --port "${PORT:-8000}"
