//! Codes, spans and dialects, on texts as they stand in Dockerfiles.

use super::*;
use crate::model;
use crate::source::Source;
use crate::syntax;

/// The codes of a Dockerfile's texts, each with the words that it stands at.
fn said(text: &str) -> Vec<(String, String)> {
    let source = Source::new("Dockerfile", text);
    let model = model::build(source.clone(), syntax::parse(&source), None, &model::Options::default());
    let lints = model.shell_texts().iter().flat_map(|it| it.lints(&model));
    lints.map(|lint| (lint.code.to_string(), source.slice(lint.span).to_owned())).collect()
}

/// The words that `code` stands at in a RUN of `script`.
fn at(code: &str, script: &str) -> Vec<String> {
    let found = said(&format!("FROM a\nRUN {script}\n"));
    found.into_iter().filter(|(it, _)| it == code).map(|(_, words)| words).collect()
}

#[test]
fn spans_are_the_words_in_the_file() {
    assert_eq!(at("SC2086", "echo $a"), ["$a"]);
    assert_eq!(at("SC2086", "true && \\\n    # why\n    echo 'ü€' $bé \\\n  \\\n  ${c}"), ["$b", "${c}"]);
    assert_eq!(at("SC2086", "echo \\\r\n  $a\r"), ["$a"]);
    assert_eq!(at("SC2086", "<<EOF\necho é $a\nEOF"), ["$a"]);
    assert_eq!(at("SC2086", "sh -x <<-EOF\n\techo $a\n\tEOF"), Vec::<String>::new());
    assert_eq!(at("SC2086", "--mount=type=cache,target=/x \\\n  echo $a"), ["$a"]);
    assert_eq!(said("FROM a\nONBUILD RUN echo $a\n"), [("SC2086".to_owned(), "$a".to_owned())]);
}
