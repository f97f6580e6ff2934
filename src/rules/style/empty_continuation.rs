//! A blank line inside an instruction, which goes on behind it.
//!
//! Told at the line on which the instruction ends, as BuildKit does; the blank lines are labels.

use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety};
use crate::source::{Source, Span};
use crate::syntax::ast::Instruction;

pub(super) const RULE: Rule = Rule { id: "empty-continuation", check };

fn check(input: &Input) -> Vec<Finding> {
    input.model.dockerfile.instructions.iter().filter_map(|it| finding(input, it)).collect()
}

fn finding(input: &Input, instruction: &Instruction) -> Option<Finding> {
    let (first, last) = (instruction.empty_continuations.first()?, instruction.empty_continuations.last()?);
    let source = &input.model.source;
    let words = instruction.arguments.span();
    let end = words.end.max(instruction.keyword.end);
    let span = match last.start > end {
        true => *last,
        false => Span { start: first_word(source, end), end },
    };
    let blank = instruction.empty_continuations.iter().map(|it| line(source, *it));
    let edits = blank.map(|it| Edit { span: it, text: String::new() }).collect();
    let finding = Finding::new(span, "the instruction goes on to here, past a blank line");
    let finding = finding.label(input.model.place(*first), "the blank line");
    Some(finding.fix(Fix::new("take the blank lines out", Safety::Safe, edits)))
}

/// The byte of the first word on the line that ends at `end`.
fn first_word(source: &Source, end: u32) -> u32 {
    let before = &source.text()[..end as usize];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let blanks = before[start..].len() - before[start..].trim_start().len();
    (start + blanks) as u32
}

/// A whole line with its end.
fn line(source: &Source, start: Span) -> Span {
    let rest = &source.text()[start.start as usize..];
    let length = rest.find('\n').map_or(rest.len(), |at| at + 1);
    Span { start: start.start, end: start.start + length as u32 }
}
