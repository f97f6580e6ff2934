//! Lines: comments, directives, and continued lines joined to one.

use crate::source::Span;

use super::ast::{Comment, Directive, Text};

/// BuildKit reads a file through a buffer of this many bytes and refuses a line that does not fit.
const LONGEST_LINE: usize = 64 * 1024;

/// Reads a file line by line.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    at: usize,
    pub(super) escape: char,
}

/// A line of the file: its text without the line end, and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
    /// The byte behind the line end.
    pub(super) next: usize,
    pub(super) too_long: bool,
}

impl Line<'_> {
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub(super) fn span(&self) -> Span {
        Span::new(self.start..self.end())
    }
}

/// The lines of one instruction, joined.
pub(super) struct Logical {
    pub(super) text: Text,
    /// The byte behind the last line that is not blank, its line end left out.
    pub(super) end: usize,
    pub(super) empty_continuations: Vec<Span>,
    pub(super) too_long: bool,
}

/// A directive that BuildKit refuses.
pub(super) struct BadDirective {
    pub(super) name: String,
    pub(super) message: String,
    pub(super) line: Span,
    pub(super) span: Span,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Reader<'a> {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Reader { text, at, escape: '\\' }
    }

    /// The next line, without going on.
    pub(super) fn peek(&self) -> Option<Line<'a>> {
        if self.at >= self.text.len() {
            return None;
        }
        let rest = &self.text[self.at..];
        let (length, next) = rest.find('\n').map_or((rest.len(), rest.len()), |at| (at, at + 1));
        let text = rest[..length].trim_end_matches('\r');
        Some(Line { text, start: self.at, next: self.at + next, too_long: length >= LONGEST_LINE })
    }

    /// The next line.
    pub(super) fn next(&mut self) -> Option<Line<'a>> {
        let line = self.peek()?;
        self.at = line.next;
        Some(line)
    }

    /// Goes (back) to byte `at`, which starts a line.
    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The directives at the top, and the refused ones. Sets the escape character.
    pub(super) fn directives(&mut self) -> (Vec<Directive>, Vec<BadDirective>) {
        let (mut good, mut bad): (Vec<Directive>, Vec<BadDirective>) = (Vec::new(), Vec::new());
        while let Some(line) = self.peek() {
            let Some(directive) = directive(&line) else { break };
            self.at = line.next;
            let name = directive.name.clone();
            let refuse = |message, span| BadDirective { name, message, line: directive.span, span };
            if good.iter().any(|earlier| earlier.name == directive.name) {
                let message = format!("the directive `{}` may stand only once", directive.name);
                bad.push(refuse(message, directive.span));
            } else if directive.name == "escape" && !matches!(directive.value.as_str(), "\\" | "`") {
                let message = "the escape character must be a backslash or a backtick".to_owned();
                bad.push(refuse(message, directive.value_span));
            } else {
                if directive.name == "escape" {
                    self.escape = if directive.value == "`" { '`' } else { '\\' };
                }
                good.push(directive);
            }
        }
        (good, bad)
    }

    /// The next instruction's lines, joined; comments on the way go into `comments`.
    pub(super) fn logical(&mut self, comments: &mut Vec<Comment>) -> Option<Logical> {
        loop {
            let line = self.next()?;
            let content = line.text.trim_start();
            if content.is_empty() || content.starts_with('#') {
                comments.extend(comment(&line));
                if line.too_long {
                    return Some(self.begin(&line, content));
                }
                continue;
            }
            let mut logical = self.begin(&line, content);
            let Some(kept) = continued(content, self.escape) else { return Some(logical) };
            logical.text.text.truncate(kept);
            self.join(&mut logical, comments);
            return Some(logical);
        }
    }

    fn begin(&self, line: &Line, content: &str) -> Logical {
        let mut text = Text::default();
        text.push(content, line.end() - content.len());
        Logical { text, end: line.end(), empty_continuations: Vec::new(), too_long: line.too_long }
    }

    fn join(&mut self, logical: &mut Logical, comments: &mut Vec<Comment>) {
        while let Some(line) = self.next() {
            logical.too_long |= line.too_long;
            let content = line.text.trim_start();
            if content.is_empty() {
                logical.empty_continuations.push(Span::empty(line.start));
                continue;
            }
            logical.end = line.end();
            if content.starts_with('#') {
                comments.extend(comment(&line));
                continue;
            }
            let Some(kept) = continued(line.text, self.escape) else {
                logical.text.push(line.text, line.start);
                return;
            };
            logical.text.push(&line.text[..kept], line.start);
        }
    }
}

/// How much of a line stays when it is continued: the escape character is its last one
/// that is not a blank, and none stands before it.
fn continued(line: &str, escape: char) -> Option<usize> {
    let kept = line.trim_end_matches([' ', '\t']).strip_suffix(escape)?;
    (!kept.ends_with(escape)).then_some(kept.len())
}

fn comment(line: &Line) -> Option<Comment> {
    let text = line.text.trim_start();
    let start = line.end() - text.len();
    let body = text.strip_prefix('#')?;
    Some(Comment { text: body.trim().to_owned(), span: Span::new(start..line.end()) })
}

/// `# name=value` with a name that BuildKit knows.
fn directive(line: &Line) -> Option<Directive> {
    // What `\s` means in Go's regular expressions.
    const BLANK: [char; 5] = ['\t', '\n', '\u{c}', '\r', ' '];
    let body = line.text.trim_start().strip_prefix('#')?.trim_start();
    let length = body.find(|it: char| !it.is_ascii_alphanumeric())?;
    let name = body[..length].to_ascii_lowercase();
    if !["syntax", "escape", "check"].contains(&name.as_str()) {
        return None;
    }
    let value = body[length..].trim_start_matches(BLANK).strip_prefix('=')?;
    let value = value.trim_start_matches(BLANK);
    let start = line.end() - value.len();
    let value = value.trim_end_matches(BLANK);
    if value.is_empty() {
        return None;
    }
    let value_span = Span::new(start..start + value.len());
    Some(Directive { name, value: value.to_owned(), span: line.span(), value_span })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> Vec<String> {
        let mut reader = Reader::new(text);
        let _ = reader.directives();
        let mut comments = Vec::new();
        std::iter::from_fn(|| reader.logical(&mut comments)).map(|it| it.text.text).collect()
    }

    #[test]
    fn joins_continued_lines_as_buildkit_does() {
        assert_eq!(joined("RUN a \\\n  b\n"), ["RUN a   b"]);
        assert_eq!(joined("RUN a\\\r\n\r\n  # c\r\nb\r\nRUN c"), ["RUN ab", "RUN c"]);
        assert_eq!(joined("RUN a \\\\\nRUN b \\ \t\nc"), ["RUN a \\\\", "RUN b c"]);
        assert_eq!(joined("\\\nRUN x \\"), ["RUN x "]);
        assert_eq!(joined("# escape=`\nRUN a `\nb\\\nRUN c"), ["RUN a b\\", "RUN c"]);
        assert_eq!(joined("\u{feff}  RUN a"), ["RUN a"]);
    }

    #[test]
    fn every_byte_of_a_joined_line_is_found_again() {
        let text = "RUN é \\\n# note\n\n\tö b\n";
        let mut reader = Reader::new(text);
        let logical = reader.logical(&mut Vec::new()).expect("one instruction");
        let at = logical.text.text.find('ö').expect("it is there");
        let span = logical.text.locate(at..at + 'ö'.len_utf8());
        assert_eq!(&text[span.range()], "ö");
        assert_eq!(logical.empty_continuations, [Span::empty(16)]);
    }

    #[test]
    fn directives_end_at_the_first_other_line() {
        let mut reader = Reader::new("# Syntax = docker/dockerfile:1 \n#escape=`\n#escape=\\\n# a\n# check=skip=all\n");
        let (good, bad) = reader.directives();
        assert_eq!(good.len(), 2);
        assert_eq!(good[0].value, "docker/dockerfile:1");
        assert_eq!(reader.escape, '`');
        assert_eq!(bad.len(), 1);
    }
}
