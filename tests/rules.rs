//! Rule cases as folders: `tests/rules/<rule>/{bad*,good*}/`, each a repository with its Dockerfiles.
//! `good*` yields nothing; `bad*` yields what `expected.txt` says. Fixes are tried: `fixed.Dockerfile` is the first
//! file that has one with the first fix made, `fixed.<its name>` where that is no Dockerfile. `UPDATE_EXPECT=1` writes
//! both files.
//!
//! Each folder is a test of its own name, so that `cargo test copy-source-missing` runs one rule.

mod common;
#[path = "rules/fixes.rs"]
mod fixes;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use dockvet::analysis::Diagnostic;
use dockvet::catalogue;
use dockvet::evidence::Place;
use dockvet::source::{Source, Span};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    let mut trials = vec![
        Trial::test("every_rule_has_a_bad_and_a_good_case", every_rule_has_cases),
        Trial::test("what_the_catalogue_says_of_fixes_is_shown", promised_fixes_are_shown),
    ];
    for rule in common::children(&root).into_iter().filter(|it| it.is_dir() && common::is_built(&name(it))) {
        let id = name(&rule);
        for case in common::children(&rule).into_iter().filter(|it| it.is_dir()) {
            let (id, title) = (id.clone(), format!("{id}/{}", name(&case)));
            trials.push(Trial::test(title, move || hold(&case, &id).map_err(Failed::from)));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

/// A rule that nobody tries out is one that nobody knows.
fn every_rule_has_cases() -> Result<(), Failed> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    for rule in dockvet::rules::all() {
        let cases: Vec<String> = common::children(&root.join(rule.id)).iter().map(|it| name(it)).collect();
        for kind in ["bad", "good"] {
            if !cases.iter().any(|it| it.starts_with(kind)) {
                return Err(format!("no case for {}/{kind}", rule.id).into());
            }
        }
    }
    Ok(())
}

/// What `rules.toml` says of a rule's fixes is what its cases show. `UPDATE_EXPECT` writes it.
fn promised_fixes_are_shown() -> Result<(), Failed> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shown = fixes::shown(&root.join("tests/rules"));
    let path = root.join("rules.toml");
    let text = fs::read_to_string(&path).expect("there is a `rules.toml`");
    let expected = fixes::catalogued(&text, &shown);
    if text == expected {
        return Ok(());
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(path, expected).expect("`rules.toml` can be written");
        return Ok(());
    }
    let wrong = catalogue::entries().iter().filter(|it| common::is_built(it.id) && it.fix != shown.get(it.id).copied());
    let wrong: Vec<&str> = wrong.map(|it| it.id).collect();
    Err(format!("`fix` of {} is not what the cases show; `UPDATE_EXPECT=1` writes it", wrong.join(", ")).into())
}

fn hold(case: &Path, id: &str) -> Result<(), String> {
    if catalogue::find(id).is_none_or(|it| it.id != id) {
        return Err("the folder is named after no rule".to_owned());
    }
    let checked = common::check(case, id);
    let found: String = checked.diagnostics().map(|it| lines(it, &checked.root)).collect();
    match (name(case), found.is_empty()) {
        (kind, false) if kind.starts_with("good") => return Err(format!("a good case yields\n{found}")),
        (kind, true) if kind.starts_with("good") => return Ok(()),
        (kind, true) if kind.starts_with("bad") => return Err("a bad case yields nothing".to_owned()),
        (kind, false) if kind.starts_with("bad") => (),
        _ => return Err("a case is called `bad*` or `good*`".to_owned()),
    }
    expect(&case.join("expected.txt"), &found)?;
    let fixed = fixes::hold(case, id, &checked)?;
    let name = fixed.as_ref().map(|it| it.name.clone());
    for other in common::children(case).iter().filter(|it| common::is_fixed(it) && Some(self::name(it)) != name) {
        expect(other, "")?;
    }
    match fixed {
        Some(fixed) => expect(&case.join(fixed.name), &fixed.text),
        None => Ok(()),
    }
}

/// Holds the file to `found`; an empty text stands for no file. `UPDATE_EXPECT` writes it.
fn expect(file: &Path, found: &str) -> Result<(), String> {
    let expected = fs::read_to_string(file).unwrap_or_default();
    if expected == found {
        return Ok(());
    }
    if std::env::var_os("UPDATE_EXPECT").is_none() {
        return Err(format!("expected\n{expected}found\n{found}"));
    }
    let written = if found.is_empty() { fs::remove_file(file) } else { fs::write(file, found) };
    written.map_err(|error| error.to_string())
}

/// The finding on one line, its labels indented below.
fn lines(diagnostic: &Diagnostic, root: &Path) -> String {
    let finding = &diagnostic.finding;
    let at = place(&diagnostic.source, diagnostic.span(), root);
    let mut text = format!("{at}: {}: {}\n", diagnostic.severity, finding.message);
    for label in &finding.labels {
        let Place { source, span } = &label.place;
        writeln!(text, "    {}: {}", place(source, *span, root), label.text).expect("a string takes everything");
    }
    text
}

fn place(source: &Source, span: Span, root: &Path) -> String {
    let at = source.position(span.start);
    let path = source.path().strip_prefix(root).unwrap_or(source.path());
    format!("{}:{}:{}", path.display().to_string().replace('\\', "/"), at.line, at.column)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
