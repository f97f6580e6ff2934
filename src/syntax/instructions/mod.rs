//! From a joined line to an instruction.

mod exec;
mod from;
mod healthcheck;
mod mount;
mod transfer;
mod values;

use std::ops::Range;

use crate::source::Span;

use super::ast::{Flag, Heredoc, Instruction, Invalid, Kind, Text};
use super::heredoc::{self, Terminators};
use super::json::{self, Json};
use super::lines::{BadDirective, Logical, Reader};
use super::stage::Stages;
use super::{flags, keywords, words};

/// Why BuildKit refuses an instruction.
pub(super) struct Refusal {
    message: String,
    span: Span,
    suggestion: Option<&'static str>,
    level: Level,
}

/// Where BuildKit refuses: while it splits the line, which it does behind ONBUILD too, or later.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Line,
    Meaning,
}

impl Refusal {
    fn line(message: impl Into<String>, span: Span) -> Refusal {
        Refusal { message: message.into(), span, suggestion: None, level: Level::Line }
    }

    pub(super) fn meaning(message: impl Into<String>, span: Span) -> Refusal {
        Refusal { level: Level::Meaning, ..Refusal::line(message, span) }
    }

    pub(super) fn suggest(self, suggestion: Option<&'static str>) -> Refusal {
        Refusal { suggestion, ..self }
    }
}

/// What the parsers of single instructions get to see.
struct Input<'a> {
    /// Upper case.
    keyword: &'static str,
    keyword_span: Span,
    /// The joined line; the arguments are its part `rest`.
    line: &'a Text,
    rest: Range<usize>,
    flags: &'a [Flag],
    heredocs: &'a mut Vec<Heredoc>,
    /// The arguments as JSON, where the instruction takes that.
    json: Json,
    /// Then it takes no effect in this file.
    behind_onbuild: bool,
    escape: char,
    file: &'a str,
}

impl Input<'_> {
    /// The arguments, or the keyword where there are none.
    fn rest_span(&self) -> Span {
        if self.rest.is_empty() { self.keyword_span } else { self.line.locate(self.rest.clone()) }
    }

    fn text(&self) -> &str {
        &self.line.text[self.rest.clone()]
    }

    fn missing(&self, what: &str) -> Refusal {
        Refusal::meaning(format!("`{}` needs {what}", self.keyword), self.keyword_span)
    }
}

/// Reads the instruction that starts with `logical`, and its heredocs.
pub(super) fn read<'a>(
    logical: Logical,
    reader: &mut Reader<'a>,
    terminators: &mut Terminators<'a>,
    stages: &mut Stages,
) -> Instruction {
    let range = words::trim(&logical.text, 0..logical.text.text.len());
    let mut parser = Parser { line: &logical.text, reader, terminators, stages, end: logical.end };
    let (mut instruction, _) = parser.instruction(range, None);
    instruction.span.end = parser.end as u32;
    instruction.empty_continuations = logical.empty_continuations;
    if logical.too_long {
        let message = "a line is longer than 65535 bytes, which BuildKit cannot read";
        let keyword = logical.text.text.split(words::BLANKS).next().unwrap_or_default();
        let keyword = shortened(keyword).to_uppercase();
        instruction.kind = invalid(keyword, Refusal::line(message, instruction.keyword));
    }
    instruction
}

/// A directive that BuildKit refuses, as if it were an instruction.
pub(super) fn refused(directive: BadDirective) -> Instruction {
    let BadDirective { name, message, line, span } = directive;
    let kind = Kind::Invalid(Invalid { keyword: name.to_uppercase(), message, span, suggestion: None });
    Instruction {
        keyword: line,
        span: line,
        arguments: Text { text: String::new(), pieces: vec![(0, line.end)] },
        flags: Vec::new(),
        heredocs: Vec::new(),
        kind,
        empty_continuations: Vec::new(),
    }
}

fn invalid(keyword: String, refusal: Refusal) -> Kind {
    let Refusal { message, span, suggestion, .. } = refusal;
    Kind::Invalid(Invalid { keyword, message, span, suggestion })
}

struct Parser<'l, 'r, 'a> {
    line: &'l Text,
    reader: &'r mut Reader<'a>,
    terminators: &'r mut Terminators<'a>,
    stages: &'r mut Stages,
    /// The byte behind what was read so far.
    end: usize,
}

impl Parser<'_, '_, '_> {
    /// The instruction in the part `range` of the line, behind `outer` if that is ONBUILD's keyword;
    /// and where it is refused, at which level.
    fn instruction(&mut self, range: Range<usize>, outer: Option<Span>) -> (Instruction, Option<Level>) {
        let line = self.line;
        let text = &line.text[range.clone()];
        let keyword_end = range.start + text.find(words::BLANKS).unwrap_or(text.len());
        let keyword_range = range.start..keyword_end;
        let keyword_span = line.locate(keyword_range.clone());
        let (flags, at) = flags::read(line, keyword_end..range.end, self.reader.escape);
        let rest = words::trim(line, at..range.end);
        let mut instruction = Instruction {
            keyword: keyword_span,
            span: Span::new(keyword_span.start as usize..self.end),
            arguments: line.slice(rest.clone()),
            flags,
            heredocs: Vec::new(),
            kind: Kind::Onbuild(Box::new(placeholder())),
            empty_continuations: Vec::new(),
        };
        let word = &line.text[keyword_range];
        let kind = match (keywords::find(word), outer) {
            (None, outer) => Err(self.unknown(word, keyword_span, &mut instruction, outer.is_some())),
            (Some("ONBUILD"), None) => self.onbuild(keyword_span, rest, &instruction.flags),
            (Some("ONBUILD"), Some(_)) => {
                Err(Refusal::meaning("`ONBUILD` cannot stand behind `ONBUILD`", keyword_span))
            }
            (Some(keyword), outer) => self.known(keyword, keyword_span, rest, &mut instruction, outer.is_some()),
        };
        let level = kind.as_ref().err().map(|refusal| refusal.level);
        instruction.kind = kind.unwrap_or_else(|refusal| invalid(word.to_uppercase(), refusal));
        instruction.span.end = self.end as u32;
        (instruction, level)
    }

    fn known(
        &mut self,
        keyword: &'static str,
        keyword_span: Span,
        rest: Range<usize>,
        instruction: &mut Instruction,
        behind_onbuild: bool,
    ) -> Result<Kind, Refusal> {
        let line = self.line;
        let json = match keyword {
            "RUN" | "CMD" | "ENTRYPOINT" | "SHELL" | "ADD" | "COPY" | "VOLUME" => json::read(line, rest.clone()),
            _ => Json::No,
        };
        if let Json::Mixed(range) = json {
            return Err(Refusal::line("an exec form holds nothing but strings", line.locate(range)));
        }
        let takes_heredocs = matches!(keyword, "RUN" | "ADD" | "COPY") && matches!(json, Json::No);
        let heredocs = if takes_heredocs { self.heredocs(&mut instruction.heredocs) } else { Ok(()) };
        let mut input = Input {
            keyword,
            keyword_span,
            line,
            rest,
            flags: &instruction.flags,
            heredocs: &mut instruction.heredocs,
            json,
            behind_onbuild,
            escape: self.reader.escape,
            file: self.reader.text,
        };
        let kind = parse(&mut input, self.stages);
        heredocs.and(kind)
    }

    fn heredocs(&mut self, heredocs: &mut Vec<Heredoc>) -> Result<(), Refusal> {
        let line = self.line;
        let refuse = |(message, range)| Refusal::line(message, line.locate(range));
        let mut result = Ok(());
        for (opener, range) in heredoc::openers(line).map_err(refuse)? {
            let span = line.locate(range);
            let message = format!("no line `{}` ends the heredoc", opener.name);
            let heredoc = heredoc::body(self.reader, opener, span, self.terminators);
            let end = heredoc.terminator.map_or_else(|| heredoc.body.text.trim_end().len(), |_| 0);
            self.end = match heredoc.terminator {
                Some(terminator) => terminator.end as usize,
                None => self.end.max(heredoc.body.locate(0..end).end as usize),
            };
            let terminated = heredoc.terminator.is_some();
            heredocs.push(heredoc);
            if !terminated {
                result = Err(Refusal::line(message, span));
                break;
            }
        }
        result
    }

    /// A word that is no keyword. Heredocs of a misspelt RUN are read all the same if they end,
    /// so that their lines are not taken for instructions; but not behind ONBUILD, where BuildKit
    /// lets the word pass and does take them for instructions.
    fn unknown(&mut self, word: &str, span: Span, instruction: &mut Instruction, behind_onbuild: bool) -> Refusal {
        let suggestion = keywords::suggest(word);
        if matches!(suggestion, Some("RUN" | "COPY" | "ADD")) && !behind_onbuild {
            let before = self.reader.at();
            let end = self.end;
            if self.heredocs(&mut instruction.heredocs).is_err() {
                self.reader.go_to(before);
                self.end = end;
                instruction.heredocs.clear();
            }
        }
        let message = if word.is_empty() {
            "a continued line holds no instruction".to_owned()
        } else {
            format!("`{}` is no instruction", shortened(word))
        };
        Refusal::meaning(message, span).suggest(suggestion)
    }

    fn onbuild(&mut self, keyword: Span, rest: Range<usize>, flags: &[Flag]) -> Result<Kind, Refusal> {
        if rest.is_empty() {
            return Err(Refusal::meaning("`ONBUILD` needs an instruction", keyword));
        }
        let (inner, level) = self.instruction(rest.clone(), Some(keyword));
        flags::check("ONBUILD", flags)?;
        let word = &self.line.text[rest];
        let word = word.split(words::BLANKS).next().unwrap_or_default();
        let name = keywords::find(word);
        if let Some(name @ ("ONBUILD" | "MAINTAINER" | "FROM")) = name {
            return Err(Refusal::meaning(format!("`{name}` cannot stand behind `ONBUILD`"), inner.keyword));
        }
        match (&inner.kind, level) {
            (Kind::Invalid(invalid), Some(Level::Line)) => Err(Refusal::line(invalid.message.clone(), invalid.span)),
            _ => Ok(Kind::Onbuild(Box::new(inner))),
        }
    }
}

/// Stands in an instruction until its kind is known.
fn placeholder() -> Instruction {
    Instruction {
        keyword: Span::default(),
        span: Span::default(),
        arguments: Text::default(),
        flags: Vec::new(),
        heredocs: Vec::new(),
        kind: Kind::Expose(Vec::new()),
        empty_continuations: Vec::new(),
    }
}

/// A word for a message; nobody reads a very long one.
fn shortened(word: &str) -> String {
    const LONGEST: usize = 40;
    match word.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &word[..end]),
        None => word.to_owned(),
    }
}

fn parse(input: &mut Input, stages: &mut Stages) -> Result<Kind, Refusal> {
    match input.keyword {
        "FROM" => from::read(input, stages),
        "RUN" => exec::run(input, stages),
        "CMD" => exec::exec(input, stages).map(Kind::Cmd),
        "ENTRYPOINT" => exec::exec(input, stages).map(Kind::Entrypoint),
        "SHELL" => exec::shell(input, stages),
        "HEALTHCHECK" => healthcheck::read(input, stages),
        "COPY" => transfer::read(input).map(Kind::Copy),
        "ADD" => transfer::read(input).map(Kind::Add),
        "ENV" => values::pairs(input).map(Kind::Env),
        "LABEL" => values::pairs(input).map(Kind::Label),
        "ARG" => values::arguments(input).map(Kind::Arg),
        "EXPOSE" => values::expose(input),
        "VOLUME" => values::volume(input),
        "USER" => values::single(input, "a user").map(Kind::User),
        "WORKDIR" => values::single(input, "a path").map(Kind::Workdir),
        "STOPSIGNAL" => values::single(input, "a signal").map(Kind::Stopsignal),
        _ => values::single(input, "a name").map(Kind::Maintainer),
    }
}
