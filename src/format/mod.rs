//! `dockvet fmt`: one layout for Dockerfiles, which keeps what they mean.
//!
//! Keywords are in upper case and begin the line; a blank separates words; continued lines are indented by one step,
//! and what the writer indented further stays so; a blank line stands above each stage, and never two in a row; no
//! blanks end a line, and the last line ends. Heredocs, quoted text, comments' words, the order of things and
//! instructions that the builder refuses are left alone. A text that would not mean the same is not changed at all.

mod continued;
mod lines;
mod quotes;
mod same;
mod words;

use crate::fix;
use crate::rules::{Edit, Fix, Safety};
use crate::source::Source;
use crate::syntax;

/// What the layout leaves to the project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    pub indent: Indent,
    /// `None`: as most of the lines that may change end.
    pub line_end: Option<LineEnd>,
    /// Whether the last line ends with a line end.
    pub final_newline: bool,
}

/// One step of indentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Indent {
    /// So many blanks, 1 to 16.
    Spaces(u8),
    /// A tab, which is as wide as so many columns, 1 to 16.
    Tab(u8),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnd {
    Lf,
    CrLf,
}

impl Default for Style {
    fn default() -> Style {
        Style { indent: Indent::Spaces(4), line_end: None, final_newline: true }
    }
}

impl Indent {
    /// Columns of one step; never 0, so that continued lines stay apart from the words before them.
    fn width(self) -> usize {
        let (Indent::Spaces(width) | Indent::Tab(width)) = self;
        usize::from(width.clamp(1, 16))
    }

    fn of_columns(self, columns: usize) -> String {
        match self {
            Indent::Spaces(_) => " ".repeat(columns),
            Indent::Tab(_) => "\t".repeat(columns / self.width()) + &" ".repeat(columns % self.width()),
        }
    }
}

impl LineEnd {
    pub fn text(self) -> &'static str {
        match self {
            LineEnd::Lf => "\n",
            LineEnd::CrLf => "\r\n",
        }
    }
}

/// What has to change for `source` to be laid out in `style`; none overlap, and they stand in the order of the text.
/// Empty where nothing has to, and where the builder would read something else.
pub fn edits(source: &Source, style: &Style) -> Vec<Edit> {
    let dockerfile = syntax::parse(source);
    let mut edits = lines::edits(source, &dockerfile, style);
    edits.extend(words::edits(source, &dockerfile));
    edits.retain(|edit| source.slice(edit.span) != edit.text);
    edits.sort_by_key(|edit| edit.span);
    if edits.is_empty() {
        return edits;
    }
    let fix = Fix::new("lay the file out", Safety::Safe, edits);
    let Some(text) = fix::apply(source, &fix) else { return Vec::new() };
    let after = Source::new(source.path(), text);
    match same::means_the_same(source, &dockerfile, &after) {
        true => fix.edits,
        false => Vec::new(),
    }
}

/// The text of `source`, laid out in `style`.
pub fn text(source: &Source, style: &Style) -> String {
    let fix = Fix::new("lay the file out", Safety::Safe, edits(source, style));
    fix::apply(source, &fix).unwrap_or_else(|| source.text().to_owned())
}

#[cfg(test)]
mod tests;
