#!/bin/sh
if [ "$MODE" = "dev" ]; then
  exec uvicorn main:app --host 0.0.0.0 --port 9000
else
  exec uvicorn main:app --host 0.0.0.0 --port 8000
fi
