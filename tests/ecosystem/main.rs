//! What Dockvet says of 60 public repositories, held against what it said when that was last read.
//!
//! `repositories.toml` names them with their commits, `fetch.sh` checks them out, and `DOCKVET_ECOSYSTEM` names the folder
//! where that was done; without it the test says that it is skipped. `findings.tsv` holds a line for each finding
//! (where, which rule, how sure: nothing of the text), `counts.tsv` their numbers, `read.toml` what came of reading
//! those that are certain. `UPDATE_EXPECT` writes the first two.

#![allow(clippy::print_stderr)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dockvet::analysis::Settings;
use dockvet::analysis::pipeline::{self, Build, Job, Place};
use dockvet::context::discover::discover;
use dockvet::model::Options;
use dockvet::rules::Confidence;
use dockvet::source::Source;
use rayon::prelude::*;
use serde::Deserialize;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/ecosystem");

/// More lines of one kind are counted, not shown.
const MOST_SHOWN: usize = 200;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Repositories {
    well_kept: Vec<Pinned>,
    neglected: Vec<Pinned>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pinned {
    /// `owner/name`
    repository: String,
    commit: String,
}

impl Pinned {
    fn folder(&self, all: &Path) -> PathBuf {
        all.join(self.repository.replace('/', "+"))
    }
}

fn repositories() -> Vec<Pinned> {
    let text = fs::read_to_string(format!("{FOLDER}/repositories.toml")).expect("the list is there");
    let read: Repositories = toml::from_str(&text).expect("the list is as agreed");
    read.well_kept.into_iter().chain(read.neglected).collect()
}

#[test]
fn the_list_is_whole() {
    let all = repositories();
    let names: BTreeSet<&str> = all.iter().map(|it| it.repository.as_str()).collect();
    assert_eq!((all.len(), names.len()), (60, 60));
    for it in &all {
        assert!(it.commit.len() == 40 && it.commit.bytes().all(|byte| byte.is_ascii_hexdigit()), "{}", it.repository);
    }
}

/// One line for each finding: repository, file and line, rule, confidence, severity.
fn findings(repository: &Pinned, all: &Path) -> Vec<String> {
    let folder = repository.folder(all);
    let root = fs::canonicalize(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}; `tests/ecosystem/fetch.sh` fetches it", folder.display()));
    let found = discover(std::slice::from_ref(&root));
    let opened = pipeline::repositories(&found.dockerfiles, &found);
    let mut lines = Vec::new();
    for dockerfile in &found.dockerfiles {
        let shown = dockerfile.strip_prefix(&root).unwrap_or(dockerfile);
        let place = Place {
            dockerfile: dockerfile.clone(),
            repository: Arc::clone(&opened[&found.root_of(dockerfile)]),
            context: None,
            manifests: Vec::new(),
            names: Vec::new(),
        };
        let Ok(bytes) = fs::read(dockerfile) else { continue };
        let build = Build { source: Source::from_bytes(shown, bytes), place: Some(place), options: Options::default() };
        let settings = Settings { min_confidence: Confidence::Possible, ..Settings::default() };
        for it in pipeline::run(&Job { build, settings }).diagnostics {
            let file = it.source.path().strip_prefix(&root).unwrap_or(it.source.path()).display().to_string();
            let line = it.source.line(it.span().start);
            let (confidence, severity) = (it.finding.confidence.name(), it.severity.name());
            lines.push(format!("{}\t{file}:{line}\t{}\t{confidence}\t{severity}", repository.repository, it.entry.id));
        }
    }
    lines.sort();
    lines
}

/// How often each rule speaks, and of how many repositories, by confidence; then how much is said of each repository.
fn counts(lines: &[String]) -> String {
    let mut rules: BTreeMap<(&str, &str), (usize, BTreeSet<&str>)> = BTreeMap::new();
    let mut repositories: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for line in lines {
        let fields: Vec<&str> = line.split('\t').collect();
        let [repository, _, rule, confidence, _] = fields[..] else { unreachable!("a line has five fields") };
        let (count, of) = rules.entry((rule, confidence)).or_default();
        *count += 1;
        of.insert(repository);
        *repositories.entry((repository, confidence)).or_default() += 1;
    }
    let mut text = "rule\tconfidence\tfindings\trepositories\n".to_owned();
    for ((rule, confidence), (count, of)) in rules {
        let _ = writeln!(text, "{rule}\t{confidence}\t{count}\t{}", of.len());
    }
    text += "\nrepository\tconfidence\tfindings\n";
    for ((repository, confidence), count) in repositories {
        let _ = writeln!(text, "{repository}\t{confidence}\t{count}");
    }
    text
}

#[test]
fn real_repositories_are_told_what_they_were_told() {
    let Some(all) = std::env::var_os("DOCKVET_ECOSYSTEM") else {
        return eprintln!("skipped: the environment variable `DOCKVET_ECOSYSTEM` is not set");
    };
    let all = PathBuf::from(all);
    let mut lines: Vec<String> = repositories().par_iter().flat_map(|it| findings(it, &all)).collect();
    lines.sort();
    let (path, counted) = (format!("{FOLDER}/findings.tsv"), format!("{FOLDER}/counts.tsv"));
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let kept: Vec<String> = kept.lines().map(str::to_owned).collect();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, lines.join("\n") + "\n").expect("the findings can be written");
        fs::write(&counted, counts(&lines)).expect("the counts can be written");
    }
    let went = missing(&kept, &lines);
    let came = missing(&lines, &kept);
    eprintln!("ecosystem: {} findings, {} came, {} went", lines.len(), came.len(), went.len());
    for (rule, (came, went)) in by_rule(&came, &went) {
        eprintln!("  {rule}: +{came} -{went}");
    }
    for (sign, changed) in [('-', &went), ('+', &came)] {
        changed.iter().take(MOST_SHOWN).for_each(|line| eprintln!("{sign} {line}"));
    }
    let is_same = came.is_empty() && went.is_empty();
    let is_written = std::env::var_os("UPDATE_EXPECT").is_some();
    assert!(is_same || is_written, "read what came and went, and write it with `UPDATE_EXPECT=1`");
}

/// The lines of `one` that are not in `other`, each as often as it is missing there.
fn missing(one: &[String], other: &[String]) -> Vec<String> {
    let mut left: BTreeMap<&String, usize> = BTreeMap::new();
    other.iter().for_each(|line| *left.entry(line).or_default() += 1);
    let mut is_left = |line: &&String| match left.get_mut(*line) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    one.iter().filter(|line| is_left(line)).cloned().collect()
}

fn by_rule<'a>(came: &'a [String], went: &'a [String]) -> BTreeMap<&'a str, (usize, usize)> {
    let rule = |line: &'a String| line.split('\t').nth(2).unwrap_or_default();
    let mut rules: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    came.iter().for_each(|line| rules.entry(rule(line)).or_default().0 += 1);
    went.iter().for_each(|line| rules.entry(rule(line)).or_default().1 += 1);
    rules
}
