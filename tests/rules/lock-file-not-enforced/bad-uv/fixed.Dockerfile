FROM ghcr.io/astral-sh/uv:0.8.0-python3.13-bookworm
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-dev
