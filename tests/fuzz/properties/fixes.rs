//! Fixes: each one that is offered parses and takes its finding away, and adds none that matters; a safe one changes
//! nothing that is built; all of them together come to an end, and mend nothing when they are made again.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use dockvet::analysis::{Analysis, Diagnostic};
use dockvet::buffers::Buffers;
use dockvet::catalogue::Severity;
use dockvet::fix::{self, Allowed, Texts};
use dockvet::model::{Model, equal};
use dockvet::rules::{Fix, Safety};
use dockvet::source::Source;
use dockvet::syntax::{ast::Kind, parse};

use super::tree::{self, Ask, Tree, WORKING_DIRECTORY};

/// More fixes of an input are not tried one by one.
const MOST_FIXES: usize = 24;

pub fn hold(input: &[u8]) {
    let _unmoved = WORKING_DIRECTORY.read();
    let tree = Tree::grow(input);
    let jobs = tree.jobs(Ask::Default, None);
    let (analyses, models): (Vec<_>, Vec<_>) = tree::run(&jobs).into_iter().unzip();
    let mut tried = 0;
    for (at, diagnostic) in analyses.iter().enumerate().flat_map(|(at, it)| it.diagnostics.iter().map(move |d| (at, d)))
    {
        for fix in &diagnostic.finding.fixes {
            if tried < MOST_FIXES {
                tried += 1;
                one(&tree, &analyses, &models, at, diagnostic, fix);
            }
        }
    }
    for least in [Safety::Safe, Safety::Unsafe] {
        together(&tree, analyses.clone(), &models, least);
    }
}

/// Tries one fix.
fn one(tree: &Tree, before: &[Analysis], models: &[Model], at: usize, diagnostic: &Diagnostic, fix: &Fix) {
    let source = fix.source(&diagnostic.source);
    let what = format!("`{}` \"{}\"", diagnostic.entry.id, fix.title);
    let text = fix::apply(source, fix).unwrap_or_else(|| panic!("{what}: its edits do not fit"));
    assert!(text != source.text(), "{what}: it changes nothing");
    let is_dockerfile = tree.is_dockerfile(source.path());
    if is_dockerfile {
        assert!(invalid(&text) <= invalid(source.text()), "{what}: it does not parse\n{text}");
    }
    let edited: Texts = BTreeMap::from([(source.path().to_owned(), Source::new(source.path(), text.as_str()))]);
    let jobs = tree.jobs(Ask::Default, Some(buffers(tree, &edited)));
    let (after, built): (Vec<_>, Vec<_>) = tree::run(&jobs).into_iter().unzip();
    let said = |all: &[Analysis]| {
        let same =
            |it: &&Diagnostic| it.entry.id == diagnostic.entry.id && it.finding.message == diagnostic.finding.message;
        all.get(at).map_or(0, |it| it.diagnostics.iter().filter(same).count())
    };
    assert!(said(&after) < said(before), "{what}: the finding \"{}\" stays\n{text}", diagnostic.finding.message);
    // What stands behind an error comes to light with its end.
    let was_error = diagnostic.severity == Severity::Error;
    let (old, new) = (counts(before), counts(&after));
    for (id, count) in new.iter().filter(|_| !was_error) {
        let old = old.get(id).copied().unwrap_or_default();
        assert!(*count <= old, "{what}: new: {}\n{text}", told(&after, id));
    }
    if fix.safety == Safety::Safe {
        same_image(models, &built, &what, &text);
    }
}

/// Makes every fix that is at least as safe.
fn together(tree: &Tree, analyses: Vec<Analysis>, models: &[Model], least: Safety) {
    let allowed = Allowed { least: &|_, _| Some(least), file: &|_| true, hidden: &|_| HashSet::new() };
    let made = |analyses: Vec<Analysis>, first: &Texts| {
        fix::all(analyses, &allowed, &mut |asked, texts| {
            let mut all = first.clone();
            all.extend(texts.clone());
            let jobs = tree.jobs(Ask::Default, Some(buffers(tree, &all)));
            asked.iter().flat_map(|at| tree::analyses(&jobs[*at..=*at])).collect()
        })
    };
    let once = made(analyses, &Texts::new());
    let texts: Texts = once.files.iter().map(|it| (it.after.path().to_owned(), it.after.clone())).collect();
    for file in once.files.iter().filter(|it| tree.is_dockerfile(it.after.path())) {
        assert!(invalid(file.after.text()) <= invalid(file.before.text()), "all fixes:\n{}", file.after.text());
    }
    let jobs = tree.jobs(Ask::Default, Some(buffers(tree, &texts)));
    let (analyses, built): (Vec<_>, Vec<_>) = tree::run(&jobs).into_iter().unzip();
    if least == Safety::Safe {
        let text = once.files.first().map_or("", |it| it.after.text());
        same_image(models, &built, "all safe fixes", text);
    }
    let twice = made(analyses, &texts);
    let again: Vec<_> = twice.made.iter().map(|it| format!("{}: {}", it.entry.id, it.title)).collect();
    assert!(twice.files.is_empty(), "made again: {}\n{}", again.join("; "), twice.files[0].before.text());
}

fn same_image(before: &[Model], after: &[Model], what: &str, text: &str) {
    let differences: Vec<String> =
        before.iter().zip(after).flat_map(|(old, new)| equal::differences(old, new)).collect();
    assert!(differences.is_empty(), "{what}: it is called safe, and {}\n{text}", differences.join("\n"));
}

fn buffers(tree: &Tree, texts: &Texts) -> Buffers {
    let path = |it: &PathBuf| if it.is_absolute() { it.clone() } else { tree.root.join(it) };
    Buffers::new(texts.iter().map(|(it, source)| (path(it), Arc::from(source.text()))))
}

/// How many findings of each rule there are that matter.
fn counts(analyses: &[Analysis]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for it in analyses.iter().flat_map(|it| &it.diagnostics).filter(|it| it.severity >= Severity::Warning) {
        *counts.entry(it.entry.id).or_default() += 1;
    }
    counts
}

fn told(analyses: &[Analysis], id: &str) -> String {
    let all = analyses.iter().flat_map(|it| &it.diagnostics).filter(|it| it.entry.id == id);
    all.map(|it| format!("{id}: {}", it.finding.message)).collect::<Vec<_>>().join("; ")
}

fn invalid(text: &str) -> usize {
    let dockerfile = parse(&Source::new("Dockerfile", text));
    dockerfile.instructions.iter().filter(|it| matches!(it.kind, Kind::Invalid(_))).count()
}
