//! Ignore files: what stands before the first empty line are patterns, what follows are paths.

use dockvet::context::dockerignore::{LONGEST_PATH, Verdict, from_patterns, gopath, parse};
use dockvet::source::Source;

/// More paths are not asked about.
const MOST_PATHS: usize = 200;

pub fn hold(input: &[u8]) {
    let text = super::text(input);
    let (patterns, paths) = text.split_once("\n\n").unwrap_or((&text, "a\na/b\na/b/c.d\n.git/config"));
    let source = Source::new(".dockerignore", patterns);
    let ignored = parse(source.clone());
    for span in ignored.patterns.iter().map(|it| it.span).chain(ignored.problems.iter().map(|it| it.span)) {
        assert!(source.text().get(span.range()).is_some(), "{span:?} does not lie in the file");
    }
    let lines: Vec<&str> = patterns.lines().collect();
    let without_file = from_patterns(lines.iter().copied());
    for path in paths.lines().map(gopath::clean).filter(|it| !it.is_empty() && it != ".").take(MOST_PATHS) {
        for is_folder in [false, true] {
            let judgement = ignored.judge_deep(&path, is_folder);
            assert_eq!(ignored.judge_deep(&path, is_folder), judgement, "{path:?} judged twice");
            assert_eq!(ignored.excludes(&path, is_folder), judgement.verdict != Verdict::Sent);
            assert!(judgement.pattern.is_none_or(|it| it < ignored.patterns.len()));
            assert!(judgement.verdict == Verdict::Sent || judgement.pattern.is_some() || path.contains('/'));
            let _ = without_file.judge_deep(&path, is_folder);
        }
        if path.len() <= LONGEST_PATH {
            for line in lines.iter().take(20) {
                let _ = gopath::matches(line, &path);
            }
        }
        assert_eq!(gopath::clean(&path), path, "a clean path cleaned");
    }
}
