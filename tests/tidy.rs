//! The walls of the house, held over `src/`: which module may name what, and how long things are.

mod common;

use std::fs;
use std::path::Path;

use common::files;

/// Longest file and longest function, in lines.
const MAX_FILE: usize = 400;
const MAX_FUNCTION: usize = 60;

/// A name, and the paths below `src/` that may use it.
const HOMES: &[(&str, &[&str])] = &[
    ("ariadne::", &["report/human.rs"]),
    ("clap::", &["cli/"]),
    ("clap_complete::", &["cli/"]),
    ("clap_mangen::", &["cli/shells.rs"]),
    ("terminal_size::", &["cli/screen.rs"]),
    ("anyhow::", &["cli/", "config/", "input.rs"]),
    ("dockerfile_parser::", &["syntax/image.rs"]),
    ("shuck_parser::", &["syntax/shell", "shellcheck/"]),
    ("shuck_ast::", &["syntax/shell", "shellcheck/"]),
    ("shuck_linter::", &["shellcheck/"]),
    ("saphyr_parser::", &["yaml.rs"]),
    ("strsim::", &["spelling.rs"]),
    ("toml::", &["config/", "evidence/", "facts/commands/cargo.rs", "facts/commands/crates.rs"]),
    ("ec4rs::", &["config/layout.rs"]),
    ("gix_odb::", &["history/"]),
    ("gix_object::", &["history/"]),
    ("gix_hash::", &["history/", "report/digest.rs"]),
    ("gen_lsp_types::", &["lsp/"]),
    ("rayon::", &["api/", "cli/", "analysis/", "context/survey.rs"]),
];

/// A part of `src/`, and the names that no file in it may hold.
const WALLS: &[(&str, &[&str])] = &[
    ("source.rs", &["crate::"]),
    ("spelling.rs", &["crate::"]),
    ("yaml.rs", &["crate::model", "crate::rules", "crate::context", "crate::evidence", "crate::facts", "std::fs"]),
    (
        "syntax/",
        &[
            "crate::model",
            "crate::rules",
            "crate::analysis",
            "crate::catalogue",
            "crate::facts",
            "crate::evidence",
            "std::fs",
        ],
    ),
    ("context/", &["crate::model", "crate::rules", "crate::analysis", "crate::catalogue", "crate::evidence"]),
    ("facts/", &["crate::model", "crate::rules", "crate::analysis", "crate::catalogue", "crate::context", "std::fs"]),
    ("evidence/", &["crate::model", "crate::rules", "crate::analysis", "crate::catalogue"]),
    ("model/", &["crate::rules", "crate::analysis", "crate::catalogue", "crate::config", "crate::report", "std::fs"]),
    (
        "rules/",
        &[
            "std::fs",
            "std::env",
            "std::time",
            "std::process",
            "regex::",
            "crate::analysis",
            "crate::catalogue",
            "crate::config",
            "crate::report",
            "Severity",
        ],
    ),
    (
        "shellcheck/",
        &["crate::model", "crate::rules", "crate::analysis", "crate::catalogue", "crate::context", "std::fs"],
    ),
    ("history/", &["crate::"]),
    ("changes/", &["crate::", "std::fs"]),
    ("report/", &["std::fs", "crate::model", "crate::config", "crate::cli"]),
    ("cache/", &["std::fs", "crate::rules", "crate::analysis", "crate::catalogue", "crate::config", "crate::report"]),
    (
        "assist/",
        &[
            "std::fs",
            "crate::rules",
            "crate::analysis",
            "crate::config",
            "crate::report",
            "crate::cli",
            "crate::lsp",
            "crate::fix",
        ],
    ),
    ("view/", &["std::fs", "crate::rules", "crate::analysis", "crate::catalogue", "crate::config", "crate::cli"]),
];

/// A finding may be milder than its rule: here, and in no rule, that has a name.
const FINDING: &str = "rules/finding.rs";

/// What no file of ours holds outside of its tests.
const NOWHERE: [&str; 7] = [".unwrap()", "todo!", "unimplemented!", "dbg!", "TODO", "FIXME", "unsafe {"];

struct File {
    /// Below `src/`, with `/` between names.
    path: String,
    text: String,
}

fn sources() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    for path in files(&root).into_iter().filter(|it| it.extension().is_some_and(|end| end == "rs")) {
        let text = fs::read_to_string(&path).expect("the file can be read");
        let path = path.strip_prefix(&root).expect("it lies below").display().to_string().replace('\\', "/");
        sources.push(File { path, text });
    }
    assert!(sources.len() > 20, "the sources were not found");
    sources
}

impl File {
    /// The lines without comments and without the tests at the end, with their numbers.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let is_test_file = self.path.ends_with("tests.rs") || self.path.contains("/tests/");
        let lines = self
            .text
            .lines()
            .enumerate()
            .take_while(move |(_, line)| !is_test_file && !line.starts_with("#[cfg(test)]"));
        lines.map(|(index, line)| (index + 1, line)).filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

/// Whether `line` names `word`, and not only as the end of a longer name.
fn names(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|it| it.is_alphanumeric() || it == '_')
    })
}

fn report(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn each_dependency_has_one_home() {
    let mut wrong = Vec::new();
    for file in sources() {
        for (name, homes) in HOMES {
            if homes.iter().any(|home| file.path.starts_with(home)) {
                continue;
            }
            let lines = file.code().filter(|(_, line)| names(line, name));
            wrong.extend(lines.map(|(number, _)| format!("src/{}:{number}: `{name}` lives in {homes:?}", file.path)));
        }
    }
    report(&wrong);
}

#[test]
fn each_step_uses_only_the_steps_before_it() {
    let mut wrong = Vec::new();
    for file in sources() {
        let walls = WALLS.iter().filter(|(part, _)| file.path.starts_with(part) && file.path != FINDING);
        for (part, banned) in walls {
            for name in *banned {
                let lines = file.code().filter(|(_, line)| names(line, name));
                wrong
                    .extend(lines.map(|(number, _)| format!("src/{}:{number}: `{part}` knows no `{name}`", file.path)));
            }
        }
        for name in NOWHERE {
            let lines = file.code().filter(|(_, line)| line.contains(name));
            wrong.extend(lines.map(|(number, _)| format!("src/{}:{number}: `{name}`", file.path)));
        }
    }
    report(&wrong);
}

/// A rule is reached through its category's list only.
#[test]
fn rules_do_not_ask_about_other_rules() {
    let mut wrong = Vec::new();
    for file in sources().iter().filter(|it| it.path.starts_with("rules/") && !it.path.ends_with("mod.rs")) {
        let lines = file.code().filter(|(_, line)| names(line, "crate::rules::") && line.contains("::RULE"));
        wrong.extend(lines.map(|(number, _)| format!("src/{}:{number}: another rule", file.path)));
    }
    report(&wrong);
}

#[test]
fn files_and_functions_are_short() {
    let mut wrong = Vec::new();
    for file in sources() {
        let length = file.text.lines().count();
        if length > MAX_FILE {
            wrong.push(format!("src/{}: {length} lines", file.path));
        }
        for (name, number, length) in functions(&file.text).into_iter().filter(|(_, _, length)| *length > MAX_FUNCTION)
        {
            wrong.push(format!("src/{}:{number}: `{name}` has {length} lines", file.path));
        }
    }
    report(&wrong);
}

/// Name, first line and length of each function. The house is formatted, so a function ends at the
/// brace in the column of its first line.
fn functions(text: &str) -> Vec<(String, usize, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let trimmed = line.trim_start();
        let start = ["fn ", "pub fn ", "pub(super) fn ", "pub(crate) fn ", "const fn ", "pub const fn "];
        let Some(rest) = start.iter().find_map(|it| trimmed.strip_prefix(it)) else { continue };
        let indent = line.len() - trimmed.len();
        let end = format!("{}}}", " ".repeat(indent));
        if line.ends_with('}') || line.ends_with(';') {
            continue;
        }
        let length = lines[index..].iter().position(|it| **it == end).map_or(1, |last| last + 1);
        let name = rest.split(['(', '<']).next().unwrap_or_default();
        found.push((name.to_owned(), index + 1, length));
    }
    found
}

#[test]
fn the_measure_of_functions_can_fail() {
    let body = "    x();\n".repeat(70);
    let text = format!("fn a() {{}}\nimpl A {{\n    pub fn long<T>(\n        x: T,\n    ) {{\n{body}    }}\n}}\n");
    assert_eq!(functions(&text), [("long".to_owned(), 3, 74)]);
    assert!(names("use regex::Regex;", "regex::") && !names("myregex::x", "regex::"));
}
