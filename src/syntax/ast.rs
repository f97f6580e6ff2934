//! What a Dockerfile says: instructions, flags, words, heredocs, comments, directives.
//!
//! Every node carries the bytes of the file that it was read from.

use crate::source::Span;

use super::image::ImageRef;
use super::shell::Script;

/// A whole file. Nothing of it is lost: what makes no sense is a [`Kind::Invalid`].
#[derive(Clone, Debug)]
pub struct Dockerfile {
    pub directives: Vec<Directive>,
    /// The escape character: `\` or a backtick.
    pub escape: char,
    /// Every comment line, directives left out, in order.
    pub comments: Vec<Comment>,
    pub instructions: Vec<Instruction>,
}

/// `# name=value` at the top of the file.
#[derive(Clone, Debug)]
pub struct Directive {
    /// Lower case: `syntax`, `escape` or `check`.
    pub name: String,
    pub value: String,
    /// The whole line, without its line end.
    pub span: Span,
    pub value_span: Span,
}

/// A comment line, also inside a continued instruction.
#[derive(Clone, Debug)]
pub struct Comment {
    /// What follows the `#`, trimmed.
    pub text: String,
    /// From the `#` to the end of the line.
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Instruction {
    /// The keyword as written.
    pub keyword: Span,
    /// From the keyword to the last byte of the instruction, heredocs included, the line end not.
    pub span: Span,
    /// What follows the keyword and the flags, trimmed; empty if nothing does.
    pub arguments: Text,
    pub flags: Vec<Flag>,
    /// Those of an `ONBUILD` belong to the instruction behind it, and stand there only.
    pub heredocs: Vec<Heredoc>,
    pub kind: Kind,
    /// Blank lines inside the continuation, which BuildKit warns of: each the empty span at its start.
    pub empty_continuations: Vec<Span>,
}

/// A piece of the file with continuations, and comments inside them, taken out.
///
/// `text` is what BuildKit sees; [`Text::locate`] tells where a part of it stands in the file.
#[derive(Clone, Debug, Default)]
pub struct Text {
    pub text: String,
    /// (offset in `text`, offset in the file) of each piece that was joined, ascending in both.
    pub pieces: Vec<(u32, u32)>,
}

impl Text {
    /// The bytes of the file for the bytes `range` of `text`.
    pub fn locate(&self, range: std::ops::Range<usize>) -> Span {
        let start = self.offset(range.start);
        let end = if range.end > range.start { self.offset(range.end - 1) + 1 } else { start };
        Span::new(start..end)
    }

    pub fn span(&self) -> Span {
        self.locate(0..self.text.len())
    }

    /// The byte of the file that byte `at` of the text was read from.
    pub(super) fn offset(&self, at: usize) -> usize {
        let index = self.pieces.partition_point(|(joined, _)| *joined as usize <= at).saturating_sub(1);
        let Some((joined, file)) = self.pieces.get(index) else { return at };
        *file as usize + (at - *joined as usize)
    }

    /// The part `range` of this text, with its places.
    pub fn slice(&self, range: std::ops::Range<usize>) -> Text {
        let mut pieces = vec![(0, self.offset(range.start) as u32)];
        let first = self.pieces.partition_point(|(joined, _)| *joined as usize <= range.start);
        let after = self.pieces.partition_point(|(joined, _)| (*joined as usize) < range.end).max(first);
        let inside = &self.pieces[first..after];
        pieces.extend(inside.iter().map(|(joined, file)| (*joined - range.start as u32, *file)));
        Text { text: self.text[range].to_owned(), pieces }
    }

    /// Adds `text`, which stands at byte `file` of the file (or was made from what stands there).
    pub(super) fn push(&mut self, text: &str, file: usize) {
        let at = self.text.len();
        if text.is_empty() && !self.pieces.is_empty() {
            return;
        }
        match self.pieces.last_mut() {
            // An empty text keeps the place of its first piece only until there is something in it.
            Some(last) if at == 0 => *last = (0, file as u32),
            Some((joined, start)) if *start as usize + (at - *joined as usize) == file => {}
            _ => self.pieces.push((at as u32, file as u32)),
        }
        self.text.push_str(text);
    }

    /// Adds the part `range` of another text, with its places.
    pub(super) fn push_slice(&mut self, other: &Text, range: std::ops::Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            let next = other.pieces.partition_point(|(joined, _)| *joined as usize <= at);
            let end = other.pieces.get(next).map_or(range.end, |(joined, _)| (*joined as usize).min(range.end));
            self.push(&other.text[at..end], other.offset(at));
            at = end;
        }
    }
}

/// A word as written, variables not yet expanded, quotes kept.
///
/// `syntax::expand::expand` makes a value of it.
#[derive(Clone, Debug, Default)]
pub struct Word {
    pub text: Text,
    /// The place in the file; may run over a continuation.
    pub span: Span,
}

impl Word {
    pub fn as_str(&self) -> &str {
        &self.text.text
    }
}

/// `--name=value` or `--name`, quotes and escapes removed.
#[derive(Clone, Debug)]
pub struct Flag {
    /// Without the dashes, as written (BuildKit's names are lower case and exact).
    pub name: String,
    pub value: Option<Word>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Heredoc {
    /// The delimiter without quotes.
    pub name: String,
    /// `<<EOF`, `<<-EOF`, `0<<"EOF"` as written in the instruction's line.
    pub opener: Span,
    /// The lines between, with line ends; tabs are stripped by `<<-` already.
    pub body: Text,
    /// The line that ends it; `None` where the file ends first.
    pub terminator: Option<Span>,
    /// Whether variables are expanded: no quotes in the delimiter.
    pub expand: bool,
    /// `<<-`
    pub strip_tabs: bool,
    /// The number before `<<`, 0 by default.
    pub descriptor: u32,
}

#[derive(Clone, Debug)]
pub enum Kind {
    From(From),
    Run(Run),
    Cmd(Exec),
    Entrypoint(Exec),
    Shell(Vec<JsonString>),
    Copy(Transfer),
    Add(Transfer),
    Env(Vec<Pair>),
    Label(Vec<Pair>),
    Arg(Vec<Argument>),
    User(Word),
    Workdir(Word),
    Expose(Vec<Word>),
    Volume(Vec<Word>),
    Stopsignal(Word),
    Maintainer(Word),
    Healthcheck(Healthcheck),
    /// The instruction behind ONBUILD, with its own spans. It may be [`Kind::Invalid`] though the
    /// ONBUILD is accepted: BuildKit looks at its arguments only when the image becomes a base.
    Onbuild(Box<Instruction>),
    /// Nothing that BuildKit accepts. The message is lower case, without a full stop.
    Invalid(Invalid),
}

#[derive(Clone, Debug)]
pub struct Invalid {
    /// The upper-cased keyword, known or not.
    pub keyword: String,
    pub message: String,
    /// The part that is wrong.
    pub span: Span,
    /// What surely belongs in the place of `span`: a known keyword, flag or value that looks like it.
    pub suggestion: Option<&'static str>,
}

#[derive(Clone, Debug)]
pub struct From {
    /// The base as written; variables are not expanded.
    pub image: Word,
    /// The `AS` name, lower-cased, as BuildKit compares it.
    pub name: Option<String>,
    /// The name as written.
    pub name_word: Option<Word>,
    /// The word `AS` as written.
    pub as_keyword: Option<Span>,
    /// The reference, where no variable stands in it.
    pub reference: Option<ImageRef>,
}

/// RUN.
#[derive(Clone, Debug)]
pub struct Run {
    pub form: Form,
    pub mounts: Vec<Mount>,
}

/// CMD and ENTRYPOINT.
#[derive(Clone, Debug)]
pub struct Exec {
    pub form: Form,
    /// The text looks like an exec form, but is no JSON: BuildKit takes it as shell text.
    pub broken_json: bool,
}

#[derive(Clone, Debug)]
pub enum Form {
    /// `["program", "argument"]`
    Exec(Vec<JsonString>),
    /// Text for the shell. Heredoc bodies are part of the script as BuildKit runs them.
    Shell(Script),
}

/// A JSON string: what it says, and where it stands (quotes included).
#[derive(Clone, Debug, Default)]
pub struct JsonString {
    pub value: String,
    pub span: Span,
}

/// One `--mount` of a RUN: `key=value` fields, comma-separated (CSV quoting allowed).
#[derive(Clone, Debug)]
pub struct Mount {
    /// (lower-cased key, value as a word); a bare `readonly` has an empty value.
    pub fields: Vec<(String, Word)>,
    pub span: Span,
}

impl Mount {
    /// The value of `key`, the last one if it is given twice.
    pub fn get(&self, key: &str) -> Option<&Word> {
        self.fields.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// `bind` by default. Lower case, unless a variable stands in it.
    pub fn kind(&self) -> &str {
        self.get("type").map_or("bind", Word::as_str)
    }

    /// `target`, `dst` or `destination`.
    pub fn target(&self) -> Option<&Word> {
        ["target", "dst", "destination"].iter().find_map(|key| self.get(key))
    }

    /// `source` or `src`.
    pub fn source(&self) -> Option<&Word> {
        ["source", "src"].iter().find_map(|key| self.get(key))
    }
}

/// COPY and ADD.
#[derive(Clone, Debug)]
pub struct Transfer {
    /// Paths, URLs or git references, in order. A heredoc stands in `Instruction::heredocs` only;
    /// its place in the order is kept as an [`TransferSource::Heredoc`].
    pub sources: Vec<TransferSource>,
    pub destination: Word,
    pub json: bool,
}

#[derive(Clone, Debug)]
pub enum TransferSource {
    Path(Word),
    /// Index into `Instruction::heredocs`.
    Heredoc(usize),
}

/// `KEY=value`, or the old `KEY value`.
#[derive(Clone, Debug)]
pub struct Pair {
    pub key: Word,
    pub value: Word,
    /// The old form without `=`.
    pub legacy: bool,
}

/// One name of an ARG.
#[derive(Clone, Debug)]
pub struct Argument {
    pub name: Word,
    pub default: Option<Word>,
}

#[derive(Clone, Debug)]
pub enum Healthcheck {
    None,
    Cmd(Exec),
}

impl Instruction {
    /// The flag `name`, the last one if it is given twice.
    pub fn flag(&self, name: &str) -> Option<&Flag> {
        self.flags.iter().rev().find(|flag| flag.name == name)
    }

    /// The value of the flag `name`.
    pub fn flag_value(&self, name: &str) -> Option<&Word> {
        self.flag(name).and_then(|flag| flag.value.as_ref())
    }
}
