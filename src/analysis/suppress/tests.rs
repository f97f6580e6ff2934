use super::*;
use crate::clock::Date;
use crate::evidence::kubernetes::Cluster;
use crate::rules::{Input, Policy, Rule};
use crate::syntax::ast::{self, Directive, Text, Word};

/// A parser of one instruction a line, for tests that must not rest on the real one. A line that
/// begins with a blank continues the instruction above it.
pub(in crate::analysis) fn lines(text: &str) -> (Source, Dockerfile) {
    let source = Source::new("Dockerfile", text);
    let mut file = Dockerfile { directives: Vec::new(), escape: '\\', comments: Vec::new(), instructions: Vec::new() };
    for number in 1..=source.line_count() as u32 {
        let span = source.line_span(number);
        let line = source.slice(span);
        if let Some(value) = line.strip_prefix("# check=").filter(|_| number == 1) {
            let (name, value) = ("check".to_owned(), value.to_owned());
            file.directives.push(Directive { name, value, span, value_span: span });
        } else if line.trim_start().starts_with('#') {
            let start = span.start + (line.len() - line.trim_start().len()) as u32;
            let text = line.trim_start().trim_start_matches('#').trim().to_owned();
            file.comments.push(Comment { text, span: Span { start, end: span.end } });
        } else if line.starts_with(' ') {
            let last = file.instructions.last_mut().expect("something is continued");
            last.span.end = span.end;
        } else if !line.is_empty() {
            file.instructions.push(instruction(line, span));
        }
    }
    (source, file)
}

fn instruction(line: &str, span: Span) -> Instruction {
    let kind = match line.split_whitespace().collect::<Vec<_>>().as_slice() {
        ["FROM", _, rest @ ..] => Kind::From(ast::From {
            image: Word::default(),
            name: rest.get(1).map(|name| (*name).to_owned()),
            name_word: None,
            as_keyword: None,
            reference: None,
        }),
        _ => Kind::User(Word::default()),
    };
    let length = line.split_whitespace().next().map_or(0, str::len) as u32;
    Instruction {
        keyword: Span { start: span.start, end: span.start + length },
        span,
        arguments: Text::default(),
        flags: Vec::new(),
        heredocs: Vec::new(),
        kind,
        empty_continuations: Vec::new(),
    }
}

/// A finding at each `!` of the text.
fn check(input: &Input) -> Vec<Finding> {
    let marks = input.model.source.text().match_indices('!');
    marks.map(|(at, _)| Finding::new(Span::new(at..at + 1), "found")).collect()
}

const ROOT: Rule = Rule { id: "root-user", check };
const IGNORED: Rule = Rule { id: "copy-source-ignored", check };

/// The findings that are left, as `line:column rule`.
fn left(text: &str) -> Vec<String> {
    left_with(text, &Settings::default())
}

fn left_with(text: &str, settings: &Settings) -> Vec<String> {
    let (source, dockerfile) = lines(text);
    let model = crate::model::build(source, dockerfile, None, &crate::model::Options::default());
    let (cluster, policy) = (Cluster::default(), Policy::default());
    let input = Input { model: &model, workloads: &[], cluster: &cluster, policy: &policy };
    let analysis = crate::analysis::analyze(&[&ROOT, &IGNORED], &input, settings);
    let place = |it: &Diagnostic| model.source.position(it.span().start);
    analysis.diagnostics.iter().map(|it| format!("{}:{} {}", place(it).line, place(it).column, it.entry.id)).collect()
}

const NOTHING: [&str; 0] = [];

#[test]
fn ours_counts_for_the_next_instruction_over_blanks_and_comments() {
    assert_eq!(left("FROM a\n# dockvet ignore=root-user,CopyIgnoredFile -- why\n\n# more\nUSER !\n"), NOTHING);
    assert_eq!(left("FROM a\n# dockvet ignore=dl3002\nUSER !\nUSER !\n").len(), 3);
    assert_eq!(left("FROM a\n#dockvet  ignore = ROOT-USER , copy-source-ignored\nUSER !\n"), NOTHING);
}

#[test]
fn a_comment_inside_an_instruction_counts_for_it() {
    let text = "FROM a\nRUN a\n # dockvet ignore=root-user,copy-source-ignored\n !\nUSER x\n";
    assert_eq!(left(text), NOTHING);
}

#[test]
fn stages_and_files() {
    let body = "FROM a AS one\nUSER !\nFROM b\nUSER !\n";
    assert_eq!(left(&format!("# dockvet ignore-file=root-user,copy-source-ignored\n{body}")), NOTHING);
    let stage = left(&format!("# dockvet ignore-stage=root-user,copy-source-ignored\n{body}"));
    assert_eq!(stage, ["5:6 copy-source-ignored", "5:6 root-user"]);
    let inner = left("FROM a\nUSER !\n# dockvet ignore-stage=root-user,copy-source-ignored\nUSER !\nFROM b\nUSER !\n");
    assert_eq!(inner, ["6:6 copy-source-ignored", "6:6 root-user"]);
}

#[test]
fn hadolint_counts_on_the_line_below_only() {
    assert_eq!(left("FROM a\n# hadolint ignore=DL3002,SC2086 # why\nUSER !\n"), ["3:6 copy-source-ignored"]);
    assert_eq!(left("FROM a\n# hadolint ignore=DL3002\n\nUSER !\n").len(), 2);
    assert_eq!(left("FROM a\nUSER !\n# hadolint global ignore=DL3002\n"), ["2:6 copy-source-ignored"]);
    assert_eq!(left("# hadolint stage ignore=DL3002\nFROM a\nUSER !\n"), ["3:6 copy-source-ignored"]);
}

#[test]
fn buildkit_skips_by_its_own_names() {
    assert_eq!(left("# check=skip=CopyIgnoredFile;error=true\nFROM a\nUSER !\n"), ["3:6 root-user"]);
    assert_eq!(left("# check=skip=all\nFROM a\nUSER !\n"), ["3:6 root-user"]);
    assert_eq!(left("FROM a\n# check=skip=CopyIgnoredFile // why\nUSER !\nUSER x\n"), ["3:6 root-user"]);
}

#[test]
fn ours_that_do_nothing_are_reported_and_others_never() {
    assert_eq!(left("FROM a\n# dockvet ignore=root-user\nUSER x\n"), ["2:18 unused-suppression"]);
    assert_eq!(left("FROM a\n# dockvet ignore=script-crlf,rooot-user\nUSER x\n").len(), 2);
    assert_eq!(left("FROM a\n# dockvet ingore=root-user\nUSER x\n"), ["2:11 unknown-rule"]);
    assert_eq!(left("FROM a\n# dockvet says: a=b is fine\nUSER x\n"), NOTHING);
    assert_eq!(left("FROM a\n# hadolint ignore=DL3002,DL9999\nUSER x\n# check=skip=X\n"), NOTHING);
    assert_eq!(left("FROM a\n# dockvet ignore=root-user\n"), ["2:18 unused-suppression"]);
    assert_eq!(left("# dockvet ignore-file=unused-suppression\nFROM a\n# dockvet ignore=root-user\nUSER x\n"), NOTHING);
}

#[test]
fn comments_of_scanners_count_on_request() {
    let today = Date { year: 2026, month: 11, day: 22 };
    let every = Settings { comments: Comments::Every, today, ..Settings::default() };
    for comment in [
        "#trivy:ignore:DS-0002",
        "# trivy:ignore:DS-0002:exp:2026-12-31",
        "#trivy:ignore:*",
        "#checkov:skip=CKV_DOCKER_3:why",
        "# tally ignore=hadolint/DL3002;reason=why",
        "# tally global ignore=all",
        "# NOSONAR",
        "# dockerfile-utils: ignore",
    ] {
        let text = format!("FROM a\n{comment}\nUSER !\n");
        let of_root = |settings: &Settings| left_with(&text, settings).iter().any(|it| it == "3:6 root-user");
        assert!(!of_root(&every), "{comment}");
        assert!(of_root(&Settings::default()), "{comment}");
    }
    let ended = "FROM a\n#trivy:ignore:DS-0002:exp:2026-11-22\nUSER !\n";
    assert!(left_with(ended, &every).contains(&"3:6 root-user".to_owned()));
    // They may serve their own tool: nobody is told that they silence nothing.
    assert_eq!(left_with("FROM a\n#trivy:ignore:DS-0002\n#checkov:skip=CKV_NONE\nUSER a\n", &every), NOTHING);
}

#[test]
fn hadolints_comments_can_be_left_out() {
    let without = Settings { comments: Comments::NotHadolints, ..Settings::default() };
    let text = "FROM a\n# hadolint ignore=DL3002\nUSER !\n# dockvet ignore=root-user\nUSER !\n";
    let lines: Vec<String> = left_with(text, &without).into_iter().filter(|it| it.ends_with("root-user")).collect();
    assert_eq!(lines, ["3:6 root-user"]);
}

#[test]
fn the_build_argument_takes_the_place_of_the_directive() {
    let text = "FROM a\nUSER !\n";
    let check = |check: &str| Settings { check: Some(check.to_owned()), ..Settings::default() };
    assert!(!left_with(text, &check("skip=CopyIgnoredFile")).contains(&"2:6 copy-source-ignored".to_owned()));
    assert!(left_with(text, &check("skip=UndefinedVar")).contains(&"2:6 copy-source-ignored".to_owned()));
}
