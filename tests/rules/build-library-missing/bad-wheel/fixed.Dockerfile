FROM python:3.12-alpine
RUN apk add --no-cache mariadb-connector-c-dev
WORKDIR /app
COPY requirements/base.txt requirements/
RUN pip wheel --wheel-dir /wheels -r requirements/base.txt
USER 1000
