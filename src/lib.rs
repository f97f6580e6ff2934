//! Dockvet: a dry build of Dockerfiles.
//!
//! The line is `Source -> syntax -> model -> rules -> findings -> analysis -> report | fix | lsp`; each step uses
//! only the steps before it. See `CONTRIBUTING.md`.

pub mod analysis;
pub mod assist;
pub mod buffers;
pub mod cache;
pub mod catalogue;
pub mod changes;
pub mod cli;
pub mod clock;
pub mod config;
pub mod context;
mod disk;
pub mod evidence;
pub mod facts;
pub mod fix;
pub mod format;
pub mod hadolint;
pub mod history;
pub mod init;
pub mod limits;
pub mod lsp;
pub mod model;
pub mod report;
pub mod rules;
pub mod shellcheck;
pub mod source;
mod spelling;
pub mod syntax;
pub mod view;
mod yaml;
