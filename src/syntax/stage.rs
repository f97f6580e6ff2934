//! Which shell reads the shell forms of each stage, as far as the file tells.

use std::collections::HashMap;

use super::ast::{Flag, Text, Word};
use super::shell::{self, Dialect, Script};

/// The stages so far.
pub(super) struct Stages {
    escape: char,
    current: Reads,
    name: Option<String>,
    named: HashMap<String, Reads>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reads {
    Shell(Dialect),
    /// A program that is no shell we know.
    Other,
}

impl Stages {
    pub(super) fn new(escape: char) -> Stages {
        Stages { escape, current: default(escape), name: None, named: HashMap::new() }
    }

    /// A FROM starts a stage, with the shell of its base.
    pub(super) fn from(&mut self, image: &str, name: Option<&str>, flags: &[Flag]) {
        self.current = match self.named.get(&image.to_lowercase()) {
            Some(reads) => *reads,
            None if is_windows(image, flags) => Reads::Shell(Dialect::Windows),
            None => default(self.escape),
        };
        self.name = name.map(str::to_owned);
        self.remember();
    }

    /// SHELL sets what reads the shell forms that follow.
    pub(super) fn shell(&mut self, words: &[Word]) {
        let program = words.first().map(Word::as_str).unwrap_or_default();
        let program = program.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
        self.current = match program.strip_suffix(".exe").unwrap_or(&program) {
            "sh" | "bash" | "dash" | "ash" | "zsh" | "ksh" | "mksh" => Reads::Shell(Dialect::Posix),
            "cmd" | "powershell" | "pwsh" => Reads::Shell(Dialect::Windows),
            _ => Reads::Other,
        };
        self.remember();
    }

    fn remember(&mut self) {
        if let Some(name) = &self.name {
            self.named.insert(name.clone(), self.current);
        }
    }

    /// The script that `text` is for the shell of this stage.
    pub(super) fn script(&self, text: Text) -> Script {
        match self.current {
            Reads::Shell(dialect) => shell::parse(text, dialect),
            Reads::Other => opaque(text),
        }
    }

    pub(super) fn is_windows(&self) -> bool {
        self.current == Reads::Shell(Dialect::Windows)
    }
}

/// A script for a POSIX shell, whatever the stage's shell is.
pub(super) fn posix(text: Text) -> Script {
    shell::parse(text, Dialect::Posix)
}

/// A script that no shell we know reads.
pub(super) fn opaque(text: Text) -> Script {
    Script { text, steps: Vec::new(), understood: false }
}

/// A backtick as the escape character is for paths of Windows, and nobody takes it elsewhere.
fn default(escape: char) -> Reads {
    Reads::Shell(if escape == '`' { Dialect::Windows } else { Dialect::Posix })
}

fn is_windows(image: &str, flags: &[Flag]) -> bool {
    let image = image.to_ascii_lowercase();
    let named = ["servercore", "nanoserver", "windows/"].iter().any(|part| image.contains(part));
    let mut platforms = flags.iter().filter(|flag| flag.name == "platform").filter_map(|flag| flag.value.as_ref());
    named || platforms.any(|value| value.as_str().to_ascii_lowercase().starts_with("windows"))
}
