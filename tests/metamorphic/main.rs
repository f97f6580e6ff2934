//! What may not change what Dockvet says: a Dockerfile is rewritten without changing its meaning, or its surroundings
//! are, and the findings have to move with the text and otherwise stay; or something becomes unknown, and nothing new
//! may be said.
//!
//! By default this runs on a sample of our own fixtures. `DOCKVET_CORPUS` names a folder of Dockerfiles,
//! `DOCKVET_REPOSITORIES` one of checked-out repositories (nothing is written there), `DOCKVET_COUNT` says how many are
//! taken (300 without it), evenly spread, and `DOCKVET_DIFFERENCES` names a file for every difference.

// The runs on real files print what they counted.
#![allow(clippy::print_stderr)]

mod around;
#[path = "../common/mod.rs"]
mod common;
mod compare;
mod exceptions;
mod less;
mod material;
mod moved;
mod names;
mod order;
mod rewrite;
mod runs;
