FROM ghcr.io/astral-sh/uv:python3.13-bookworm-slim
WORKDIR /till
COPY pyproject.toml uv.lock ./
RUN --mount=type=secret,id=netrc,target=/root/.netrc uv sync --no-install-project --locked --no-dev
COPY . .
RUN --mount=type=secret,id=netrc,target=/root/.netrc \
    uv sync --locked --no-dev
CMD ["uv", "run", "till.py"]
