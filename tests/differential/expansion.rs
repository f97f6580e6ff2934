//! How words are expanded, against BuildKit's lexer, on words made by chance.
//!
//! Needs the oracle (see `oracle`) and says that it is skipped without.

use std::collections::BTreeMap;

use dockvet::syntax::ast::{Text, Word};
use dockvet::syntax::expand::{Binding, Value, expand, expand_words};
use serde::{Deserialize, Serialize};

use crate::made::Random;
use crate::oracle::{ask, seed, variable};

#[derive(Serialize)]
struct Asked {
    word: String,
    escape: String,
    env: BTreeMap<&'static str, &'static str>,
}

#[derive(Deserialize)]
struct Answer {
    value: String,
    error: bool,
    words: Vec<String>,
    words_error: bool,
}

#[test]
fn words_are_expanded_as_buildkit_expands_them() {
    if variable("DOCKVET_PARSE_ORACLE").is_none() {
        return;
    }
    let parts = [
        "$", "${", "}", "A", "B", "NO", "_x", ":-", "-", ":+", "+", "?", ":?", "#", "##", "%", "%%", "/", "//", "\"",
        "'", "\\", "`", " ", "*", ".", "b", "é", "<", "<<", ":", "{", "1", "@", "\\}", "\\/", "\\*", "(", "[", "|",
        "^", "$A", "${B", "${A", "${NO", "${E", "}", "}",
    ];
    let env =
        BTreeMap::from([("A", "a.b/c.b b"), ("B", "x  y\tz"), ("E", ""), ("_x", "$A"), ("1", "one"), ("é", "$1b\\")]);
    let mut random = Random(seed() + 6);
    let mut asked = Vec::new();
    for index in 0..200_000 {
        let word: String = (0..=random.below(9)).map(|_| random.of(&parts)).collect();
        asked.push(Asked { word, escape: if index % 5 == 0 { "`" } else { "\\" }.to_owned(), env: env.clone() });
    }
    let lines = asked.iter().map(|it| serde_json::to_string(it).expect("plain data"));
    let answers = ask("DOCKVET_PARSE_ORACLE", &["expand"], lines);
    let lookup = |name: &str| match env.get(name) {
        Some(value) => Binding::Value(Value::Known((*value).to_owned())),
        None => Binding::Unset,
    };
    let mut differences = Vec::new();
    let mut refused = 0;
    for (asked, answer) in asked.iter().zip(answers) {
        let answer: Answer = serde_json::from_str(&answer).expect("the oracle answers as agreed");
        let text = Text { text: asked.word.clone(), pieces: vec![(0, 0)] };
        let word = Word { span: text.span(), text };
        let escape = asked.escape.chars().next().expect("one letter");
        let ours = expand(&word, escape, &lookup);
        let words = expand_words(&word, escape, &lookup);
        refused += usize::from(answer.error);
        let value = ours.value.known().unwrap_or_default();
        let known: Vec<_> = words.words.iter().filter_map(Value::known).collect();
        let same = ours.error.is_some() == answer.error && words.error.is_some() == answer.words_error;
        if !same || (!answer.error && value != answer.value) || (!answer.words_error && known != answer.words) {
            differences.push(format!(
                "{:?}: {:?} {known:?}, BuildKit has {:?} {:?}",
                asked.word, ours.value, answer.value, answer.words
            ));
        }
    }
    eprintln!("words: {} expanded, {refused} of them refused, {} differences", asked.len(), differences.len());
    for difference in differences.iter().take(40) {
        eprintln!("  {difference}");
    }
    assert!(differences.is_empty());
}
