//! Heredocs: the openers in an instruction's line, and the lines that follow it.

use std::collections::HashMap;
use std::ops::Range;

use super::ast::{Heredoc, Text};
use super::expand::Binding;
use super::keywords;
use super::lex::{LexWord, Lexer, Options};
use super::lines::Reader;
use crate::source::Span;

/// `<<EOF` taken apart.
pub(super) struct Opener {
    pub(super) name: String,
    pub(super) expand: bool,
    pub(super) strip_tabs: bool,
    pub(super) descriptor: u32,
}

/// Something, and its place in the joined line.
type Placed<T> = (T, Range<usize>);

/// What is known of a file's lines once a terminator was missed, so that it is not looked for again and again.
#[derive(Default)]
pub(super) struct Terminators<'a> {
    /// Whether leading tabs are taken away, and a line's text: the byte at which the last such line starts.
    last: Option<HashMap<(bool, &'a str), usize>>,
}

/// Reads one word as an opener. `Err` where BuildKit refuses the whole file for it.
pub(super) fn opener(word: &str) -> Result<Option<Opener>, String> {
    // What `\s` means in Go's regular expressions.
    const BLANK: [char; 5] = ['\t', '\n', '\u{c}', '\r', ' '];
    let digits = word.len() - word.trim_start_matches(|it: char| it.is_ascii_digit()).len();
    let Some(rest) = word[digits..].strip_prefix("<<") else { return Ok(None) };
    let (strip_tabs, rest) = rest.strip_prefix('-').map_or((false, rest), |rest| (true, rest));
    let rest = rest.trim_start_matches(BLANK);
    if rest.is_empty() || rest.contains('<') {
        return Ok(None);
    }
    let plain = lex(rest, false, false)?;
    let [LexWord { piece, .. }] = plain.as_slice() else { return Ok(None) };
    let raw = lex(rest, true, false)?;
    let [LexWord { piece: quoted, .. }] = raw.as_slice() else {
        return Err(format!("the heredoc's delimiter `{rest}` is quoted in a way that makes no sense"));
    };
    let quotes = |text: &str| text.matches(['\'', '"']).count();
    let expand = quotes(&piece.text) == quotes(&quoted.text);
    let descriptor = word[..digits].parse().unwrap_or(if digits == 0 { 0 } else { u32::MAX });
    Ok(Some(Opener { name: piece.text.clone(), expand, strip_tabs, descriptor }))
}

/// The openers in `line`, which is the whole joined line, each with its place there; or the one
/// that is refused, and why.
pub(super) fn openers(line: &Text) -> Result<Vec<Placed<Opener>>, Placed<String>> {
    let mut found = Vec::new();
    if !line.text.contains("<<") {
        return Ok(found);
    }
    // A line that makes no sense to the lexer has no heredocs.
    for word in lex(&line.text, true, true).unwrap_or_default() {
        match opener(&word.piece.text) {
            Ok(Some(opener)) => found.push((opener, word.range)),
            Ok(None) => {}
            Err(message) => return Err((message, word.range)),
        }
    }
    Ok(found)
}

fn lex(text: &str, raw_quotes: bool, raw_escapes: bool) -> Result<Vec<LexWord>, String> {
    // BuildKit uses a backslash here whatever the file's escape character is.
    let options = Options { escape: '\\', raw_quotes, raw_escapes, skip_quotes: false, keep_unset: true };
    let lexed = Lexer::new(text, options, &|_| Binding::Unset).run();
    lexed.map(|lexed| lexed.words).map_err(|error| error.message)
}

/// Reads the body that follows. Where no line ends it, the body runs up to the next line that
/// looks like an instruction, so that one mistake stays one.
pub(super) fn body<'a>(
    reader: &mut Reader<'a>,
    opener: Opener,
    span: Span,
    terminators: &mut Terminators<'a>,
) -> Heredoc {
    let start = reader.at();
    let end = find_end(reader, &opener, terminators);
    let body_end = end.map_or_else(|| unterminated_end(reader, start), |terminator| terminator.start as usize);
    reader.go_to(start);
    let mut body = Text::default();
    body.push("", start);
    while let Some(line) = reader.peek().filter(|line| line.start < body_end) {
        let tabs = if opener.strip_tabs { line.text.len() - line.text.trim_start_matches('\t').len() } else { 0 };
        body.push(&reader.text[line.start + tabs..line.next], line.start + tabs);
        reader.go_to(line.next);
    }
    let terminator = end.and_then(|_| reader.next()).map(|line| line.span());
    let Opener { name, expand, strip_tabs, descriptor } = opener;
    Heredoc { name, opener: span, body, terminator, expand, strip_tabs, descriptor }
}

/// The line that ends the body, its leading tabs included.
fn find_end<'a>(reader: &mut Reader<'a>, opener: &Opener, terminators: &mut Terminators<'a>) -> Option<Span> {
    let start = reader.at();
    if let Some(last) = &terminators.last
        && last.get(&(opener.strip_tabs, opener.name.as_str())).is_none_or(|last| *last < start)
    {
        return None;
    }
    while let Some(line) = reader.next() {
        let text = if opener.strip_tabs { line.text.trim_start_matches('\t') } else { line.text };
        if text == opener.name {
            return Some(line.span());
        }
    }
    if terminators.last.is_none() {
        // From the top of the file: whoever misspelt RUN makes the reader go back.
        let mut lines = Reader::new(reader.text);
        let last = terminators.last.insert(HashMap::new());
        while let Some(line) = lines.next() {
            last.insert((false, line.text), line.start);
            last.insert((true, line.text.trim_start_matches('\t')), line.start);
        }
    }
    None
}

fn unterminated_end(reader: &mut Reader, start: usize) -> usize {
    reader.go_to(start);
    while let Some(line) = reader.peek() {
        let word = line.text.split(super::words::BLANKS).next().unwrap_or_default();
        if keywords::find(word).is_some_and(|keyword| keyword == word) {
            return line.start;
        }
        reader.go_to(line.next);
    }
    reader.at()
}

/// The body as it stands in the file, tabs included, and the line that ends it: what the shell
/// gets to see of a heredoc that BuildKit leaves to it.
pub(super) fn as_written(file: &str, heredoc: &Heredoc, text: &mut Text) {
    let start = heredoc.body.offset(0);
    let start = start - (file[..start].len() - file[..start].trim_end_matches('\t').len());
    let end = heredoc.terminator.map_or(start, |it| it.start as usize);
    text.push("\n", start.saturating_sub(1));
    text.push(&file[start..end.max(start)], start);
    let name_at = heredoc.terminator.map_or(end, |it| it.end as usize - heredoc.name.len());
    text.push(&heredoc.name, name_at);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(line: &str) -> Vec<(String, bool, bool, u32)> {
        let line = Text { text: line.to_owned(), pieces: vec![(0, 0)] };
        let found = openers(&line).unwrap_or_default();
        found.into_iter().map(|(it, _)| (it.name, it.expand, it.strip_tabs, it.descriptor)).collect()
    }

    #[test]
    fn openers_are_whole_words() {
        assert_eq!(names("RUN <<EOF"), [("EOF".to_owned(), true, false, 0)]);
        assert_eq!(names("RUN 3<<-'E F' cat"), [("E F".to_owned(), false, true, 3)]);
        assert_eq!(names("COPY << A <<B /x/").len(), 2);
        assert_eq!(names("RUN echo $((1 << 2))"), [("2))".to_owned(), true, false, 0)]);
        assert_eq!(names("RUN cat <<<EOF").len(), 0);
        assert_eq!(names("RUN cat<<EOF").len(), 0);
        assert_eq!(names("RUN 'it <<EOF").len(), 0);
        assert_eq!(names("RUN \"<<EOF\"").len(), 0);
    }
}
