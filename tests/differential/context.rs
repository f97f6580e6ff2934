//! What is sent to the builder, which paths a COPY stands for, and Go's `filepath.Match` and `filepath.Clean` below
//! both, against the originals, on cases made by chance.
//!
//! Needs the oracle (see `oracle`) and says that it is skipped without.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use dockvet::context::discover::Found;
use dockvet::context::dockerignore::{self, gopath};
use dockvet::context::{Context, Workspace};
use dockvet::source::Source;
use serde::{Deserialize, Serialize};

use crate::made::Random;
use crate::oracle::{ask, cases, report_differences, seed, variable};

const NAMES: [&str; 37] = [
    "a",
    "b",
    "ab",
    "a.b",
    "foo",
    "foo.go",
    "x.log",
    ".git",
    "docs",
    "README.md",
    "é",
    "a-b",
    "c",
    "node_modules",
    "b$",
    "(x)",
    "a+b",
    "A",
    "1",
    "12",
    "aa",
    "a|b",
    "{a}",
    "a{2}",
    "^a",
    "[a]",
    "a b",
    "\\d",
    "a\\",
    "!a",
    "#a",
    "aab",
    "a]",
    "_",
    "é2",
    "{2}",
    "ab|c",
];

const PATTERNS: [&str; 79] = [
    "*",
    "**",
    "?",
    "*.go",
    "*.log",
    "a*",
    "*b",
    "**b",
    "a**",
    "[ab]",
    "[^a]",
    "?oo",
    "*o*",
    "f?o*",
    "[a-c]*",
    "**.go",
    "***",
    "a*b",
    "\\a",
    ".*",
    "*.*",
    "[^/]",
    "[\\d]",
    "\\d",
    "\\w+",
    "[[:alpha:]]",
    "a|b",
    "{2}",
    "a{2}",
    "a{1,2}*",
    "*{2}",
    "^a*",
    "*^",
    "\\Q*",
    "\\Qa\\E*",
    "[",
    "[]",
    "[a",
    "a]",
    "[a-",
    "[-a]",
    "[a-b-c]",
    "\\",
    "[!a]",
    "[*]",
    "[?]",
    "[**]",
    "$",
    "*$",
    "(a)*",
    "[a|b]",
    "\\pL",
    "\\x61*",
    "\\141*",
    "\\b*",
    "\\z*",
    "[\\w]",
    "[b-a]",
    "[^a-c]",
    "[&&a]",
    "[~~]",
    "[[a]]",
    "\\é",
    "é*",
    "[é]",
    "a{,2}*",
    "a{2,1}*",
    "a{1001}*",
    "*{",
    "*}",
    "#*",
    "\\!a",
    "[\\]]",
    "[a\\-c]",
    "\\-",
    "*|",
    "**|a",
    ".",
    "..",
];

/// Whether a pattern and what it is held against differ as is known, and the reason.
type Known = (fn(&str, &str) -> bool, &'static str);

const KNOWN: [Known; 2] = [
    (
        crosses_slashes,
        "BuildKit holds a pattern against whole paths, where brackets and a backslash may stand for a slash; we go name by name",
    ),
    (splits_letters, "a star of Go ends inside of a letter of several bytes; ours does not"),
];

fn crosses_slashes(pattern: &str, _: &str) -> bool {
    let slash_inside = |rest: &str| rest.find('/').is_some_and(|at| at < rest.find(']').unwrap_or(rest.len()).max(2));
    pattern.contains("[^") || pattern.contains("\\/") || pattern.split('[').skip(1).any(slash_inside)
}

fn splits_letters(pattern: &str, name: &str) -> bool {
    !name.is_ascii() && pattern.contains('*') && pattern.contains(['?', '['])
}

fn is_known(pattern: &str, name: &str) -> bool {
    KNOWN.iter().any(|(is_it, why)| is_it(pattern, name) && !why.is_empty())
}

/// A name or a pattern, or both in one.
fn part(random: &mut Random) -> String {
    match random.below(10) {
        0..4 => random.of(&NAMES[..25]).to_owned(),
        4..8 => random.of(&PATTERNS).to_owned(),
        8 => format!("{}{}", random.of(&NAMES), random.of(&["*", "?", "**", ""])),
        _ => "**".to_owned(),
    }
}

fn pattern(random: &mut Random) -> String {
    let parts: Vec<String> = (0..=random.below(3)).map(|_| part(random)).collect();
    let before = random.of(&["", "", "", "", "", "/", "./", "**/", "../"]);
    let after = random.of(&["", "", "", "", "/", "/*", "/**"]);
    format!("{before}{}{after}", parts.join("/"))
}

fn ignore_file(random: &mut Random) -> String {
    let mut text = String::new();
    for index in 0..=random.below(6) {
        let line = if index == 0 && random.below(5) == 0 { "*".to_owned() } else { pattern(random) };
        let sign = random.of(&["", "", "", "!", "!", "! ", " ", "#"]);
        text += &format!("{sign}{line}{}", random.of(&["\n", "\n", "\n", "\n", " \n", "\r\n", ""]));
    }
    let mark = if random.below(40) == 0 { "\u{feff}" } else { "" };
    format!("{mark}{text}")
}

/// A folder with files, folders and links, and every path in it; whether a path is a folder.
struct Tree {
    root: PathBuf,
    paths: Vec<(String, bool)>,
}

fn tree(root: PathBuf, random: &mut Random) -> Tree {
    fs::create_dir_all(&root).expect("the folder can be made");
    for _ in 0..8 + random.below(16) {
        let parts: Vec<&str> = (0..=random.below(4)).map(|_| random.of(&NAMES)).collect();
        let path = root.join(parts.join("/"));
        // A name that is taken by a file is left as it is.
        if path.parent().is_some_and(|folder| fs::create_dir_all(folder).is_ok()) && !path.exists() {
            fs::write(&path, "text").expect("the file can be written");
        }
        #[cfg(unix)]
        if random.below(6) == 0 {
            let to = random.of(&["foo", "a", "../a", "docs", "missing", ".", "ab/c"]);
            let link = root.join(random.of(&["l", "m", "docs/l", "a/m", "foo/l"]));
            // No harm where its folder is not there.
            let _ = std::os::unix::fs::symlink(to, link);
        }
    }
    let mut paths = Vec::new();
    list(&root, "", &mut paths);
    Tree { root, paths }
}

fn list(folder: &Path, at: &str, out: &mut Vec<(String, bool)>) {
    for path in crate::common::children(folder) {
        let name = path.file_name().expect("it has a name").to_string_lossy();
        let below = if at.is_empty() { name.into_owned() } else { format!("{at}/{name}") };
        let is_folder = path.is_dir() && !path.is_symlink();
        out.push((below.clone(), is_folder));
        if is_folder {
            list(&path, &below, out);
        }
    }
}

fn trees(random: &mut Random) -> (tempfile::TempDir, Vec<Tree>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let place = fs::canonicalize(folder.path()).expect("it was just made");
    let trees = (0..24).map(|index| tree(place.join(index.to_string()), random)).collect();
    (folder, trees)
}

#[derive(Serialize)]
struct Ignore<'a> {
    root: &'a Path,
    text: String,
}

#[derive(Deserialize)]
struct Ignored {
    error: String,
    sent: BTreeSet<String>,
    bad: Vec<String>,
}

#[test]
fn the_same_files_are_sent() {
    if variable("DOCKVET_PARSE_ORACLE").is_none() {
        return;
    }
    let mut random = Random(seed());
    let (_folder, trees) = trees(&mut random);
    let asked: Vec<(usize, Ignore)> = (0..cases())
        .map(|index| {
            (index % trees.len(), Ignore { root: &trees[index % trees.len()].root, text: ignore_file(&mut random) })
        })
        .collect();
    let lines = asked.iter().map(|(_, it)| serde_json::to_string(it).expect("plain data"));
    let answers = ask("DOCKVET_PARSE_ORACLE", &["ignore"], lines);
    let (mut differences, mut refused, mut compared) = (Vec::new(), 0, 0);
    for ((tree, asked), answer) in asked.iter().zip(answers) {
        let answer: Ignored = serde_json::from_str(&answer).expect("the oracle answers as agreed");
        let ours = dockerignore::parse(Source::new(".dockerignore", asked.text.as_str()));
        if ours.problems.len() != answer.bad.len() || !answer.error.is_empty() && ours.problems.is_empty() {
            let problems: Vec<&str> = ours.problems.iter().map(|it| it.message.as_str()).collect();
            differences.push(format!("{:?}: {problems:?}, BuildKit has {:?} {}", asked.text, answer.bad, answer.error));
        }
        if !answer.error.is_empty() {
            refused += 1;
            continue;
        }
        let paths = &trees[*tree].paths;
        compared += paths.len();
        let kept: Vec<&String> =
            paths.iter().filter(|(path, is_folder)| !ours.excludes(path, *is_folder)).map(|(path, _)| path).collect();
        // A folder is sent with what is sent below it.
        let folders = kept.iter().flat_map(|path| path.match_indices('/').map(|(at, _)| path[..at].to_owned()));
        let sent: BTreeSet<String> = folders.chain(kept.iter().map(|it| (*it).clone())).collect();
        if sent != answer.sent {
            let only: Vec<&String> = sent.symmetric_difference(&answer.sent).collect();
            differences.push(format!("{:?}: {only:?} sent by one only", asked.text));
        }
    }
    eprintln!("ignore files: {refused} of them refused, {compared} paths compared");
    report_differences("ignore files", asked.len(), &differences);
}

#[derive(Serialize)]
struct Match {
    pattern: String,
    name: String,
}

#[derive(Deserialize)]
struct Matched {
    r#match: bool,
    error: String,
    clean: String,
}

#[test]
fn names_match_as_in_go() {
    if variable("DOCKVET_PARSE_ORACLE").is_none() {
        return;
    }
    let mut random = Random(seed() + 1);
    let letters = ["a", "b", "*", "?", "[", "]", "^", "-", "\\", "/", "é", ".", "..", "[a-b]", "[^é]", "\u{feff}"];
    let text = |random: &mut Random, limit: usize| -> String {
        (0..random.below(limit)).map(|_| random.of(&letters)).collect()
    };
    let asked: Vec<Match> = (0..cases())
        .map(|index| match index % 2 {
            0 => Match { pattern: pattern(&mut random), name: random.of(&NAMES).to_owned() },
            _ => Match { pattern: text(&mut random, 9), name: text(&mut random, 7) },
        })
        .collect();
    let lines = asked.iter().map(|it| serde_json::to_string(it).expect("plain data"));
    let mut differences = Vec::new();
    for (asked, answer) in asked.iter().zip(ask("DOCKVET_PARSE_ORACLE", &["match"], lines)) {
        let answer: Matched = serde_json::from_str(&answer).expect("the oracle answers as agreed");
        let ours = gopath::matches(&asked.pattern, &asked.name);
        let theirs = answer.error.is_empty().then_some(answer.r#match);
        let same = ours.as_ref().ok() == theirs.as_ref() || splits_letters(&asked.pattern, &asked.name);
        if !same || gopath::clean(&asked.pattern) != answer.clean {
            let Match { pattern, name } = asked;
            let (ours, clean) = (ours.is_ok_and(|it| it), gopath::clean(pattern));
            differences.push(format!("{pattern:?} {name:?}: {ours} {clean:?}, Go has {theirs:?} {:?}", answer.clean));
        }
    }
    report_differences("patterns", asked.len(), &differences);
}

#[derive(Serialize)]
struct Wildcards<'a> {
    root: &'a Path,
    pattern: String,
}

#[derive(Deserialize)]
struct Resolved {
    error: String,
    paths: Vec<String>,
}

#[test]
fn wildcards_stand_for_the_same_paths() {
    if variable("DOCKVET_PARSE_ORACLE").is_none() {
        return;
    }
    let mut random = Random(seed() + 2);
    let (_folder, trees) = trees(&mut random);
    let contexts: Vec<Context> = trees
        .iter()
        .map(|tree| {
            let workspace = Workspace::open(&tree.root, &Found::default());
            Context::open(workspace, &tree.root, &tree.root.join("Dockerfile"), String::new())
        })
        .collect();
    let mut asked = Vec::new();
    while asked.len() < cases() {
        let at = random.below(trees.len());
        let parts: Vec<String> = (0..=random.below(3)).map(|_| part(&mut random)).collect();
        let pattern = parts.join("/");
        // Dots are taken out before, and without a wildcard nothing is looked for.
        if gopath::is_wild(&pattern) && !parts.iter().any(|it| it == "." || it == "..") {
            asked.push((at, Wildcards { root: &trees[at].root, pattern }));
        }
    }
    let lines = asked.iter().map(|(_, it)| serde_json::to_string(it).expect("plain data"));
    let mut differences = Vec::new();
    let mut found = 0;
    for ((at, asked), answer) in asked.iter().zip(ask("DOCKVET_PARSE_ORACLE", &["wildcards"], lines)) {
        let answer: Resolved = serde_json::from_str(&answer).expect("the oracle answers as agreed");
        let ours: BTreeSet<String> = contexts[*at].glob(&asked.pattern).into_iter().collect();
        let theirs = answer.paths.iter().map(|it| it.trim_start_matches('/').to_owned());
        let theirs: BTreeSet<String> = if answer.error.is_empty() { theirs.collect() } else { BTreeSet::new() };
        found += theirs.len();
        if ours != theirs && !is_known(&asked.pattern, "") {
            let shown = trees[*at].root.file_name().unwrap_or_default().to_string_lossy();
            differences.push(format!(
                "{:?} in tree {shown}: {ours:?}, BuildKit has {theirs:?} {}",
                asked.pattern, answer.error
            ));
        }
    }
    eprintln!("wildcards: {found} paths found");
    report_differences("wildcards", asked.len(), &differences);
}
