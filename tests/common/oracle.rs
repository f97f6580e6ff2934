//! What BuildKit's own parser says of a text.
//!
//! `DOCKVET_PARSE_ORACLE` names a program that reads paths from its standard input, one a line, and answers each with
//! a line of JSON. Without it nothing is asked.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use serde::Deserialize;

/// What BuildKit says of one text.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Answer {
    /// Why it refuses the whole file; empty if it does not.
    pub(crate) error: String,
    #[serde(default)]
    pub(crate) instructions: Vec<Node>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Node {
    pub(crate) keyword: String,
    /// Why it refuses the instruction; empty if it does not.
    pub(crate) error: String,
}

impl Answer {
    /// Everything that is refused, in words.
    pub(crate) fn refused(&self) -> Vec<String> {
        let of_instructions = self.instructions.iter().map(|it| &it.error);
        std::iter::once(&self.error).chain(of_instructions).filter(|it| !it.is_empty()).cloned().collect()
    }
}

/// The answers to `texts`, in order; `None` without the program.
pub(crate) fn ask(texts: &[&str]) -> Option<Vec<Answer>> {
    let program = std::env::var("DOCKVET_PARSE_ORACLE").ok()?;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let paths = texts.iter().enumerate().map(|(index, text)| {
        let path = folder.path().join(index.to_string());
        std::fs::write(&path, text).expect("the temporary folder takes files");
        path.display().to_string()
    });
    let paths: Vec<String> = paths.collect();
    let mut oracle =
        Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the oracle starts");
    let mut input = oracle.stdin.take().expect("its input is a pipe");
    let output = BufReader::new(oracle.stdout.take().expect("its output is a pipe"));
    let answers = std::thread::scope(|scope| {
        scope.spawn(move || paths.iter().for_each(|path| writeln!(input, "{path}").expect("the oracle reads on")));
        let lines = output.lines().map(|line| line.expect("the oracle answers in UTF-8"));
        lines.map(|line| serde_json::from_str(&line).expect("the oracle answers as agreed")).collect()
    });
    assert!(oracle.wait().expect("the oracle ends").success());
    Some(answers)
}
