//! Any text: nothing panics at any place, and what is told stands in the text.

use proptest::prelude::*;

use super::super::Target;
use super::super::completion::completion;
use super::super::definition::{Declaration, definition, references};
use super::super::outline::{Symbol, symbols};
use super::super::rename::{prepare, rename};
use super::super::{folding, hints, hover, links, selection, tokens};
use super::rename::{applied, meaning};
use super::*;

fn check(model: &Model, span: Span) {
    let text = model.source.text();
    let range = span.range();
    assert!(range.start <= range.end && text.get(range.clone()).is_some(), "{range:?} of {text:?}");
}

fn symbol(model: &Model, it: &Symbol) {
    check(model, it.span);
    check(model, it.name_span);
    assert!(it.span.contains(it.name_span), "{it:?}");
    it.children.iter().for_each(|child| symbol(model, child));
}

/// All that is said of the whole file.
fn whole(model: &Model) {
    symbols(model).iter().for_each(|it| symbol(model, it));
    folding::folds(model).iter().for_each(|it| check(model, it.span));
    let all = Span::new(0..model.source.text().len());
    hints::hints(model, all).iter().for_each(|it| check(model, Span::empty(it.at as usize)));
    links::links(model).iter().for_each(|it| check(model, it.span));
    let mut end = 0;
    for token in tokens::tokens(model) {
        check(model, token.span);
        assert!(token.span.start >= end && !slice(model, token.span).contains('\n'), "{token:?}");
        end = token.span.end;
    }
}

/// All that is said of one place.
fn place(model: &Model, at: u32) {
    hover::hover(model, at).iter().for_each(|it| check(model, it.span));
    if let Some(definition) = definition(model, at) {
        check(model, definition.origin);
        definition.targets.iter().for_each(|it| {
            if let Target::Here(span) = it {
                check(model, *span)
            }
        });
    }
    references(model, at, Declaration::Included).iter().for_each(|it| check(model, *it));
    completion(model, at).iter().for_each(|it| check(model, it.edit.span));
    let ranges = selection::ranges(model, at);
    ranges.iter().for_each(|it| check(model, *it));
    assert!(ranges.windows(2).all(|pair| pair[1].contains(pair[0])), "{ranges:?}");
    prepare(model, at).iter().for_each(|it| check(model, it.span));
    if let (Ok(prepared), Ok(edits)) = (prepare(model, at), rename(model, at, "fresh_name")) {
        let after = bare(&applied(model.source.text(), &edits));
        if prepared.name.len() > 2 {
            assert_eq!(
                meaning(model, &prepared.name, "fresh_name"),
                meaning(&after, &prepared.name, "fresh_name"),
                "{} at {at} of {:?}",
                prepared.name,
                model.source.text()
            );
        }
    }
}

fn everything(text: &str) {
    let model = bare(text);
    whole(&model);
    (0..=text.len() as u32 + 2).for_each(|at| place(&model, at));
}

/// Pieces that Dockerfiles are made of, and some that they are not.
fn piece() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "FROM ",
        "FROM alpine AS one\n",
        "FROM one",
        "RUN ",
        "COPY ",
        "--from=",
        "--from=one ",
        "ARG ",
        "ENV ",
        "NAME",
        "NAME=1",
        "$NAME",
        "${NAME:-",
        "}",
        " ",
        "\n",
        "\r\n",
        "\\\n",
        "\\\r\n",
        "# ",
        "# escape=`\n",
        "`\n",
        "\"",
        "'",
        "[\"",
        "\", \"",
        "\"]",
        "<<EOF",
        "\nEOF\n",
        "ONBUILD ",
        "--mount=type=bind,from=one,target=/x ",
        "USER ",
        "/a/b",
        "\u{feff}",
        "é",
        "\u{1F600}",
        "# dockvet ignore=",
        "root-user,",
        "HEALTHCHECK CMD ",
        "EXPOSE ",
        ":",
        "\u{a0}",
        "CMD ",
        "$(",
        ")",
        "WORKDIR ",
        "check=skip=",
        "=",
        ",",
    ]);
    prop_oneof![9 => known.prop_map(str::to_owned), 1 => any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_answered(pieces in prop::collection::vec(piece(), 0..25)) {
        everything(&pieces.concat());
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
        everything(Source::from_bytes("Dockerfile", bytes).text());
    }
}

#[test]
fn long_and_deep_text_is_answered() {
    for text in [
        format!("FROM a\nRUN {}\n", "$(".repeat(5_000)),
        format!("FROM a\nENV {}\n", "${A:-".repeat(2_000)),
        format!("FROM a\n{}", "ARG A=$A\n".repeat(300)),
        "ONBUILD ".repeat(500),
    ] {
        let model = bare(&text);
        whole(&model);
        (0..text.len() as u32).step_by(997).for_each(|at| place(&model, at));
    }
}
