//! Where the cursor stands: read from the text, as the instruction may not be finished.

use crate::model::Model;
use crate::model::stage::{Stage, State};
use crate::source::Span;
use crate::syntax::ast::{Instruction, Kind};

use super::super::{innermost, stage_of};

/// Longer instructions are looked at from here before the cursor only, in bytes.
const LONGEST: usize = 1 << 16;

/// What the cursor stands in.
pub(super) enum Standing<'a> {
    /// A comment, or a directive: where its line starts, and its text from the `#` to the cursor.
    Comment {
        start: u32,
        text: String,
    },
    /// The body of a heredoc in which variables count.
    Body(Cursor<'a>),
    Instruction(Cursor<'a>),
    Nowhere,
}

/// An instruction up to the cursor.
pub(super) struct Cursor<'a> {
    pub(super) model: &'a Model,
    pub(super) at: u32,
    /// Index of the instruction; `None` on an empty line.
    pub(super) index: Option<usize>,
    /// Upper case; behind ONBUILD that of the instruction there.
    pub(super) keyword: String,
    /// The cursor stands in the keyword, or where one begins.
    pub(super) is_keyword: bool,
    /// It stands behind ONBUILD.
    pub(super) is_onbuild: bool,
    /// The words between the keyword and the cursor's.
    pub(super) before: Vec<String>,
    /// What is typed of the word.
    pub(super) word: String,
    /// Behind a double quote that is not closed.
    pub(super) is_quoted: bool,
    /// In a string of an exec form.
    pub(super) in_string: bool,
}

impl<'a> Cursor<'a> {
    /// Where byte `at` of the text is.
    pub(super) fn at(model: &'a Model, at: u32) -> Standing<'a> {
        let text = model.source.text();
        let end = at as usize;
        if end > text.len() || !text.is_char_boundary(end) {
            return Standing::Nowhere;
        }
        let instructions = &model.dockerfile.instructions;
        let last = instructions.partition_point(|it| it.span.start <= at).checked_sub(1);
        let last = last.filter(|index| reaches(model, &instructions[*index], at));
        if let Some(index) = last
            && let Some(standing) = heredoc(model, index, at)
        {
            return standing;
        }
        let start = text[..end].rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[start..end].trim_start_matches('\u{feff}');
        let content = line.trim_start();
        if content.starts_with('#') {
            let start = end - content.len();
            return Standing::Comment { start: start as u32, text: content.to_owned() };
        }
        let Some(index) = last else {
            // Only blanks before it: an instruction can begin here.
            let is_free = content.is_empty();
            let cursor = Cursor { is_keyword: true, ..Cursor::empty(model, at, None) };
            return if is_free { Standing::Instruction(cursor) } else { Standing::Nowhere };
        };
        Cursor::read(model, index, at).map_or(Standing::Nowhere, Standing::Instruction)
    }

    fn empty(model: &'a Model, at: u32, index: Option<usize>) -> Cursor<'a> {
        Cursor {
            model,
            at,
            index,
            keyword: String::new(),
            is_keyword: false,
            is_onbuild: false,
            before: Vec::new(),
            word: String::new(),
            is_quoted: false,
            in_string: false,
        }
    }

    /// `None` where the word runs over a line end.
    fn read(model: &'a Model, index: usize, at: u32) -> Option<Cursor<'a>> {
        let mut cursor = Cursor::empty(model, at, Some(index));
        let (joined, last_line) = joined(model, &model.dockerfile.instructions[index], at);
        cursor.instruction(&joined);
        (cursor.word.len() <= last_line).then_some(cursor)
    }

    fn instruction(&mut self, joined: &str) {
        let mut rest = joined;
        loop {
            let Some((keyword, behind)) = rest.split_once([' ', '\t']) else {
                self.keyword = rest.to_ascii_uppercase();
                self.is_keyword = true;
                self.word = rest.to_owned();
                return;
            };
            rest = behind.trim_start();
            self.keyword = keyword.to_ascii_uppercase();
            if self.keyword != "ONBUILD" || self.is_onbuild {
                break;
            }
            self.is_onbuild = true;
        }
        self.arguments(rest);
    }

    /// Reads what stands between the keyword and the cursor.
    fn arguments(&mut self, text: &str) {
        self.is_quoted = text.matches('"').count() % 2 == 1;
        let array = text.trim_start();
        let takes_array =
            !matches!(self.keyword.as_str(), "FROM" | "ENV" | "LABEL" | "ARG" | "USER" | "WORKDIR" | "EXPOSE");
        let flags = array.split_inclusive([' ', '\t']).take_while(|word| word.starts_with("--")).map(str::len).sum();
        let behind_flags = array.get(flags..).unwrap_or_default();
        if takes_array && behind_flags.trim_start().starts_with('[') {
            let mut pieces = behind_flags.split('"');
            let last = pieces.next_back().unwrap_or_default();
            let quotes = pieces.clone().count();
            self.in_string = quotes % 2 == 1;
            let strings = pieces.skip(1).step_by(2).map(str::to_owned);
            self.before = array[..flags].split_whitespace().map(str::to_owned).chain(strings).collect();
            self.word = if self.in_string { last.to_owned() } else { String::new() };
            return;
        }
        let (before, word) = text.rsplit_once([' ', '\t', '\n']).unwrap_or(("", text));
        self.before = before.split_whitespace().map(str::to_owned).collect();
        self.word = word.to_owned();
    }

    /// Whether a flag can stand here: nothing but flags before it.
    pub(super) fn takes_flags(&self) -> bool {
        !self.in_string && self.before.iter().all(|word| word.starts_with("--"))
    }

    /// How many words that are no flags stand before the cursor's.
    pub(super) fn arguments_before(&self) -> usize {
        self.before.iter().skip_while(|word| word.starts_with("--")).count()
    }

    /// The value of the flag `name` before the cursor.
    pub(super) fn flag(&self, name: &str) -> Option<&str> {
        let flags = self.before.iter().take_while(|word| word.starts_with("--"));
        flags.filter_map(|flag| flag.strip_prefix("--")?.strip_prefix(name)?.strip_prefix('=')).last()
    }

    pub(super) fn stage(&self) -> Option<&'a Stage> {
        stage_of(self.model, self.index?)
    }

    /// The state of the stage before the instruction; `None` for FROM and what stands before it.
    pub(super) fn state(&self) -> Option<&'a State> {
        let stage = self.stage()?;
        let index = self.index?;
        (stage.from != Some(index)).then(|| stage.before(index))
    }

    /// The last `typed` bytes before the cursor.
    pub(super) fn span(&self, typed: &str) -> Span {
        Span { start: self.at.saturating_sub(typed.len() as u32), end: self.at }
    }

    /// The same, with what follows the cursor of the same name.
    pub(super) fn whole(&self, typed: &str) -> Span {
        let rest = &self.model.source.text()[self.at as usize..];
        let is_name = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '-');
        let more = rest.find(|it| !is_name(it)).unwrap_or(rest.len());
        Span { end: self.at + more as u32, ..self.span(typed) }
    }

    /// The text behind the cursor, on its line.
    pub(super) fn rest_of_line(&self) -> &'a str {
        let rest = &self.model.source.text()[self.at as usize..];
        rest.split(['\n', '\r']).next().unwrap_or_default()
    }
}

/// Whether byte `at`, which is not before the instruction, still belongs to it.
fn reaches(model: &Model, instruction: &Instruction, at: u32) -> bool {
    if at <= instruction.span.end {
        return true;
    }
    let gap = model.source.slice(Span { start: instruction.span.end, end: at });
    if !gap.trim().is_empty() {
        return false;
    }
    let line = model.source.slice(Span { start: instruction.span.start, end: at });
    let line = line[..line.len() - gap.len() + gap.find('\n').unwrap_or(gap.len())].trim_end();
    let has_heredoc = !innermost(instruction).heredocs.is_empty();
    !gap.contains('\n') && !has_heredoc || gap.contains('\n') && line.ends_with(model.dockerfile.escape)
}

/// The body of a heredoc that holds `at`.
fn heredoc<'a>(model: &'a Model, index: usize, at: u32) -> Option<Standing<'a>> {
    let instruction = innermost(model.instruction(index));
    let first = instruction.heredocs.first()?;
    let line = model.source.line_span(model.source.line(first.opener.end));
    if at <= line.end {
        return None;
    }
    let end = |it: &crate::syntax::ast::Heredoc| it.terminator.map_or(instruction.span.end, |it| it.start);
    let body = instruction.heredocs.iter().find(|it| at < end(it) || it.terminator.is_none())?;
    let is_run = matches!(instruction.kind, Kind::Run(_));
    if !body.expand && !is_run {
        return Some(Standing::Nowhere);
    }
    let start = model.source.text()[..at as usize].rfind('\n').map_or(0, |newline| newline + 1);
    let line = model.source.text().get(start..at as usize)?;
    let word = line.rsplit([' ', '\t']).next().unwrap_or_default().to_owned();
    let keyword = if is_run { "RUN" } else { "COPY" }.to_owned();
    Some(Standing::Body(Cursor { keyword, word, ..Cursor::empty(model, at, Some(index)) }))
}

/// The text of the instruction up to the cursor, its lines joined, and how many bytes of it are of the last line.
fn joined(model: &Model, instruction: &Instruction, at: u32) -> (String, usize) {
    let raw = model.source.slice(Span { start: instruction.span.start, end: at });
    let mut from = raw.len().saturating_sub(LONGEST);
    while !raw.is_char_boundary(from) {
        from += 1;
    }
    let (raw, head) =
        if from == 0 { (raw, "") } else { (&raw[from..], raw.split([' ', '\t']).next().unwrap_or_default()) };
    let mut text = if head.is_empty() { String::new() } else { format!("{head} ") };
    let mut lines = raw.split('\n').enumerate().peekable();
    while let Some((number, line)) = lines.next() {
        if number > 0 && line.trim_start().starts_with('#') {
            continue;
        }
        if lines.peek().is_none() {
            text.push_str(line);
            return (text, line.len());
        }
        let line = line.trim_end();
        text.push_str(line.strip_suffix(model.dockerfile.escape).unwrap_or(line));
    }
    (text, 0)
}
