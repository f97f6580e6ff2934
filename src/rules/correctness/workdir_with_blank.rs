//! A WORKDIR that holds a blank: all of the line is the folder's name, what was meant as a comment too.
//!
//! Silent on quoted words, where the blank is meant, and on Windows.

use crate::model::Model;
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety, edits};
use crate::source::Span;
use crate::syntax::ast::{Instruction, Kind, Word};

pub(super) const RULE: Rule = Rule { id: "workdir-with-blank", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let stages = model.stages.iter().filter(|stage| !stage.windows);
    let words = stages.flat_map(|stage| model.instructions_of(stage)).filter_map(|(_, it)| match &it.kind {
        Kind::Workdir(word) => Some((it, word)),
        _ => None,
    });
    words.filter_map(|(instruction, word)| finding(model, instruction, word)).collect()
}

fn finding(model: &Model, instruction: &Instruction, word: &Word) -> Option<Finding> {
    let text = word.as_str();
    let (first, _) = text.split_once([' ', '\t'])?;
    if text.contains(['"', '\'', '\\', '`', '{']) {
        return None;
    }
    let finding = Finding::new(word.span, format!("the folder is called `{text}`, blanks and all"));
    let finding = finding.help(format!("write `WORKDIR {first}`, or put the name in quotes if the blank is meant"));
    Some(match fix(model, instruction, word) {
        Some(fix) => finding.fix(fix),
        None => finding,
    })
}

/// What was meant as a comment becomes one, above the instruction.
fn fix(model: &Model, instruction: &Instruction, word: &Word) -> Option<Fix> {
    let written = model.source.slice(word.span);
    let at = written.find(" #").or_else(|| written.find("\t#"))?;
    let (folder, comment) = (written[..at].trim_end(), written[at..].trim());
    if written.contains('\n') || folder.contains([' ', '\t']) {
        return None;
    }
    let above = edits::above(model, instruction, &[comment.to_owned()], edits::Gap::None);
    let rest = Span { start: word.span.start + folder.len() as u32, end: word.span.end };
    let title = "write the comment on a line of its own";
    Some(Fix::new(title, Safety::Unsafe, vec![above, Edit::replace(rest, "")]))
}
