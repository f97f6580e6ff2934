//! Dockvet works out, without building, what the image of a Dockerfile will be, and says what will go wrong: when it
//! is built, when it starts, and in service.
//!
//! # Use
//!
//! [`check`] looks at a file or a folder as the command line does; [`check_text`] at a text alone; [`rules`] lists what
//! can be found. That, and the types they name, is the library. The other modules are there for the program and its
//! tests, are not shown here, and change without notice.
//!
//! ```
//! let report = dockvet::check_text("Dockerfile", "FROM alpine:3.22\nCOPY . /app\nCMD /app/run\n", &dockvet::Options::default())?;
//! assert!(report.findings().any(|it| it.rule == "root-user"));
//! # Ok::<(), dockvet::Error>(())
//! ```
//!
//! # Architecture
//!
//! The code is one line, and each step uses only the steps before it (`tests/tidy.rs` holds that):
//!
//! ```text
//! text ─ source ─ syntax ─┐                        ┌─ report   18 formats
//!        context ─ facts ─┼─ model ─ rules ─ analysis ─ fix    edits
//!        evidence ────────┘    │                   ├─ lsp      editors
//!                            cache, view, assist ──┘  cli      the program
//! ```
//!
//! - `source` is a text and its lines; everything that is said has a span of bytes in one.
//! - `syntax` reads Dockerfiles and the shell in them; it never fails, and its tree prints back to the text.
//! - `context` knows which files a build would see: the root, `.dockerignore`, links, modes, and the rest of the
//!   repository. It is read when somebody asks, and remembered.
//! - `facts` are tables: what base images hold, what packages bring, what commands write.
//! - `evidence` is what the program's sources need and what manifests (Kubernetes, Compose, platforms) demand.
//! - `model` is the dry build: for each stage the files, user, environment, ports and start command after every
//!   instruction. What cannot be known is `Unknown`, and `model/equal` says whether two builds give the same image.
//! - `cache` asks the model which steps a change runs again; `history` reads from git which changes are usual.
//! - `rules` are filters over the model, one file each; `rules.toml` (read by `catalogue`) holds every word about them.
//! - `analysis` runs the rules and applies `config`, suppressions and baselines; `analysis::pipeline` is the one
//!   function that knows the whole line, for command line, editor, tests and fuzzers alike.
//! - `report` writes, `fix` and `format` change texts, `view` and `assist` answer questions about a place,
//!   `hadolint` speaks that tool's language, `init` writes first files.
//! - `cli` and `lsp` are the edges: arguments, files that are written, messages.
//!
//! `CONTRIBUTING.md` tells what each part leaves out, and how to add a rule, a fact or a format.

mod api;
mod disk;
mod input;
mod spelling;
mod yaml;

pub use api::{
    Category, Confidence, Configuration, Edit, Error, Finding, Fix, Format, Options, Place, Position, Profile, Report,
    Rule, Safety, Severity, check, check_text, rules,
};

#[doc(hidden)]
pub mod analysis;
#[doc(hidden)]
pub mod assist;
#[doc(hidden)]
pub mod buffers;
#[doc(hidden)]
pub mod cache;
#[doc(hidden)]
pub mod catalogue;
#[doc(hidden)]
pub mod changes;
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod clock;
#[doc(hidden)]
pub mod config;
#[doc(hidden)]
pub mod context;
#[doc(hidden)]
pub mod evidence;
#[doc(hidden)]
pub mod facts;
#[doc(hidden)]
pub mod fix;
#[doc(hidden)]
pub mod format;
#[doc(hidden)]
pub mod hadolint;
#[doc(hidden)]
pub mod history;
#[doc(hidden)]
pub mod init;
#[doc(hidden)]
pub mod limits;
#[doc(hidden)]
pub mod lsp;
#[doc(hidden)]
pub mod model;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod rules;
#[doc(hidden)]
pub mod shellcheck;
#[doc(hidden)]
pub mod source;
#[doc(hidden)]
pub mod syntax;
#[doc(hidden)]
pub mod view;
