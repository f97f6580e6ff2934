//! What holds for any input: functions over bytes that panic where it does not.
//!
//! `cargo fuzz` calls them with what libFuzzer thinks of, `cargo test --test fuzz` with changed seeds and with every
//! input that once broke one of them.

#![allow(unreachable_pub, reason = "this is a library of its own to `cargo fuzz`")]
#![allow(dead_code, reason = "the tests and the fuzzers use different parts")]

mod analyze;
mod changes;
mod configuration;
mod dockerignore;
mod fixes;
mod format;
mod jsonrpc;
mod manifests;
pub mod mutate;
mod shell;
mod syntax;
mod tree;
mod words;

pub use tree::joined;

/// One thing that is fuzzed.
pub struct Target {
    pub name: &'static str,
    /// Panics where what should hold for the input does not.
    pub hold: fn(&[u8]),
    /// How many inputs `cargo test` tries.
    pub cases: usize,
}

pub const TARGETS: [Target; 10] = [
    Target { name: "syntax", hold: syntax::hold, cases: 2_000 },
    Target { name: "shell", hold: shell::hold, cases: 2_000 },
    Target { name: "dockerignore", hold: dockerignore::hold, cases: 2_000 },
    Target { name: "manifests", hold: manifests::hold, cases: 200 },
    Target { name: "configuration", hold: configuration::hold, cases: 1_000 },
    Target { name: "jsonrpc", hold: jsonrpc::hold, cases: 100 },
    Target { name: "analyze", hold: analyze::hold, cases: 100 },
    Target { name: "fixes", hold: fixes::hold, cases: 60 },
    Target { name: "format", hold: format::hold, cases: 400 },
    Target { name: "changes", hold: changes::hold, cases: 1_000 },
];

/// The target of that name.
///
/// # Panics
/// Where there is none.
pub fn target(name: &str) -> &'static Target {
    TARGETS.iter().find(|it| it.name == name).expect("the target is in the list")
}

/// The input as text, as files are read.
fn text(input: &[u8]) -> String {
    String::from_utf8_lossy(input).into_owned()
}

/// The first line and what follows it.
fn first_line(input: &[u8]) -> (String, &[u8]) {
    let end = input.iter().position(|it| *it == b'\n').unwrap_or(input.len());
    (text(&input[..end]), input.get(end + 1..).unwrap_or_default())
}
