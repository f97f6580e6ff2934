#!/usr/bin/env python3
"""Writes what the comparison, the growth plot and the instruction counts measure: our own text, the same each time.

    benches/inputs.py FOLDER [NAME...]

Without names all of `INPUTS` are written, each into a folder of its name.
"""

import pathlib
import random
import sys

SERVERS = {
    "go": """# syntax=docker/dockerfile:1
ARG GO_VERSION=1.25
FROM golang:${GO_VERSION} AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
RUN --mount=type=cache,target=/root/.cache/go-build \\
    CGO_ENABLED=0 GOOS=linux go build -trimpath -ldflags="-s -w" -o /out/server ./cmd/server

FROM debian:13-slim
RUN apt-get update \\
    && apt-get install -y --no-install-recommends ca-certificates curl \\
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --create-home app
COPY --from=build --chown=app /out/server /usr/local/bin/server
ENV PORT=8080
USER app
EXPOSE 8080
HEALTHCHECK --interval=30s CMD curl -fsS http://localhost:8080/health || exit 1
CMD ["server", "--port", "8080"]
""",
    "node": """FROM node:22-alpine AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:22-alpine
RUN apk add --no-cache tini
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
USER node
EXPOSE 3000
ENTRYPOINT ["tini", "--"]
CMD ["node", "dist/server.js"]
""",
    "python": """FROM python:3.12
WORKDIR /app
ADD requirements.txt .
RUN apt-get update && apt-get install -y libpq-dev gcc
RUN pip install -r requirements.txt
COPY . .
ENV PYTHONUNBUFFERED 1
EXPOSE 8000
RUN cd /app && python manage.py collectstatic --noinput
CMD gunicorn app.wsgi --bind 0.0.0.0:8000
""",
}

FILES = {
    "go": {
        "go.mod": "module example.com/app\n\ngo 1.25\n",
        "go.sum": "",
        "cmd/server/main.go": 'package main\n\nimport "net/http"\n\nfunc main() {\n\t_ = http.ListenAndServe(":8080", nil)\n}\n',
        ".dockerignore": ".git\n*.md\n",
    },
    "node": {
        "package.json": '{"name": "app", "scripts": {"build": "tsc"}, "dependencies": {"express": "^4.19.0"}}\n',
        "package-lock.json": '{"name": "app", "lockfileVersion": 3, "packages": {}}\n',
        "src/server.ts": 'import express from "express";\nexpress().listen(3000);\n',
        ".dockerignore": "node_modules\ndist\n.git\n",
    },
    "python": {
        "requirements.txt": "django==5.1\ngunicorn==22.0\n",
        "manage.py": "import sys\nfrom django.core.management import execute_from_command_line\n"
        "execute_from_command_line(sys.argv)\n",
        "app/__init__.py": "",
        "app/wsgi.py": "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n",
    },
}

DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
spec:
  selector:
    matchLabels: {{app: {name}}}
  template:
    metadata:
      labels: {{app: {name}}}
    spec:
      containers:
        - name: {name}
          image: registry.example.com/{name}:1.0
          ports:
            - containerPort: 8080
"""


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def repository(folder):
    write(folder, ".git/HEAD", "ref: refs/heads/main\n")


def project(folder, kind, number=None):
    text = SERVERS[kind]
    if number is not None:
        text += f'LABEL org.example.number="{number}"\n'
    write(folder, "Dockerfile", text)
    for name, content in FILES[kind].items():
        write(folder, name, content)


def one(kind):
    def make(folder):
        repository(folder)
        project(folder, kind)

    return make


def long(folder, steps=24):
    """About 300 lines: one stage after another, with long RUNs."""
    repository(folder)
    lines = ["ARG VERSION=1.0"]
    for number in range(steps):
        lines += [f"FROM debian:13-slim AS stage{number}", f"ENV STEP={number} \\", "    LANG=C.UTF-8"]
        if number:
            lines += [f"COPY --from=stage{number - 1} /opt/tool{number - 1} /opt/before"]
        lines += [
            "RUN apt-get update && \\",
            f"    apt-get install -y --no-install-recommends curl=8.* make gcc-{number} && \\",
            f"    mkdir -p /opt/tool{number} && \\",
            f"    curl -fsSL https://example.com/tool-$VERSION-{number}.tar.gz | tar -xz -C /opt/tool{number} && \\",
            "    rm -rf /var/lib/apt/lists/*",
            f"WORKDIR /opt/tool{number}",
            f"RUN ./configure --prefix=/usr && make -j$(nproc) && make install",
        ]
    write(folder, "Dockerfile", "\n".join(lines) + "\n")


def instructions(count):
    """One stage of ENV, RUN, COPY, WORKDIR and LABEL in turn."""

    def line(number):
        return [
            f"ENV KEY_{number}=value{number}",
            f"RUN apt-get install -y --no-install-recommends package-{number}=1.{number}",
            f"COPY src/file{number}.txt /app/dir{number % 10}/file{number}.txt",
            f"WORKDIR /app/dir{number % 10}",
            f"LABEL org.example.key{number}=value{number}",
        ][number % 5]

    def make(folder):
        lines = ["FROM debian:13-slim"] + [line(number) for number in range(count)]
        write(folder, "Dockerfile", "\n".join(lines) + "\n")

    return make


def findings(count):
    """Each line breaks a rule."""

    def make(folder):
        lines = ["FROM debian:13-slim"] + [f"RUN cd /srv/{number} && sudo make" for number in range(count)]
        write(folder, "Dockerfile", "\n".join(lines) + "\n")

    return make


def files(count):
    """A repository with so many Dockerfiles, each in a folder of its own."""

    def make(folder):
        repository(folder)
        kinds = list(SERVERS)
        for number in range(count):
            project(folder / f"team{number % 20:02}" / f"service{number:04}", kinds[number % 3], number)

    return make


def flat(count):
    """So many Dockerfiles in one folder."""

    def make(folder):
        kinds = list(SERVERS)
        for number in range(count):
            write(folder, f"{number:06}.Dockerfile", SERVERS[kinds[number % 3]] + f'LABEL number="{number}"\n')

    return make


def monorepo(dockerfiles, others):
    """Dockerfiles among other files: sources, documents, a manifest for each service."""

    def make(folder):
        files(dockerfiles)(folder)
        write(folder, ".gitignore", "*.log\n/dist/\nnode_modules/\n")
        chosen = random.Random(7)
        services = sorted(path.parent for path in folder.glob("*/*/Dockerfile"))
        for service in services:
            write(service, "deploy/app.yaml", DEPLOYMENT.format(name=service.name))
        ends = ["go", "ts", "py", "js", "json", "md", "java", "html", "css", "proto", "rs", "txt"]
        for number in range(others):
            service = services[number % len(services)]
            place = f"src/package{number // 2000 % 8}/part{number // 16000 % 4}/file{number}.{chosen.choice(ends)}"
            write(service, place, f"// {number}\n" * chosen.randint(5, 80))

    return make


INPUTS = {
    "median": one("go"),
    "node": one("node"),
    "python": one("python"),
    "lines-300": long,
    "instructions-1000": instructions(1_000),
    "instructions-10000": instructions(10_000),
    "findings-300": findings(300),
    "files-60": files(60),
    "files-1000": files(1_000),
    "flat-100": flat(100),
    "monorepo-small": monorepo(20, 2_000),
    "monorepo": monorepo(200, 100_000),
}


def make(root, names):
    for name in names:
        folder = pathlib.Path(root) / name
        folder.mkdir(parents=True, exist_ok=True)
        INPUTS[name](folder)
        yield folder


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__.strip())
    for folder in make(sys.argv[1], sys.argv[2:] or list(INPUTS)):
        print(folder)


if __name__ == "__main__":
    main()
