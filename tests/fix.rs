//! Fixes as users make them: on the command line, and on real Dockerfiles.

// The runs on real files print what they counted.
#![allow(clippy::print_stderr)]

#[path = "fix/command.rs"]
mod command;
mod common;
#[path = "fix/real.rs"]
mod real;
