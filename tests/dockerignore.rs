//! The ignore file, case by case. The cases were also put to BuildKit's own code.

use dockvet::context::dockerignore::parse;
use dockvet::source::Source;
use proptest::prelude::*;

const CASES: &str = include_str!("dockerignore/cases.txt");

#[derive(Default)]
struct Case<'a> {
    title: &'a str,
    file: String,
    paths: Vec<(bool, &'a str)>,
    is_refused: bool,
}

fn cases() -> Vec<Case<'static>> {
    let mut cases: Vec<Case<'static>> = Vec::new();
    for line in CASES.lines() {
        if let Some(title) = line.strip_prefix("= ") {
            cases.push(Case { title, ..Case::default() });
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        if let Some(pattern) = line.strip_prefix('|') {
            case.file.push_str(pattern);
            case.file.push('\n');
        } else if let Some(path) = line.strip_prefix("- ") {
            case.paths.push((true, path));
        } else if let Some(path) = line.strip_prefix("+ ") {
            case.paths.push((false, path));
        } else if line == "!!" {
            case.is_refused = true;
        }
    }
    cases
}

#[test]
fn every_case_holds() {
    let cases = cases();
    assert!(cases.iter().map(|case| case.paths.len()).sum::<usize>() >= 150);
    let mut wrong = Vec::new();
    for case in &cases {
        let ignored = parse(Source::new(".dockerignore", case.file.as_str()));
        if ignored.problems.is_empty() == case.is_refused {
            wrong.push(format!("{}: problems {:?}", case.title, ignored.problems));
        }
        for (expected, path) in &case.paths {
            let name = path.trim_end_matches('/');
            if ignored.excludes(name, name != *path) != *expected {
                wrong.push(format!(
                    "{}: `{path}` should be {}",
                    case.title,
                    if *expected { "left out" } else { "sent" }
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn says_which_line_decided() {
    let source = Source::new(".dockerignore", "# first\n*.md\n!README.md\n  docs  \n");
    let ignored = parse(source.clone());
    let decides = |path: &str, is_folder: bool| {
        let pattern = ignored.deciding_pattern(path, is_folder)?;
        Some((source.slice(pattern.span), source.line(pattern.span.start)))
    };
    assert_eq!(decides("a.md", false), Some(("*.md", 2)));
    assert_eq!(decides("README.md", false), Some(("!README.md", 3)));
    assert_eq!(decides("docs/a/b", false), Some(("docs", 4)));
    assert_eq!(decides("docs", true), Some(("docs", 4)));
    assert_eq!(decides("main.go", false), None);
}

#[test]
fn a_byte_order_mark_and_carriage_returns_go() {
    let ignored = parse(Source::new(".dockerignore", "\u{feff}a\r\n!b\r\n"));
    let texts: Vec<_> = ignored.patterns.iter().map(|pattern| (pattern.text.as_str(), pattern.negated)).collect();
    assert_eq!(texts, [("a", false), ("b", true)]);
    assert_eq!(ignored.patterns[0].span.start, 3);
}

#[test]
fn problems_have_places() {
    let source = Source::new(".dockerignore", "a\n!\n  [z-a]\n");
    let ignored = parse(source.clone());
    let places: Vec<_> = ignored.problems.iter().map(|problem| source.slice(problem.span)).collect();
    assert_eq!(places, ["!", "[z-a]"]);
    assert!(ignored.excludes("a", false));
}

#[test]
fn hostile_files_are_harmless() {
    let many = "**/a*b\n!c?\n".repeat(50_000);
    let long = "a".repeat(200_000);
    for text in [
        many.as_str(),
        long.as_str(),
        "[[[[[[[[\n\\\n",
        "a{1000}{1000}*\n",
        &"(*)?".repeat(1000),
        &"**/".repeat(10_000),
    ] {
        let ignored = parse(Source::new(".dockerignore", text));
        ignored.excludes("a/b/c/d", false);
    }
    let ignored = parse(Source::new(".dockerignore", "\u{feff}\u{feff}**é\n**\u{feff}"));
    ignored.excludes("é", false);
}

proptest! {
    #[test]
    fn no_file_is_too_odd(text in r"([a\x{e9}\x{feff}*?\[\]^!\\/.{}|,0-9()$#\-:dQEpx \n\r])*", path in r"[aé1/.]{1,20}") {
        let ignored = parse(Source::new(".dockerignore", text));
        for (at, _) in path.match_indices('/') {
            ignored.excludes(&path[..at], true);
        }
        ignored.excludes(&path, false);
    }
}
