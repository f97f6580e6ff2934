#!/bin/sh
set -e
echo "starting"
exec uvicorn main:app --port "${PORT:-8000}"
