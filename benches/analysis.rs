//! How long each stage of the line takes, on a Dockerfile of usual size, on a long one and on a huge one.
//!
//! `cargo bench --bench analysis`, with a part of a name to run some.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use divan::{Bencher, black_box};
use dockvet::analysis::pipeline::{self, Build, Job, Place, Repository};
use dockvet::analysis::{Analysis, Settings, analyze};
use dockvet::context::discover::{Found, discover};
use dockvet::context::{Context, Workspace, dockerignore};
use dockvet::evidence::kubernetes::Cluster;
use dockvet::fix::{self, Allowed};
use dockvet::format::{self, Style};
use dockvet::model::{self, Options};
use dockvet::report::{Format, Hidden, Report, Screen};
use dockvet::rules::{self, Input, Safety};
use dockvet::source::Source;
use dockvet::syntax;
use dockvet::syntax::ast::Text;
use dockvet::syntax::shell::{self, Dialect};

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

const SCRIPT: &str = "set -eux; apt-get update && apt-get install -y --no-install-recommends curl make gcc \
    && mkdir -p /opt/tool && curl -fsSL \"https://example.com/tool-${VERSION:-1.0}.tar.gz\" | tar -xz -C /opt/tool \
    && for it in one two; do (cd \"/opt/tool/$it\" && make -j\"$(nproc)\" && make install) || exit 1; done; \
    rm -rf /var/lib/apt/lists/*";

const IGNORED: &str = "# what is not sent\n.git\n**/*.md\n!README.md\nnode_modules\n**/__pycache__\n*.log\ndist/**\n";

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

/// One stage of five thousand instructions.
fn huge() -> String {
    let line = |number: usize| match number % 5 {
        0 => format!("ENV KEY_{number}=value{number}\n"),
        1 => format!("RUN apt-get install -y --no-install-recommends package-{number}=1.{number}\n"),
        2 => format!("COPY src/file{number}.txt /app/dir{}/file{number}.txt\n", number % 10),
        3 => format!("WORKDIR /app/dir{}\n", number % 10),
        _ => format!("LABEL org.example.key{number}=value{number}\n"),
    };
    std::iter::once("FROM debian:13-slim\n".to_owned()).chain((0..5_000).map(line)).collect()
}

const TEXTS: [&str; 3] = ["usual", "long", "huge"];

fn source(name: &str) -> Source {
    let text = match name {
        "usual" => USUAL.to_owned(),
        "long" => long(),
        _ => huge(),
    };
    Source::new("Dockerfile", text)
}

/// A small project, and what a walk found in it.
struct Project {
    folder: tempfile::TempDir,
    found: Found,
}

impl Project {
    fn new() -> Project {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folders");
            std::fs::write(path, text).expect("a file");
        };
        write("Dockerfile", USUAL);
        write(".git/HEAD", "ref: refs/heads/main\n");
        write(".dockerignore", IGNORED);
        write("go.mod", "module example.com/app\n");
        write("cmd/server/main.go", "package main\n\nfunc main() {}\n");
        write("Makefile", "image:\n\tdocker build -t app .\n");
        for number in 0..200 {
            write(&format!("internal/part{}/file{number}.go", number % 20), "package part\n");
        }
        let found = discover(&[folder.path().to_owned()]);
        Project { folder, found }
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn dockerfile(&self) -> PathBuf {
        self.root().join("Dockerfile")
    }

    fn job(&self) -> Job {
        let source = Source::new(self.dockerfile(), USUAL);
        let place = Place {
            dockerfile: self.dockerfile(),
            repository: Repository::open(self.root(), &self.found),
            context: None,
            manifests: Vec::new(),
            names: Vec::new(),
        };
        Job { build: Build { source, place: Some(place), options: Options::default() }, settings: Settings::default() }
    }
}

#[divan::bench(args = TEXTS)]
fn parse(bencher: Bencher, name: &str) {
    let source = source(name);
    bencher.bench_local(|| syntax::parse(black_box(&source)));
}

#[divan::bench]
fn parse_shell(bencher: Bencher) {
    let text = || Text { text: SCRIPT.to_owned(), pieces: vec![(0, 0)] };
    bencher.with_inputs(text).bench_local_values(|text| shell::parse(text, Dialect::Posix));
}

#[divan::bench]
fn dockerignore(bencher: Bencher) {
    let source = Source::new(".dockerignore", IGNORED);
    let paths: Vec<String> = (0..100).map(|number| format!("src/part{number}/notes{number}.md")).collect();
    bencher.bench_local(|| {
        let ignored = dockerignore::parse(black_box(source.clone()));
        paths.iter().filter(|path| ignored.excludes(path, false)).count()
    });
}

#[divan::bench]
fn find_files(bencher: Bencher) {
    let project = Project::new();
    bencher.bench_local(|| discover(&[project.root().to_owned()]));
}

/// The walk of all that would be sent.
#[divan::bench]
fn context(bencher: Bencher) {
    let project = Project::new();
    let open = || {
        let workspace: Arc<Workspace> = Workspace::open(project.root(), &project.found);
        Context::open(workspace, project.root(), &project.dockerfile(), String::new())
    };
    bencher.with_inputs(open).bench_local_values(|context| context.walk().count);
}

#[divan::bench(args = TEXTS)]
fn dry_build(bencher: Bencher, name: &str) {
    let source = source(name);
    bencher
        .with_inputs(|| (source.clone(), syntax::parse(&source)))
        .bench_local_values(|(source, dockerfile)| model::build(source, dockerfile, None, &Options::default()));
}

/// Each time with a model of its own, as a model remembers what rules ask it.
#[divan::bench(args = TEXTS)]
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

/// The whole line in a project, from the text to the diagnostics.
#[divan::bench]
fn analysis(bencher: Bencher) {
    let project = Project::new();
    bencher.with_inputs(|| project.job()).bench_local_values(|job| pipeline::run(&job));
}

fn alone(source: Source) -> Analysis {
    let build = Build { source, place: None, options: Options::default() };
    pipeline::run(&Job { build, settings: Settings::default() })
}

#[divan::bench(args = Format::ALL)]
fn report(bencher: Bencher, format: Format) {
    let analyses = [alone(source("long"))];
    let report = Report {
        analyses: &analyses,
        root: PathBuf::from("/"),
        here: PathBuf::from("/"),
        screen: Screen::PLAIN,
        hidden: Hidden::default(),
        time: "2026-01-02T03:04:05".to_owned(),
        graphs: Vec::new(),
        limits: Vec::new(),
    };
    bencher.bench_local(|| {
        let mut out = Vec::new();
        format.write(black_box(&report), &mut out).expect("memory takes what is written");
        out
    });
}

#[divan::bench]
fn fixes(bencher: Bencher) {
    let text = "FROM debian:13\nADD run.sh /run.sh\nRUN cd /srv && apt-get install curl\nCMD /run.sh\n";
    let analysis = alone(Source::new("Dockerfile", text));
    let allowed = Allowed { least: &|_, _| Some(Safety::Unsafe), file: &|_| true, hidden: &|_| HashSet::new() };
    bencher.with_inputs(|| vec![analysis.clone()]).bench_local_values(|analyses| {
        fix::all(analyses, &allowed, &mut |_, texts| texts.values().map(|text| alone(text.clone())).collect())
    });
}

#[divan::bench(args = TEXTS)]
fn layout(bencher: Bencher, name: &str) {
    let source = source(name);
    bencher.bench_local(|| format::text(black_box(&source), &Style::default()));
}
