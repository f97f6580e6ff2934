//! Edits of single words: of commands, of flags, of pairs. A word that stands alone on its line goes with the line.
//!
//! Only words that stand in the file as the shell reads them: no variables, no quotes, no other shell's text.

use crate::model::Model;
use crate::model::run::Word;
use crate::source::{Source, Span};
use crate::syntax::ast::{Instruction, Kind};

use super::{Edit, edits};

/// Takes words of a command out; `None` where one of them cannot be.
pub(super) fn without(model: &Model, words: &[&Word]) -> Option<Vec<Edit>> {
    let edit = |word: &&Word| is_literal(model, word).then(|| without_part(model, word.span)).flatten();
    words.iter().map(edit).collect()
}

/// Whether the word stands in the file letter by letter.
pub(super) fn is_literal(model: &Model, word: &Word) -> bool {
    !word.text.is_empty() && model.source.slice(word.span) == word.text
}

/// Takes a part of an instruction out, with the blanks that held it apart; `None` where nothing simple does that.
pub(super) fn without_part(model: &Model, part: Span) -> Option<Edit> {
    let source = &model.source;
    let (first, last) = (source.line_span(source.line(part.start)), source.line_span(source.line(part.end)));
    let before = source.slice(Span { start: first.start, end: part.start });
    let after = source.slice(Span { start: part.end, end: last.end });
    if !before.trim().is_empty() {
        return Some(edits::without_word(source, part));
    }
    match after.trim() {
        // The last word of a continued instruction: the line above must not go on any more.
        "" => {
            let above = source.line_span(source.line(part.start).checked_sub(1).filter(|line| *line > 0)?);
            let kept = source.slice(above).trim_end().strip_suffix(model.dockerfile.escape)?.trim_end();
            let is_comment = kept.trim_start().starts_with('#');
            let start = above.start + kept.len() as u32;
            (!is_comment && !kept.trim().is_empty()).then(|| Edit::replace(Span { start, end: part.end }, ""))
        }
        rest if rest.chars().eq([model.dockerfile.escape]) => {
            let next = source.line_span(source.line(part.end) + 1);
            (next.start > part.end).then(|| Edit::replace(Span { start: first.start, end: next.start }, ""))
        }
        _ => {
            let blanks = after.len() - after.trim_start_matches([' ', '\t']).len();
            Some(Edit::replace(Span { start: part.start, end: part.end + blanks as u32 }, ""))
        }
    }
}

/// Takes the pair out that sets a variable, or the instruction where it sets no other; `None` where it cannot be.
pub(super) fn without_pair(model: &Model, instruction: &Instruction, key: Span) -> Option<Edit> {
    let Kind::Env(pairs) = &instruction.kind else { return None };
    let pair = pairs.iter().find(|pair| pair.key.span == key)?;
    match pairs.len() {
        1 => Some(edits::without(model, instruction)),
        _ => without_part(model, pair.key.span.to(pair.value.span)),
    }
}

/// Takes one letter out of a word of short options: `-sSk` without `k`; `None` where it holds no other.
pub(super) fn without_letter(source: &Source, word: &Word, letter: char) -> Option<Edit> {
    let letters = source.slice(word.span).strip_prefix('-')?;
    let at = word.span.start + 1 + letters.find(letter)? as u32;
    let end = at + letter.len_utf8() as u32;
    (letters.chars().count() > 1).then(|| Edit::replace(Span { start: at, end }, ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{self, Options};
    use crate::rules::{Fix, Safety, commands};
    use crate::{fix, syntax};

    /// `text` without the words `-x` of its commands.
    fn cut(text: &str) -> Option<String> {
        let source = Source::new("Dockerfile", text);
        let dockerfile = syntax::parse(&source);
        let model = model::build(source, dockerfile, None, &Options::default());
        let words = commands::all(&model).into_iter().flat_map(|it| &it.words);
        let words: Vec<&Word> = words.filter(|it| it.text == "-x").collect();
        let edits = without(&model, &words)?;
        fix::apply(&model.source, &Fix::new("a test", Safety::Unsafe, edits))
    }

    #[test]
    fn a_word_goes_with_its_blanks_or_its_line() {
        let table = [
            ("FROM a\nRUN t -x  -y\n", "FROM a\nRUN t  -y\n"),
            ("FROM a\nRUN t \\\n  -x \\\n  -y\n", "FROM a\nRUN t \\\n  -y\n"),
            ("FROM a\r\nRUN t \\\r\n  -x \\\r\n  -y\r\n", "FROM a\r\nRUN t \\\r\n  -y\r\n"),
            ("FROM a\nRUN t -y \\\n  -x\nUSER b\n", "FROM a\nRUN t -y\nUSER b\n"),
            ("FROM a\nRUN t \\\n  -x -y\n", "FROM a\nRUN t \\\n  -y\n"),
            ("FROM a\nRUN <<E\nt -x -y\nE\n", "FROM a\nRUN <<E\nt -y\nE\n"),
        ];
        for (text, expected) in table {
            assert_eq!(cut(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_written_so_stays() {
        for text in ["FROM a\nENV O=-x\nRUN t $O\n", "FROM a\nRUN t \"-x\"\n", "FROM a\nRUN [\"t\", \"-x\"]\n"] {
            assert_eq!(cut(text), None, "{text}");
        }
        // The line above is a comment, and the one above that would go on into the next instruction.
        assert_eq!(cut("FROM a\nRUN t -y \\\n  # why\n  -x\nUSER b\n"), None);
    }
}
