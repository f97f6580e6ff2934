//! A WORKDIR that holds a blank: all of the line is the folder's name, what was meant as a comment too.
//!
//! Silent on quoted words, where the blank is meant, and on Windows.

use crate::rules::{Finding, Input, Rule};
use crate::syntax::ast::{Kind, Word};

pub(super) const RULE: Rule = Rule { id: "workdir-with-blank", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let stages = model.stages.iter().filter(|stage| !stage.windows);
    let words = stages.flat_map(|stage| model.instructions_of(stage)).filter_map(|(_, it)| match &it.kind {
        Kind::Workdir(word) => Some(word),
        _ => None,
    });
    words.filter_map(finding).collect()
}

fn finding(word: &Word) -> Option<Finding> {
    let text = word.as_str();
    let (first, _) = text.split_once([' ', '\t'])?;
    if text.contains(['"', '\'', '\\', '`', '{']) {
        return None;
    }
    let finding = Finding::new(word.span, format!("the folder is called `{text}`, blanks and all"));
    Some(finding.help(format!("write `WORKDIR {first}`, or put the name in quotes if the blank is meant")))
}
