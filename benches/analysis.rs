//! How long the steps of the line take on a Dockerfile of usual size and on a long one.

use divan::{Bencher, black_box};
use dockvet::analysis::{Settings, analyze};
use dockvet::evidence::kubernetes::Cluster;
use dockvet::model::{self, Options};
use dockvet::rules::{self, Input};
use dockvet::source::Source;
use dockvet::syntax;

fn main() {
    divan::main();
}

const USUAL: &str = r#"# syntax=docker/dockerfile:1
ARG GO_VERSION=1.25
FROM golang:${GO_VERSION} AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
RUN --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 GOOS=linux go build -trimpath -ldflags="-s -w" -o /out/server ./cmd/server

FROM debian:13-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl tini \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --create-home app
COPY --from=build --chown=app /out/server /usr/local/bin/server
ENV PORT=8080
USER app
EXPOSE 8080
HEALTHCHECK --interval=30s CMD curl -fsS http://localhost:8080/health || exit 1
ENTRYPOINT ["tini", "--"]
CMD ["server", "--port", "8080"]
"#;

/// One stage after another, each copied from the one before.
fn long() -> String {
    let stage = |number: usize| {
        let before = number.saturating_sub(1);
        let copy = if number == 0 { String::new() } else { format!("COPY --from=s{before} /out /in\n") };
        format!(
            "FROM alpine:3.22 AS s{number}\n{copy}RUN apk add --no-cache curl && mkdir -p /out/{number} && \\\n    \
             curl -fsSL https://example.com/{number}.tgz | tar -xz -C /out/{number}\nENV A{number}=$A{before}\n"
        )
    };
    (0..100).map(stage).collect()
}

fn texts() -> [(&'static str, Source); 2] {
    [("usual", Source::new("Dockerfile", USUAL)), ("long", Source::new("Dockerfile", long()))]
}

fn source(name: &str) -> Source {
    let named = texts().into_iter().find(|(it, _)| *it == name);
    named.map(|(_, source)| source).expect("the benches name texts that are there")
}

#[divan::bench(args = ["usual", "long"])]
fn parse(bencher: Bencher, name: &str) {
    let source = source(name);
    bencher.bench_local(|| syntax::parse(black_box(&source)));
}

#[divan::bench(args = ["usual", "long"])]
fn model(bencher: Bencher, name: &str) {
    let source = source(name);
    bencher
        .with_inputs(|| (source.clone(), syntax::parse(&source)))
        .bench_local_values(|(source, dockerfile)| model::build(source, dockerfile, None, &Options::default()));
}

/// Each time with a model of its own, as a model remembers what rules ask it.
#[divan::bench(args = ["usual", "long"])]
fn rules(bencher: Bencher, name: &str) {
    let source = source(name);
    let (rules, settings) = (rules::all(), Settings::default());
    bencher
        .with_inputs(|| model::build(source.clone(), syntax::parse(&source), None, &Options::default()))
        .bench_local_refs(|model| {
            let (cluster, policy) = (Cluster::default(), &settings.policy);
            analyze(&rules, black_box(&Input { model, workloads: &[], cluster: &cluster, policy }), &settings)
        });
}
