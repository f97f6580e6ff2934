//! How Dockvet reads Dockerfiles, held against tables of our own, against BuildKit's parser and
//! against the crate `dockerfile-parser`.

// The comparisons print what they counted.
#![allow(clippy::print_stderr)]

mod expansion;
mod layout;
mod made;
mod oracle;
mod peer;
mod shown;
mod table;
#[path = "../fuzz/properties/words.rs"]
mod words;
