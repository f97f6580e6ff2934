//! Variables in the values of Compose files, and the `.env` files that set them.
//!
//! The rules are those of the Compose specification ("Interpolation"): `$NAME`, `${NAME}`, `:-`, `-`, `:?`, `?`,
//! `:+`, `+`, one within the other, and `$$` for a dollar.

use std::collections::BTreeMap;

use crate::source::Span;

/// Stands in a text for what is not known.
pub const UNKNOWN: char = '\u{fffc}';

/// Braces within braces that are followed.
const DEPTH: usize = 16;

/// More than this comes of no text, in bytes.
const LONGEST: usize = 64 << 10;

/// What the `.env` file sets; a name without a value is set to what is not known.
pub type Environment = BTreeMap<String, Option<String>>;

/// `text` with its variables filled in; what the repository does not say becomes [`UNKNOWN`].
pub fn interpolate(text: &str, environment: &Environment) -> String {
    let mut out = String::new();
    fill(text, environment, DEPTH, &mut out);
    out
}

fn fill(text: &str, environment: &Environment, depth: usize, out: &mut String) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        if out.len() > LONGEST || depth == 0 {
            out.push(UNKNOWN);
            return;
        }
        rest = after;
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
        } else if let Some(braced) = rest.strip_prefix('{') {
            let Some(end) = closing(braced) else {
                out.push(UNKNOWN);
                return;
            };
            substitute(&braced[..end], environment, depth, out);
            rest = &braced[end + 1..];
        } else {
            let length = name_length(rest);
            match length {
                0 => out.push('$'),
                _ => push(out, environment.get(&rest[..length])),
            }
            rest = &rest[length..];
        }
    }
    out.push_str(rest);
}

/// What stands between the braces: a name, and perhaps an operator with its text.
fn substitute(inner: &str, environment: &Environment, depth: usize, out: &mut String) {
    let (name, tail) = inner.split_at(name_length(inner));
    let (empty_counts, operator) = match tail.strip_prefix(':') {
        Some(operator) => (false, operator),
        None => (true, tail),
    };
    let value = environment.get(name);
    // A variable that is not known could be empty.
    let is_set = match value {
        Some(Some(text)) => Some(empty_counts || !text.is_empty()),
        Some(None) => None,
        None => Some(false),
    };
    let mut letters = operator.chars();
    match (letters.next(), is_set) {
        (Some('-'), Some(false)) => fill(letters.as_str(), environment, depth - 1, out),
        (Some('+'), Some(true)) => fill(letters.as_str(), environment, depth - 1, out),
        (Some('-' | '?') | None, _) => push(out, value),
        _ => out.push(UNKNOWN),
    }
}

fn push(out: &mut String, value: Option<&Option<String>>) {
    match value {
        Some(Some(text)) if out.len() + text.len() <= LONGEST => out.push_str(text),
        _ => out.push(UNKNOWN),
    }
}

/// Where the brace closes that was opened before `text`.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => (),
        }
    }
    None
}

fn name_length(text: &str) -> usize {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        return 0;
    }
    text.find(|letter| !is_name(letter)).unwrap_or(text.len())
}

/// A line of an environment file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    pub name: String,
    /// `None`: it holds variables, or is left to the shell.
    pub value: Option<String>,
    pub span: Span,
}

/// The assignments of an environment file (`.env`), in its order. A quoted value may go over several lines.
pub fn assignments(text: &str) -> Vec<Assignment> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
        let mut next = end + 1;
        if let Some((assignment, used)) = assignment(&text[at..], end - at, at) {
            next = next.max(at + used);
            found.push(assignment);
        }
        at = next;
    }
    found
}

/// The assignment at the start of `rest`, whose first line ends at `end`; and where its value ends.
fn assignment(rest: &str, end: usize, at: usize) -> Option<(Assignment, usize)> {
    let line = rest[..end].trim_end();
    let trimmed = line.trim_start();
    let trimmed = trimmed.strip_prefix("export ").unwrap_or(trimmed).trim_start();
    let start = line.len() - trimmed.len();
    let length = trimmed.find(['=', ':']).unwrap_or(trimmed.len());
    let name = trimmed[..length].trim_end();
    if name.is_empty() || !name.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'.' | b'-')) {
        return None;
    }
    let place = |to: usize| Span::new(at + start..at + to);
    if length == trimmed.len() {
        return Some((Assignment { name: name.to_owned(), value: None, span: place(line.len()) }, end));
    }
    let value_at = start + length + 1;
    let written = rest[value_at..].trim_start_matches([' ', '\t']);
    let value_at = rest.len() - written.len();
    if let Some(quote @ ('"' | '\'')) = written.chars().next() {
        let close = written[1..].find(quote)? + 1;
        let inner = &written[1..close];
        let is_known = quote == '\'' || !inner.contains(['$', '\\']);
        let used = value_at + close + 1;
        let value = is_known.then(|| inner.to_owned());
        return Some((Assignment { name: name.to_owned(), value, span: place(used) }, used));
    }
    let value = line.get(value_at..).unwrap_or_default();
    let value = value.split(" #").next().unwrap_or_default().trim();
    let known = (!value.contains('$')).then(|| value.to_owned());
    Some((Assignment { name: name.to_owned(), value: known, span: place(line.len()) }, end))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn variables_follow_the_specification() {
        let environment: Environment = [("SET", Some("x")), ("EMPTY", Some("")), ("OPEN", None)]
            .map(|(name, value)| (name.to_owned(), value.map(str::to_owned)))
            .into();
        for (text, expected) in [
            ("a/${DIR:-./api}/b", "a/./api/b"),
            ("${DIR-api}", "api"),
            ("$SET-$DIR", "x-\u{fffc}"),
            ("${SET:-other}", "x"),
            ("[${EMPTY:-other}|${EMPTY-other}]", "[other|]"),
            ("${DIR:-${SET}/${NONE:-y}}", "x/y"),
            ("${OPEN:-8080}", "\u{fffc}"),
            ("${SET:+yes}${DIR:+no}", "yes\u{fffc}"),
            ("${SET:?it must be there}", "x"),
            ("${DIR:?it must be there}", "\u{fffc}"),
            ("$$HOME $5 100$", "$HOME $5 100$"),
            ("${DIR", "\u{fffc}"),
            ("http://localhost:${PORT:-80}/", "http://localhost:80/"),
        ] {
            assert_eq!(interpolate(text, &environment), expected, "{text}");
        }
    }

    #[test]
    fn environment_files_are_read() {
        let text = "# c\nA=1\nexport B = 'two words' # why\nC=\"multi\nline\"\nD=x # y\nE=$A\nF\n\n=bad\nG: g\n";
        let read: Vec<_> = assignments(text).into_iter().map(|it| (it.name, it.value)).collect();
        let some = |text: &str| Some(text.to_owned());
        let expected = [
            ("A", some("1")),
            ("B", some("two words")),
            ("C", some("multi\nline")),
            ("D", some("x")),
            ("E", None),
            ("F", None),
            ("G", some("g")),
        ];
        assert!(read.iter().map(|(name, value)| (name.as_str(), value.clone())).eq(expected), "{read:?}");
        assert_eq!(&text[assignments(text)[1].span.range()], "B = 'two words'");
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in r#"(\$\{|\}|\$|:-|:\?|A|=|'|"|\n|#|é| |export )*"#) {
            let environment = Environment::new();
            interpolate(&text, &environment);
            for assignment in assignments(&text) {
                prop_assert!(text.get(assignment.span.range()).is_some());
            }
        }
    }
}
