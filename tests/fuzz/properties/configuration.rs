//! Settings: ours, those of other tools, and the editor's. The first line of an input is the file's name.

use std::fs;
use std::path::Path;

use dockvet::config::{layout, migrate, read};
use dockvet::format::Indent;
use dockvet::hadolint;
use dockvet::source::Source;

use super::tree::{Tree, WORKING_DIRECTORY};

pub fn hold(input: &[u8]) {
    let (name, content) = super::first_line(input);
    let text = super::text(content);
    match name.rsplit('/').next().unwrap_or_default() {
        ".hadolint.yaml" | "hadolint.yaml" | ".hadolint.yml" => of_hadolint(&text),
        ".tally.toml" => {
            if let Ok(migration) = migrate::from_tally(&text, ".tally.toml") {
                is_read(&migration.text);
            }
        }
        ".editorconfig" => of_editors(content),
        _ => ours(&text),
    }
}

fn ours(text: &str) {
    let source = Source::new("dockvet.toml", text);
    match read::read(&source, Path::new("/repository")) {
        Ok(config) => {
            config.exclude.matches(Path::new("/repository/a/Dockerfile"));
        }
        Err(mistakes) => {
            assert!(!mistakes.is_empty());
            for it in mistakes {
                assert!(it.source.text().get(it.span.range()).is_some(), "{it}: {:?}", it.span);
            }
        }
    }
}

/// What is read can be taken over, and what comes of it can be read.
fn of_hadolint(text: &str) {
    let _ = hadolint::from_file(text);
    let _ = hadolint::unknown_keys(text);
    if let Ok(migration) = migrate::from_hadolint(text, ".hadolint.yaml") {
        is_read(&migration.text);
    }
}

fn is_read(text: &str) {
    if let Err(mistakes) = read::read(&Source::new("dockvet.toml", text), Path::new("/repository")) {
        let said: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        panic!("what was taken over cannot be read: {}\n{text}", said.join("; "));
    }
}

fn of_editors(content: &[u8]) {
    let _unmoved = WORKING_DIRECTORY.read();
    let tree = Tree::of(&[("Dockerfile".to_owned(), Vec::new()), ("sub/Dockerfile".to_owned(), Vec::new())]);
    fs::write(tree.root.join(".editorconfig"), content).expect("the file can be written");
    for path in ["Dockerfile", "sub/Dockerfile"] {
        let (Indent::Spaces(width) | Indent::Tab(width)) = layout::style(&tree.root.join(path)).indent;
        assert!((1..=16).contains(&width), "a step of {width} columns");
    }
}
