//! A comment above `ARG` or `FROM ... AS` that is meant as its description and does not begin with its name.
//!
//! Any comment may stand there. It is likely meant as a description where its first word is the name but for its
//! letters' case or a slip of the pen, and only possible else.

use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety};
use crate::source::Span;
use crate::spelling;
use crate::syntax::ast::{Comment, Instruction, Kind};

pub(super) const RULE: Rule = Rule { id: "definition-description", check };

fn check(input: &Input) -> Vec<Finding> {
    let dockerfile = &input.model.dockerfile;
    let mut from = 0;
    let mut findings = Vec::new();
    for instruction in &dockerfile.instructions {
        let above = |it: &&Comment| it.span.start >= from && it.span.end <= instruction.span.start;
        if let Some(comment) = dockerfile.comments.iter().rfind(above) {
            findings.extend(finding(input, instruction, comment));
        }
        from = instruction.span.end;
    }
    findings
}

fn finding(input: &Input, instruction: &Instruction, comment: &Comment) -> Option<Finding> {
    let (names, span): (Vec<&str>, Span) = match &instruction.kind {
        Kind::Arg(arguments) => (arguments.iter().map(|it| it.name.as_str()).collect(), arguments.first()?.name.span),
        Kind::From(from) => (vec![from.name.as_deref()?], from.name_word.as_ref()?.span),
        _ => return None,
    };
    let first = comment.text.split(' ').next().unwrap_or_default();
    if comment.text.is_empty() || names.contains(&first) {
        return None;
    }
    let word = first.trim_end_matches([':', ',', '.', '-']);
    let meant = names.iter().find(|it| is_near(word, it));
    let name = meant.or(names.first())?;
    let finding = Finding::new(span, format!("the description of `{name}` does not begin with its name"))
        .label(input.model.place(comment.span), format!("it begins with `{first}`"));
    let finding = finding.help(format!("begin the comment with `{name}`, or leave an empty line `#` below it"));
    let finding = match meant {
        Some(name) => {
            let start = comment.span.end - trimmed_end(input, comment);
            let edit = Edit::replace(Span { start, end: start + first.len() as u32 }, *name);
            finding.fix(Fix::new(format!("begin the comment with `{name}`"), Safety::Safe, vec![edit]))
        }
        None => finding,
    };
    Some(finding.confidence(if meant.is_some() { Confidence::Likely } else { Confidence::Possible }))
}

/// How many bytes there are from the comment's first word to its end.
fn trimmed_end(input: &Input, comment: &Comment) -> u32 {
    let written = input.model.source.slice(comment.span);
    (written.len() - written.find(comment.text.as_str()).unwrap_or_default()) as u32
}

fn is_near(word: &str, name: &str) -> bool {
    let (word, name) = (word.to_ascii_lowercase(), name.to_ascii_lowercase());
    word == name || (name.len() > 4 && spelling::is_one_edit(&word, &name))
}
