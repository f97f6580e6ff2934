//! Places of what was read, and that nothing of a file is lost.

use dockvet::source::{Source, Span};
use dockvet::syntax::ast::{Dockerfile, Form, Healthcheck, Instruction, JsonString, Kind, Text, TransferSource, Word};
use dockvet::syntax::expand::uses;
use dockvet::syntax::{image, parse};

use super::words::{json_strings, plain_words};

pub fn hold(input: &[u8]) {
    let source = Source::from_bytes("Dockerfile", input.to_vec());
    let dockerfile = parse(&source);
    Checker { source: &source, escape: dockerfile.escape }.file(&dockerfile);
    nothing_is_lost(&source, &dockerfile);
    positions(&source);
    source.text().split_whitespace().for_each(reference);
}

/// What is read and what stands between makes the file again: between is nothing but blanks, and lines that only go on.
fn nothing_is_lost(source: &Source, dockerfile: &Dockerfile) {
    let directives = dockerfile.directives.iter().map(|it| it.span);
    let comments = dockerfile.comments.iter().map(|it| it.span);
    let mut read: Vec<Span> = directives.chain(comments).collect();
    read.extend(dockerfile.instructions.iter().map(|it| it.span));
    read.sort();
    let mut end = 0;
    for span in read.into_iter().chain([Span::empty(source.text().len())]) {
        let between = source.slice(Span { start: end, end: span.start.max(end) });
        for line in between.lines() {
            let line = line.trim_matches(|it: char| it.is_whitespace() || it == '\u{feff}');
            let goes_on = line.chars().eq([dockerfile.escape]);
            assert!(line.is_empty() || goes_on, "{line:?} before {span:?} is read as nothing");
        }
        end = end.max(span.end);
    }
}

/// Lines and columns of any byte, also of one inside a letter or behind the end.
fn positions(source: &Source) {
    let length = source.text().len() as u32;
    let step = (length as usize / 200).max(1);
    for at in (0..=length).step_by(step).chain([length + 1, u32::MAX]) {
        let (chars, units, bytes) = (source.position(at), source.position_utf16(at), source.position_bytes(at));
        assert!(chars.line == units.line && units.line == bytes.line && chars.line >= 1);
        assert!(chars.line as usize <= source.line_count());
        assert!(1 <= chars.column && chars.column <= units.column && units.column <= bytes.column);
    }
}

/// A reference reads the same after it was written.
fn reference(word: &str) {
    let Some(read) = image::parse(word) else { return };
    assert_eq!(image::parse(&read.to_string()).as_ref(), Some(&read), "{word:?} read, written and read");
    let canonical = image::parse(&read.canonical).expect("the full name is a reference");
    assert_eq!(canonical.canonical, read.canonical, "the full name of {word:?}");
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
        let words = plain_words(instruction);
        assert!(words.is_sorted_by_key(|word| word.span.start), "words stand in order");
        for string in json_strings(instruction) {
            self.string(string, whole);
        }
    }

    fn kind(&self, instruction: &Instruction) {
        let whole = instruction.span;
        for word in plain_words(instruction) {
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
        self.as_written(&word.text);
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

    /// Each piece of the text is what stands at its place; the type of a mount may be read in lower case.
    fn as_written(&self, text: &Text) {
        for (index, (joined, file)) in text.pieces.iter().enumerate() {
            let end = text.pieces.get(index + 1).map_or(text.text.len(), |(next, _)| *next as usize);
            let piece = &text.text[*joined as usize..end];
            let there = self.source.text().get(*file as usize..*file as usize + piece.len()).unwrap_or_default();
            assert!(there.eq_ignore_ascii_case(piece), "{piece:?} does not stand at {file}");
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
