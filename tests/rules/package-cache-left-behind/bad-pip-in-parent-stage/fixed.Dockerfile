FROM python:3.13-slim AS base
RUN python3 -m pip install --no-cache-dir --upgrade pip && /usr/local/bin/pip3 install --no-cache-dir gunicorn
FROM base
RUN ["pip", "install", "flask"]
