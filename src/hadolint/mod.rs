//! `dockvet hadolint`: the findings of the one analysis as hadolint 2.15 tells them.
//!
//! A team that calls hadolint in its jobs can call this instead: the same flags, configuration files, variables,
//! comments, codes, levels, formats and exit codes. Only the words are ours, and what cannot be parsed costs
//! no more than its own line.

pub mod codes;
pub mod config;
mod environment;
mod file;
pub mod formats;
mod lint;
mod order;
pub mod pragma;

pub use environment::{label, read as from_environment};
pub use file::{NAMES as FILE_NAMES, find as find_file, read as from_file, unknown_keys};
pub use lint::{Failure, Outcome, ParseError, lint};
