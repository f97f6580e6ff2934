#!/bin/sh
set -e
PORT="${PORT:-9000}"
exec uvicorn main:app --host 0.0.0.0 --port "$PORT"
