//! A laid-out file is read by BuildKit's parser as the file was before: the same instructions, flags, words and
//! heredocs; of shell text the blanks between words may differ in number.

use std::fs;
use std::path::{Path, PathBuf};

use dockvet::format::{self, Style};
use dockvet::source::Source;
use serde_json::Value;

use crate::oracle::{ask, corpus};

#[test]
fn a_laid_out_file_is_read_as_before() {
    let Some(paths) = corpus() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut pairs: Vec<(PathBuf, PathBuf)> = Vec::new();
    let mut unstable = Vec::new();
    for (index, path) in paths.iter().enumerate() {
        let Ok(text) = fs::read_to_string(path) else { continue };
        let once = format::text(&Source::new("Dockerfile", text.as_str()), &Style::default());
        let twice = format::text(&Source::new("Dockerfile", once.as_str()), &Style::default());
        if once != twice {
            unstable.push(path.display().to_string());
        }
        if once != text {
            let target = folder.path().join(index.to_string());
            fs::write(&target, once).expect("the temporary folder takes files");
            pairs.push((path.clone(), target));
        }
    }
    let read = |path: &Path| path.to_str().expect("the corpus has plain names").to_owned();
    let before = ask("DOCKVET_PARSE_ORACLE", &[], pairs.iter().map(|(path, _)| read(path)));
    let after = ask("DOCKVET_PARSE_ORACLE", &[], pairs.iter().map(|(_, path)| read(path)));
    let same = |(one, other): (&String, &String)| meaning(one) == meaning(other);
    let differing: Vec<_> =
        pairs.iter().zip(before.iter().zip(&after)).filter(|(_, it)| !same(*it)).map(|((path, _), _)| path).collect();
    eprintln!("layout: {} of {} files change", pairs.len(), paths.len());
    assert!(unstable.is_empty(), "{} change once more when laid out again: {unstable:?}", unstable.len());
    assert!(differing.is_empty(), "{} are read otherwise: {differing:?}", differing.len());
}

/// What BuildKit's parser says of a file, without places, and with one blank for each run of them.
fn meaning(answer: &str) -> Value {
    let mut value: Value = serde_json::from_str(answer).expect("the oracle answers as agreed");
    strip(&mut value);
    value
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for name in ["path", "start", "end"] {
                fields.remove(name);
            }
            for (name, value) in fields.iter_mut() {
                match (name.as_str(), value) {
                    ("tokens", Value::Array(tokens)) => tokens.iter_mut().for_each(even),
                    // Messages name lines.
                    ("error", Value::String(error)) => *error = (!error.is_empty()).to_string(),
                    // Keywords in lower case, as the parser gives them, or as written.
                    ("keyword", Value::String(keyword)) => *keyword = keyword.to_ascii_lowercase(),
                    ("heredocs", _) => (),
                    (_, value) => strip(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(strip),
        _ => (),
    }
}

fn even(token: &mut Value) {
    if let Value::String(text) = token {
        *text = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        // The `AS` of a FROM, which the builder reads in any case.
        if text.eq_ignore_ascii_case("as") {
            text.make_ascii_lowercase();
        }
    }
}
