//! Variables in the words of a Dockerfile: `$A`, `${A:-b}`, `${A#pattern}` and the rest, as BuildKit expands them.

use crate::source::Span;

use super::ast::{Text, Word};
use super::lex::{Lexed, Lexer, Options, RawUse};
use super::operators::LexError;

/// A variable's value as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Known(String),
    /// Why it is not known, in words that end a sentence: "`VERSION` has no default".
    Unknown(String),
}

impl Value {
    pub fn known(&self) -> Option<&str> {
        match self {
            Value::Known(text) => Some(text),
            Value::Unknown(_) => None,
        }
    }
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Binding {
    Value(Value),
    /// Surely not set. Expands to nothing.
    Unset,
}

/// One use of a variable in a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    pub name: String,
    /// The whole `${...}` in the file.
    pub span: Span,
    /// `:-`, `-`, `:+`, `+`, `?`, `:?`, `#`, `##`, `%`, `%%`, `/`, `//`; empty for none.
    pub operator: &'static str,
}

/// What became of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expanded {
    pub value: Value,
    /// Every variable that was asked for, nested ones too, in the order of the text.
    pub uses: Vec<Use>,
    /// Why BuildKit refuses the word, in words that end a sentence; the value is unknown then.
    pub error: Option<String>,
}

/// What became of a word that may be split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpandedWords {
    /// An unknown one may stand for several words, or for none.
    pub words: Vec<Value>,
    pub uses: Vec<Use>,
    pub error: Option<String>,
}

/// Expands `word` with quotes and escapes taken away, as BuildKit's `ProcessWord` does.
/// `lookup` tells what a name is bound to.
pub fn expand(word: &Word, escape: char, lookup: &dyn Fn(&str) -> Binding) -> Expanded {
    let (lexed, uses) = lex(&word.text, Options::word(escape), lookup);
    let (value, error) = value(lexed);
    Expanded { value, uses, error }
}

/// Expands the body of a heredoc that COPY or ADD writes: as [`expand`], but quotes stay, and
/// BuildKit takes a backslash for the escape character whatever the file says.
pub fn expand_body(body: &Text, lookup: &dyn Fn(&str) -> Binding) -> Expanded {
    let (lexed, uses) = lex(body, Options { skip_quotes: true, ..Options::word('\\') }, lookup);
    let (value, error) = value(lexed);
    Expanded { value, uses, error }
}

/// Expands `word` and splits it at white space outside quotes, as BuildKit's `ProcessWords` does (for EXPOSE).
pub fn expand_words(word: &Word, escape: char, lookup: &dyn Fn(&str) -> Binding) -> ExpandedWords {
    let (lexed, uses) = lex(&word.text, Options::word(escape), lookup);
    match lexed {
        Ok(lexed) => {
            let words = lexed.words.into_iter().map(|word| word.piece.value()).collect();
            ExpandedWords { words, uses, error: None }
        }
        Err(error) => {
            let words = vec![Value::Unknown(error.message.clone())];
            ExpandedWords { words, uses, error: error.certain.then_some(error.message) }
        }
    }
}

/// The variables that stand in `word`, nested ones too, without their values.
pub fn uses(word: &Word, escape: char) -> Vec<Use> {
    let unknown = |_: &str| Binding::Value(Value::Unknown(String::new()));
    expand(word, escape, &unknown).uses
}

fn lex(text: &Text, options: Options, lookup: &dyn Fn(&str) -> Binding) -> (Result<Lexed, LexError>, Vec<Use>) {
    let mut lexer = Lexer::new(&text.text, options, lookup);
    let lexed = lexer.run();
    let mut raw = lexer.uses;
    raw.sort_by_key(|it| (it.range.start, std::cmp::Reverse(it.range.end)));
    let placed = |it: RawUse| Use { name: it.name, span: text.locate(it.range), operator: it.operator };
    (lexed, raw.into_iter().map(placed).collect())
}

fn value(lexed: Result<Lexed, LexError>) -> (Value, Option<String>) {
    match lexed {
        Ok(lexed) => (lexed.result.value(), None),
        Err(error) => (Value::Unknown(error.message.clone()), error.certain.then_some(error.message)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Word {
        Word { text: Text { text: text.to_owned(), pieces: vec![(0, 0)] }, span: Span::new(0..text.len()) }
    }

    fn lookup(name: &str) -> Binding {
        match name {
            "A" => Binding::Value(Value::Known("a/b.tar.gz".to_owned())),
            "EMPTY" => Binding::Value(Value::Known(String::new())),
            "SPACED" => Binding::Value(Value::Known("x y".to_owned())),
            "WHO" => Binding::Value(Value::Unknown("who knows".to_owned())),
            _ => Binding::Unset,
        }
    }

    fn known(text: &str) -> String {
        match expand(&word(text), '\\', &lookup).value {
            Value::Known(text) => text,
            Value::Unknown(reason) => format!("unknown: {reason}"),
        }
    }

    #[test]
    fn quotes_and_escapes_go_away() {
        assert_eq!(known(r#"'$A' "$A" \$A a\ b"#), "$A a/b.tar.gz $A a b");
        assert_eq!(known(r#""\x \" \\ ' ""#), r#"\x " \ ' "#);
    }

    #[test]
    fn operators_do_what_a_shell_does() {
        let cases = [
            ("${A}|$A|${NO}|$NO|$", "a/b.tar.gz|a/b.tar.gz|||$"),
            ("${NO:-x}${NO-x}${EMPTY:-x}${EMPTY-x}", "xxx"),
            ("${NO:+x}${EMPTY:+x}${EMPTY+x}${A:+x}", "xx"),
            ("${A#*.}|${A##*.}|${A%.*}|${A%%.*}|${A#z}", "tar.gz|gz|a/b.tar|a/b|a/b.tar.gz"),
            ("${A/b/c}|${A//a/c}|${A/\\//-}|${A//?a/c}", "a/c.tar.gz|c/b.tcr.gz|a-b.tar.gz|a/b.cr.gz"),
            ("${NO:-${EMPTY:-${A%.gz}}}", "a/b.tar"),
        ];
        for (text, expected) in cases {
            assert_eq!(known(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_unknown_stays_so_unless_it_does_not_matter() {
        for text in ["$WHO", "a${WHO}", "${WHO:-x}", "${WHO-x}", "${WHO:+x}", "${WHO#x}", "${NO:-$WHO}", "${A/b/$WHO}"]
        {
            assert_eq!(known(text), "unknown: who knows", "{text}");
        }
        for (text, expected) in
            [("${WHO:+}", ""), ("${A:-$WHO}", "a/b.tar.gz"), ("${NO#$WHO}", ""), ("${A/q/$WHO}", "a/b.tar.gz")]
        {
            assert_eq!(known(text), expected, "{text}");
        }
    }

    #[test]
    fn what_buildkit_refuses_is_an_error() {
        for text in ["${", "${}", "${A", "'a", "\"a", "${A:#x}", "${A!x}", "${NO?}", "${EMPTY:?gone}", "${A#\\x}"] {
            assert!(expand(&word(text), '\\', &lookup).error.is_some(), "{text}");
        }
        let deep = "${NO:-".repeat(50_000);
        assert_eq!(expand(&word(&deep), '\\', &lookup).error, None);
    }

    #[test]
    fn variables_bring_no_more_than_any_program_takes() {
        let long = |_: &str| Binding::Value(Value::Known("x y ".repeat(10_000)));
        assert_eq!(expand(&word("$A$A"), '\\', &long).value.known().map(str::len), Some(80_000));
        assert_eq!(expand(&word(&"$A".repeat(10_000)), '\\', &long).value.known(), None);
        assert_eq!(expand(&word(&"x".repeat(200_000)), '\\', &long).value.known().map(str::len), Some(200_000));
    }

    #[test]
    fn uses_have_places() {
        let uses = uses(&word("a ${B:-${C}} \"$D\" '$E'"), '\\');
        let shown: Vec<_> = uses.iter().map(|it| (it.name.as_str(), it.span.start, it.span.end, it.operator)).collect();
        assert_eq!(shown, [("B", 2, 12, ":-"), ("C", 7, 11, ""), ("D", 14, 16, "")]);
    }

    #[test]
    fn bodies_keep_their_quotes() {
        let body = word("a=\"$A\" '$A' \\$A\n").text;
        let expanded = expand_body(&body, &lookup);
        assert_eq!(expanded.value.known(), Some("a=\"a/b.tar.gz\" 'a/b.tar.gz' $A\n"));
    }

    #[test]
    fn words_are_split_after_expansion() {
        let words = expand_words(&word("$SPACED \"$SPACED\" a\\ b $NO"), '\\', &lookup).words;
        let known: Vec<_> = words.iter().filter_map(Value::known).collect();
        assert_eq!(known, ["x", "y", "x y", "a b"]);
    }
}
