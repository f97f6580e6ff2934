FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1
RUN pip wheel -w /wheels gunicorn
FROM python:3.13-slim
COPY --from=build /wheels /wheels
RUN --mount=type=cache,target=/root/.npm pip install --no-cache-dir gunicorn
