use super::super::folding::{FoldKind, folds};
use super::super::hints::hints;
use super::super::links::{Goal, links};
use super::super::outline::symbols;
use super::super::selection::ranges;
use super::super::tokens::{TokenKind, tokens};
use super::*;

const FILE: &str =
    "# one\n# two\nARG V=1\nFROM alpine:$V AS a\nRUN x \\\n  && y\nCOPY <<E /f\nbody\nE\nFROM a\nENV A=1 B=2\n";

#[test]
fn symbols_are_stages_with_their_instructions() {
    let symbols = symbols(&bare(FILE));
    let names: Vec<_> = symbols.iter().map(|it| (it.name.as_str(), it.detail.as_str(), it.children.len())).collect();
    assert_eq!(names, [("ARG V=1", "", 0), ("a", "from alpine:$V", 2), ("a", "stage 1, built", 1)]);
    let names: Vec<_> = symbols[2].children[0].children.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["A", "B"]);
}

#[test]
fn folds_have_several_lines() {
    for text in [FILE.to_owned(), FILE.replace('\n', "\r\n")] {
        let model = bare(&text);
        let line = |at| model.source.line(at);
        let found: Vec<_> = folds(&model).iter().map(|it| (line(it.span.start), line(it.span.end), it.kind)).collect();
        let expected = [
            (1, 2, FoldKind::Comment),
            (4, 9, FoldKind::Stage),
            (5, 6, FoldKind::Instruction),
            (7, 9, FoldKind::Instruction),
            (10, 11, FoldKind::Stage),
        ];
        assert_eq!(found, expected);
    }
}

#[test]
fn hints_are_few() {
    let text = "ARG V=3.20\nFROM alpine:$V\nENV P=80 D=/d\nWORKDIR $D\nWORKDIR sub\nCOPY a .\nCOPY b c/\nEXPOSE $P\nUSER 10\nCMD x\n";
    let model = bare(text);
    let all = Span::new(0..text.len());
    let shown: Vec<_> = hints(&model, all).into_iter().map(|it| (model.source.line(it.at), it.text)).collect();
    let expected = [(2, "= alpine:3.20"), (4, "= /d"), (5, "= /d/sub"), (6, "= /d/sub"), (8, "= 80"), (10, "as 10")];
    assert_eq!(shown, expected.map(|(line, text)| (line, text.to_owned())));
    assert!(hints(&bare("FROM alpine\nWORKDIR /app\nCOPY a /b\n"), Span::new(0..40)).is_empty());
    let base = bare("FROM gcr.io/distroless/static:nonroot\nCOPY a /b\n");
    assert_eq!(hints(&base, Span::new(0..40))[0].text, "user 65532");
}

#[test]
fn tokens_tile_the_words() {
    let text = "FROM alpine:$V AS a\nFROM a\nRUN --mount=type=bind,from=a,target=/x echo \\\n # c\n \"$A\"\nCOPY --from=a /b /c\n";
    let model = bare(text);
    let shown: Vec<_> = tokens(&model).into_iter().map(|it| (slice(&model, it.span).to_owned(), it.kind)).collect();
    use TokenKind::*;
    let expected = [
        ("FROM", Keyword),
        ("alpine:$", Image),
        ("V", Variable),
        ("AS", Keyword),
        ("a", Stage),
        ("FROM", Keyword),
        ("a", Stage),
        ("RUN", Keyword),
        ("--mount=", Flag),
        ("bind", Text),
        ("a", Stage),
        ("/x", Path),
        ("echo", Program),
        ("# c", Comment),
        ("A", Variable),
        ("COPY", Keyword),
        ("--from=", Flag),
        ("a", Stage),
        ("/b", Path),
        ("/c", Path),
    ];
    assert_eq!(shown, expected.map(|(text, kind)| (text.to_owned(), kind)));
}

#[test]
fn links_lead_to_pages_and_files() {
    let case = case(
        "FROM ghcr.io/o/n:1\nFROM node\nCOPY src/a.js run.sh /\nCMD [\"/run.sh\"]\n",
        &[("src/a.js", ""), ("run.sh", "#!/bin/sh\n")],
    );
    let shown: Vec<_> = links(&case.model)
        .into_iter()
        .map(|it| match it.goal {
            Goal::Page(url) => url,
            Goal::File(path) => path.strip_prefix(&case.root).expect("in the repository").display().to_string(),
        })
        .collect();
    let pages = ["https://ghcr.io/o/n", "https://hub.docker.com/_/node"];
    assert_eq!(shown[..2], pages);
    assert_eq!(shown[2..], ["src/a.js", "run.sh", "run.sh"]);
}

#[test]
fn selections_grow() {
    let (text, marks) = marked("FROM alpine AS a\nRUN echo \"${¦A}b\" \\\n  c\nRUN d\n");
    let model = bare(&text);
    let shown: Vec<_> = ranges(&model, marks[0]).into_iter().map(|it| slice(&model, it).to_owned()).collect();
    assert_eq!(shown[..3], ["A", "${A", "\"${A}b\""]);
    assert_eq!(shown.last().map(String::as_str), Some(text.as_str()));
    assert!(shown.contains(&"RUN echo \"${A}b\" \\\n  c".to_owned()));
}
