FROM python:3.13-slim
WORKDIR /app
COPY . .
RUN pip install uv && uv sync --locked
CMD ["/app/.venv/bin/shop-server"]
