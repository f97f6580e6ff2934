//! `dockvet fmt`: what the README shows of it, and that it changes no image.

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use dockvet::format::{self, Style};
use dockvet::model::{self, Options, equal};
use dockvet::source::Source;
use dockvet::syntax;

/// A file that nobody laid out.
const TEXT: &str =
    "from alpine:3.22 as  base\nRUN apk add --no-cache \\\n  curl \\\n  git\nfrom base\ncmd [\"curl\",\"--version\"]\n";

#[test]
fn the_readme_shows_the_real_output() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("Dockerfile"), TEXT).expect("it can be written");
    let output = Command::new(env!("CARGO_BIN_EXE_dockvet"))
        .args(["fmt", "--diff"])
        .current_dir(folder.path())
        .output()
        .expect("it runs");
    let shown = String::from_utf8(output.stdout).expect("it is text");
    assert_eq!(output.status.code(), Some(1));
    common::hold_readme("fmt", &format!("```console\n$ dockvet fmt --diff\n{shown}```"));
}

/// The dry build of every Dockerfile of the fixtures is what it was.
#[test]
fn no_image_changes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    let dockerfiles: Vec<_> =
        common::files(&root).into_iter().filter(|it| it.file_name().is_some_and(|name| name == "Dockerfile")).collect();
    assert!(dockerfiles.len() > 1000, "the fixtures were not found");
    let mut changed = 0;
    for path in dockerfiles {
        let before = Source::from_bytes("Dockerfile", fs::read(&path).expect("it can be read"));
        let after = Source::new("Dockerfile", format::text(&before, &Style::default()));
        if before.text() == after.text() {
            continue;
        }
        changed += 1;
        let model = |source: &Source| model::build(source.clone(), syntax::parse(source), None, &Options::default());
        let differences = equal::differences(&model(&before), &model(&after));
        assert!(differences.is_empty(), "{}: {differences:?}", path.display());
    }
    assert!(changed > 100, "only {changed} files were laid out");
}
