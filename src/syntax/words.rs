//! Words of a joined line: split on blanks, or aware of quotes. They are ranges, so that nothing is copied.

use std::ops::Range;

use super::ast::{Text, Word};

/// The blanks that BuildKit splits a line at; those of Unicode it only trims.
pub(super) const BLANKS: [char; 5] = ['\t', '\u{b}', '\u{c}', '\r', ' '];

/// The part `range` of `line` as a word.
pub(super) fn word(line: &Text, range: Range<usize>) -> Word {
    Word { span: line.locate(range.clone()), text: line.slice(range) }
}

/// `range` without the white space (Unicode's) at its ends.
pub(super) fn trim(line: &Text, range: Range<usize>) -> Range<usize> {
    let text = &line.text[range.clone()];
    let start = range.end - text.trim_start().len();
    let end = range.start + text.trim_end().len();
    start..end.max(start)
}

/// The words between runs of blanks. Quotes mean nothing.
pub(super) fn split(line: &Text, range: Range<usize>) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = range.start;
    for word in line.text[range].split(BLANKS) {
        if !word.is_empty() {
            words.push(at..at + word.len());
        }
        // Every blank is one byte long.
        at += word.len() + 1;
    }
    words
}

/// The words of ENV, LABEL and ARG: blanks inside quotes do not split, and the escape character
/// takes the next one along. Quotes and escapes stay, but for a lone escape at the end.
pub(super) fn quoted(line: &Text, range: Range<usize>, escape: char) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    let mut quote = None;
    let mut end = range.end;
    let mut letters = line.text[range.clone()].char_indices();
    while let Some((at, letter)) = letters.next() {
        let at = range.start + at;
        if quote.is_none() && letter.is_whitespace() {
            words.extend(start.take().map(|start| start..at));
            continue;
        }
        if letter == escape && quote != Some('\'') {
            match letters.next() {
                Some(_) => start = start.or(Some(at)),
                None => end = at,
            }
            continue;
        }
        start = start.or(Some(at));
        match quote {
            Some(open) if open == letter => quote = None,
            None if matches!(letter, '\'' | '"') => quote = Some(letter),
            _ => {}
        }
    }
    words.extend(start.map(|start| start..end));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let line = Text { text: text.to_owned(), pieces: vec![(0, 0)] };
        quoted(&line, 0..text.len(), '\\').into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn quotes_and_escapes_keep_words_together() {
        assert_eq!(words(r#"a="b c" d='e \' f=g\ h "#), [r#"a="b c""#, r"d='e \'", r"f=g\ h"]);
        assert_eq!(words(r"a=b\"), ["a=b"]);
        assert_eq!(words(r"a \"), ["a"]);
        assert_eq!(words(r#"a="b \" c"#), [r#"a="b \" c"#]);
        assert_eq!(words("é=ö ü"), ["é=ö", "ü"]);
        assert_eq!(words(r"\"), [""; 0]);
    }
}
