//! Variables in shell text, found letter by letter.
//!
//! The parsed commands lack what the shell computes (arithmetic, conditions, loops), and a name must be found
//! wherever it stands. Only quotes, comments and substitutions are followed.

use crate::source::Span;
use crate::syntax::ast::{Exec, Form, Healthcheck, Instruction, Kind, Text};

/// A variable in shell text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ShellUse {
    pub(super) name: String,
    /// `$NAME`, or `${NAME` without what follows.
    pub(super) span: Span,
    /// The name alone.
    pub(super) name_span: Span,
    /// Inside single quotes: another program may read it.
    pub(super) is_quoted: bool,
}

/// Substitutions within substitutions that are followed.
const DEEPEST: usize = 100;

/// The shell text or the JSON strings of an instruction.
pub(super) fn form(instruction: &Instruction) -> Option<&Form> {
    match &instruction.kind {
        Kind::Run(run) => Some(&run.form),
        Kind::Cmd(Exec { form, .. })
        | Kind::Entrypoint(Exec { form, .. })
        | Kind::Healthcheck(Healthcheck::Cmd(Exec { form, .. })) => Some(form),
        _ => None,
    }
}

/// The variables that `text` names, in order.
pub(super) fn uses(text: &Text) -> Vec<ShellUse> {
    let mut scan = Scan { text, bytes: text.text.as_bytes(), at: 0, open: vec![Quoting::None], uses: Vec::new() };
    scan.run();
    scan.uses
}

/// Words before a name by which a shell sets it, or a program asks for it.
const ASKS: [&str; 11] =
    ["export", "printenv", "unset", "read", "local", "for", "readonly", "declare", "typeset", "-v", "-r"];

/// Where shell text sets the variable `name` itself so that it lasts, or asks for it by its bare name.
pub(super) fn own_use(text: &str, name: &str) -> Option<usize> {
    bare(text, name).find(|at| {
        let (before, after) = (&text[..*at], &text[at + name.len()..]);
        let word = before.trim_end().rsplit([' ', '\t', '\n', ';', '(']).next().unwrap_or_default();
        let is_asked = before.ends_with([' ', '\t']) && ASKS.contains(&word);
        let starts = before.is_empty() || before.ends_with([' ', '\t', '\n', ';', '(', '&', '|']);
        let is_set = starts && (after.starts_with('=') || after.starts_with("+=")) && stays(after);
        is_asked || is_set || before.ends_with("$((")
    })
}

/// Where `name` stands in `text` as a whole word.
pub(super) fn bare<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = usize> + 'a {
    let is_letter = |it: char| it.is_ascii_alphanumeric() || it == '_';
    let is_whole =
        move |at: &usize| !text[..*at].ends_with(is_letter) && !text[at + name.len()..].starts_with(is_letter);
    text.match_indices(name).map(|(at, _)| at).filter(is_whole)
}

/// Whether an assignment, of which `=` and what follows are given, stands alone and so lasts: `A=b; c`, not `A=b c`.
fn stays(after: &str) -> bool {
    let mut quote = None;
    let mut depth = 0_u32;
    for (at, letter) in after.char_indices() {
        match (letter, quote) {
            ('\'' | '"', None) => quote = Some(letter),
            (letter, Some(open)) if letter == open => quote = None,
            ('(', None) => depth += 1,
            (')', None) if depth > 0 => depth -= 1,
            (' ' | '\t', None) if depth == 0 => {
                let rest = after[at..].trim_start_matches([' ', '\t']);
                return rest.is_empty() || rest.starts_with(['&', ';', '|', '\n', ')', '#']);
            }
            (';' | '&' | '|' | '\n' | ')', None) if depth == 0 => return true,
            _ => {}
        }
    }
    true
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quoting {
    None,
    Single,
    Double,
}

struct Scan<'a> {
    text: &'a Text,
    bytes: &'a [u8],
    at: usize,
    /// The quoting around this place, one for each substitution that is open.
    open: Vec<Quoting>,
    uses: Vec<ShellUse>,
}

impl Scan<'_> {
    fn run(&mut self) {
        while let Some(byte) = self.bytes.get(self.at).copied() {
            let quoting = self.open.last().copied().unwrap_or(Quoting::None);
            match (byte, quoting) {
                (b'\'', Quoting::None) => self.quote(Quoting::Single),
                (b'\'', Quoting::Single) => self.quote(Quoting::None),
                (b'"', Quoting::None) => self.quote(Quoting::Double),
                (b'"', Quoting::Double) => self.quote(Quoting::None),
                (b'\\', Quoting::None | Quoting::Double) => self.at += 1,
                (b'#', Quoting::None) if self.starts_word() => {
                    let rest = &self.bytes[self.at..];
                    self.at += rest.iter().position(|it| *it == b'\n').unwrap_or(rest.len());
                    continue;
                }
                (b')', Quoting::None) if self.open.len() > 1 => {
                    self.open.pop();
                }
                (b'$', _) => {
                    self.dollar(quoting);
                    continue;
                }
                _ => {}
            }
            self.at += 1;
        }
    }

    fn quote(&mut self, quoting: Quoting) {
        if let Some(last) = self.open.last_mut() {
            *last = quoting;
        }
    }

    fn starts_word(&self) -> bool {
        self.at == 0 || matches!(self.bytes[self.at - 1], b' ' | b'\t' | b'\n' | b';' | b'(')
    }

    /// Reads what a `$` begins, and stands behind it.
    fn dollar(&mut self, quoting: Quoting) {
        let start = self.at;
        self.at += 1;
        let mut name_at = self.at;
        match self.bytes.get(self.at) {
            Some(b'(') if quoting != Quoting::Single && self.open.len() < DEEPEST => {
                self.open.push(Quoting::None);
                self.at += 1;
                return;
            }
            Some(b'{') => {
                name_at += 1;
                if matches!(self.bytes.get(name_at), Some(b'#' | b'!')) {
                    name_at += 1;
                }
            }
            _ => {}
        }
        let rest = &self.bytes[name_at.min(self.bytes.len())..];
        let is_name = |it: &u8| it.is_ascii_alphanumeric() || *it == b'_';
        let length = rest.iter().position(|it| !is_name(it)).unwrap_or(rest.len());
        if length == 0 || rest[0].is_ascii_digit() {
            return;
        }
        self.at = name_at + length;
        self.uses.push(ShellUse {
            name: self.text.text[name_at..self.at].to_owned(),
            span: self.text.locate(start..self.at),
            name_span: self.text.locate(name_at..self.at),
            is_quoted: quoting == Quoting::Single,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let text = Text { text: text.to_owned(), pieces: vec![(0, 0)] };
        let shown = |it: ShellUse| if it.is_quoted { format!("'{}'", it.name) } else { it.name };
        uses(&text).into_iter().map(shown).collect()
    }

    #[test]
    fn quotes_comments_and_substitutions_are_followed() {
        for (text, expected) in [
            ("echo $A \"${B:-$C}\" '$D' \\$E ${#F}", vec!["A", "B", "C", "'D'", "F"]),
            ("x=\"$(cat '$A' \"$B\")$C\" # $D\n$E", vec!["'A'", "B", "C", "E"]),
            ("echo $1 $@ $$ ${1} ${} $((A + $B)) a#$C", vec!["B", "C"]),
            ("echo \"it's $A\"; echo $B'", vec!["A", "B"]),
        ] {
            assert_eq!(names(text), expected, "{text}");
        }
    }
}
