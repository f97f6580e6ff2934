//! Fixes as users make them: on the command line, and on real Dockerfiles.

#[path = "fix/command.rs"]
mod command;
mod common;
#[path = "fix/real.rs"]
mod real;
