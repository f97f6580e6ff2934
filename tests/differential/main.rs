//! How Dockvet reads Dockerfiles, held against tables of our own, against BuildKit's parser and
//! against the crate `dockerfile-parser`.

// The comparisons print what they counted.
#![allow(clippy::print_stderr)]

#[path = "../common/mod.rs"]
mod common;
mod context;
mod expansion;
mod interpolation;
mod layout;
mod made;
mod oracle;
mod peer;
mod shown;
mod table;
#[path = "../fuzz/properties/words.rs"]
mod words;
