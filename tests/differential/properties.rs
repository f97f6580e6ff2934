//! What holds for any text.

use dockvet::source::{Source, Span};
use dockvet::syntax::ast::{Dockerfile, Form, Healthcheck, Instruction, JsonString, Kind, Text, TransferSource, Word};
use dockvet::syntax::expand::uses;
use dockvet::syntax::parse;
use proptest::prelude::*;

use crate::shown;

/// Texts that look like Dockerfiles more often than arbitrary ones do.
fn dockerfile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "FROM ", "ARG ", "RUN ", "COPY ", "ADD ", "ENV ", "LABEL ", "CMD ", "ENTRYPOINT ", "HEALTHCHECK ", "SHELL ",
            "ONBUILD ", "EXPOSE ", "VOLUME ", "USER ", "run ", "# escape=`\n", "# syntax=a\n", "--mount=type=", "--from=",
            "--interval=", "<<EOF", "<<-'E'", "EOF", "\tE", "<<", "[\"", "\", \"", "\"]", "\\u00e9", "\\ud83d", "AS x",
            "NONE ", "${", "}", "$A", ":-", "//", "\u{feff}",
        ]).prop_map(str::to_owned),
        4 => prop::sample::select(vec!["\n", "\\\n", "`\n", "\r\n", " ", "\t", "#", "=", "\"", "'", "\\", ",", "\u{a0}", "\u{2028}"])
            .prop_map(str::to_owned),
        2 => "[a-zé😀]{1,3}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

struct Checker<'a> {
    source: &'a Source,
    escape: char,
}

impl Checker<'_> {
    fn file(&self, dockerfile: &Dockerfile) {
        for directive in &dockerfile.directives {
            self.span(directive.span);
            self.span(directive.value_span);
        }
        for comment in &dockerfile.comments {
            self.span(comment.span);
            assert!(self.source.slice(comment.span).starts_with('#'));
        }
        assert!(dockerfile.comments.is_sorted_by_key(|it| it.span));
        let mut end = 0;
        for instruction in &dockerfile.instructions {
            assert!(instruction.span.start >= end, "instructions stand one behind the other");
            end = instruction.span.end;
            self.instruction(instruction);
        }
    }

    fn instruction(&self, instruction: &Instruction) {
        let whole = instruction.span;
        self.span(whole);
        self.inside(whole, instruction.keyword);
        self.text(&instruction.arguments);
        let mut at = instruction.keyword.end;
        for flag in &instruction.flags {
            self.inside(whole, flag.span);
            assert!(at <= flag.span.start, "flags stand in order");
            at = flag.span.end;
            if let Some(value) = &flag.value {
                self.word(value, whole);
            }
        }
        for heredoc in &instruction.heredocs {
            self.span(heredoc.opener);
            self.text(&heredoc.body);
            heredoc.terminator.iter().for_each(|span| self.inside(whole, *span));
        }
        self.kind(instruction);
        let words = shown::plain_words(instruction);
        assert!(words.is_sorted_by_key(|word| word.span.start), "words stand in order");
        for string in shown::json_strings(instruction) {
            self.string(string, whole);
        }
    }

    fn kind(&self, instruction: &Instruction) {
        let whole = instruction.span;
        for word in shown::plain_words(instruction) {
            self.word(word, whole);
        }
        match &instruction.kind {
            Kind::Run(run) => {
                self.form(&run.form);
                for mount in &run.mounts {
                    self.inside(whole, mount.span);
                    mount.fields.iter().for_each(|(_, word)| self.word(word, whole));
                }
            }
            Kind::Cmd(exec) | Kind::Entrypoint(exec) | Kind::Healthcheck(Healthcheck::Cmd(exec)) => {
                self.form(&exec.form)
            }
            Kind::Volume(words) => words.iter().for_each(|word| self.word(word, whole)),
            Kind::Copy(transfer) | Kind::Add(transfer) => {
                self.word(&transfer.destination, whole);
                for source in &transfer.sources {
                    match source {
                        TransferSource::Path(word) => self.word(word, whole),
                        TransferSource::Heredoc(index) => assert!(*index < instruction.heredocs.len()),
                    }
                }
            }
            Kind::Onbuild(inner) => {
                self.inside(whole, inner.span);
                self.instruction(inner);
            }
            Kind::Invalid(invalid) => self.span(invalid.span),
            _ => {}
        }
    }

    fn form(&self, form: &Form) {
        if let Form::Shell(script) = form {
            self.text(&script.text);
        }
    }

    fn string(&self, string: &JsonString, whole: Span) {
        self.inside(whole, string.span);
        let there = self.source.slice(string.span);
        assert!(there.starts_with('"') && there.ends_with('"'), "the quotes belong to the place");
    }

    fn word(&self, word: &Word, whole: Span) {
        self.inside(whole, word.span);
        self.text(&word.text);
        for it in uses(word, self.escape) {
            self.inside(whole, it.span);
        }
    }

    fn text(&self, text: &Text) {
        self.span(text.span());
        assert!(text.pieces.is_sorted(), "pieces stand in order");
        for (at, letter) in text.text.char_indices() {
            self.span(text.locate(at..at + letter.len_utf8()));
        }
    }

    fn inside(&self, outer: Span, inner: Span) {
        self.span(inner);
        assert!(outer.contains(inner), "{inner:?} lies in {outer:?}");
    }

    fn span(&self, span: Span) {
        assert!(self.source.text().get(span.range()).is_some(), "{span:?} lies in the text, on boundaries of letters");
    }
}

fn holds(text: &str) {
    let source = Source::new("Dockerfile", text);
    let dockerfile = parse(&source);
    Checker { source: &source, escape: dockerfile.escape }.file(&dockerfile);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn places_lie_in_any_dockerfile(text in dockerfile()) {
        holds(&text);
    }

    #[test]
    fn places_lie_in_any_text(text in ".{0,200}") {
        holds(&text);
    }
}

/// Texts that would take forever if the work grew with the square of their length.
#[test]
fn long_texts_take_little_time() {
    let start = std::time::Instant::now();
    let texts = [
        "RUN <<A\n".repeat(100_000),
        "RUN <<A\nA\n".repeat(100_000),
        format!("{}\tA", "RUN <<A\n".repeat(100_000)),
        format!("ENV a=b \\\n{}", "c=d \\\n".repeat(100_000)),
        format!("COPY {}x", "a \\\n".repeat(100_000)),
        format!("CMD [\"a\"{}]", ",\\\n\"\\u0061\"".repeat(50_000)),
        format!("RUN {}", "<<A ".repeat(15_000)),
        format!("ARG a={}", "${a:-".repeat(12_000)),
        "ONBUILD ".repeat(8_000),
        "\\\n".repeat(200_000),
        format!("RUN --mount=type=bind,{}", "a=b,\\\n".repeat(50_000)),
        "# escape=`\n".repeat(100_000),
    ];
    for text in texts {
        let source = Source::new("Dockerfile", text);
        let _ = parse(&source);
    }
    assert!(start.elapsed().as_secs() < 120, "it took {:?}", start.elapsed());
}
