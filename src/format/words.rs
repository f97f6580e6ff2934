//! Words of a line: the case of keywords, and what stands between two words.

use crate::rules::Edit;
use crate::source::{Source, Span};
use crate::syntax::ast::{Dockerfile, Exec, Form, Healthcheck, Instruction, JsonString, Kind, TransferSource};

use super::lines;

pub(super) fn edits(source: &Source, dockerfile: &Dockerfile) -> Vec<Edit> {
    let mut edits = Vec::new();
    for instruction in dockerfile.instructions.iter().filter(|it| !lines::is_refused(it)) {
        of_instruction(source, instruction, &mut edits);
    }
    edits
}

fn of_instruction(source: &Source, instruction: &Instruction, edits: &mut Vec<Edit>) {
    let keyword = instruction.keyword;
    edits.push(Edit::replace(keyword, source.slice(keyword).to_ascii_uppercase()));
    if let Kind::From(from) = &instruction.kind
        && let Some(span) = from.as_keyword
    {
        edits.push(Edit::replace(span, "AS"));
    }
    let inner = match &instruction.kind {
        Kind::Onbuild(inner) => Some(inner.keyword),
        _ => None,
    };
    let mut spans = spans(instruction);
    spans.push(keyword);
    // Shell text and JSON begin with no word of ours.
    spans.extend(inner);
    if !instruction.arguments.text.is_empty() {
        spans.push(Span::empty(instruction.arguments.span().start as usize));
    }
    spans.sort();
    for pair in spans.windows(2).filter(|pair| pair[0].end < pair[1].start) {
        let gap = Span { start: pair[0].end, end: pair[1].start };
        if source.slice(gap).chars().all(|it| it == ' ' || it == '\t') {
            edits.push(Edit::replace(gap, " "));
        }
    }
    for array in arrays(instruction) {
        of_array(source, array, edits);
    }
    if let Kind::Onbuild(inner) = &instruction.kind {
        of_instruction(source, inner, edits);
    }
}

/// `["a", "b"]` where the writer set the commas otherwise; breaks of lines stay.
fn of_array(source: &Source, array: &[JsonString], edits: &mut Vec<Edit>) {
    let (Some(first), Some(last)) = (array.first(), array.last()) else { return };
    for pair in array.windows(2) {
        let gap = Span { start: pair[0].span.end, end: pair[1].span.start };
        let text = source.slice(gap);
        if text.trim_matches([' ', '\t']) == "," {
            edits.push(Edit::replace(gap, ", "));
        }
    }
    let before = source.text().get(..first.span.start as usize).unwrap_or_default();
    let opened = before.trim_end_matches([' ', '\t']);
    if opened.ends_with('[') {
        edits.push(Edit::replace(Span { start: opened.len() as u32, end: first.span.start }, ""));
    }
    let behind = source.text().get(last.span.end as usize..).unwrap_or_default();
    let blanks = behind.len() - behind.trim_start_matches([' ', '\t']).len();
    if behind[blanks..].starts_with(']') {
        edits.push(Edit::replace(Span { start: last.span.end, end: last.span.end + blanks as u32 }, ""));
    }
}

fn arrays(instruction: &Instruction) -> Vec<&[JsonString]> {
    let exec = |exec: &'_ Exec| matches!(exec.form, Form::Exec(_));
    match &instruction.kind {
        Kind::Run(run) => array(&run.form).into_iter().collect(),
        Kind::Cmd(it) | Kind::Entrypoint(it) | Kind::Healthcheck(Healthcheck::Cmd(it)) if exec(it) => {
            array(&it.form).into_iter().collect()
        }
        Kind::Shell(strings) => vec![strings],
        _ => Vec::new(),
    }
}

fn array(form: &Form) -> Option<&[JsonString]> {
    match form {
        Form::Exec(strings) => Some(strings),
        Form::Shell(_) => None,
    }
}

/// The words that the instruction's own syntax knows, flags included; shell text has none.
pub(super) fn spans(instruction: &Instruction) -> Vec<Span> {
    let mut spans: Vec<Span> = instruction.flags.iter().map(|it| it.span).collect();
    let word = |it: &crate::syntax::ast::Word| it.span;
    match &instruction.kind {
        Kind::From(from) => {
            spans.push(from.image.span);
            spans.extend(from.as_keyword);
            spans.extend(from.name_word.as_ref().map(word));
        }
        Kind::Copy(transfer) | Kind::Add(transfer) => {
            spans.extend(transfer.sources.iter().filter_map(|it| match it {
                TransferSource::Path(path) => Some(path.span),
                TransferSource::Heredoc(_) => None,
            }));
            spans.extend(instruction.heredocs.iter().map(|it| it.opener));
            spans.push(transfer.destination.span);
        }
        Kind::Env(pairs) | Kind::Label(pairs) => {
            spans.extend(pairs.iter().map(|it| it.key.span.to(it.value.span)).filter(|it| !it.is_empty()));
            // The old form has a blank between.
            if let [pair] = pairs.as_slice()
                && pair.legacy
            {
                spans = instruction.flags.iter().map(|it| it.span).collect();
                spans.extend([pair.key.span, pair.value.span]);
            }
        }
        Kind::Arg(arguments) => {
            spans.extend(arguments.iter().map(|it| match &it.default {
                Some(default) => it.name.span.to(default.span),
                None => it.name.span,
            }));
        }
        Kind::Expose(words) | Kind::Volume(words) => spans.extend(words.iter().map(word)),
        Kind::User(it) | Kind::Workdir(it) | Kind::Stopsignal(it) | Kind::Maintainer(it) => spans.push(it.span),
        _ => (),
    }
    for array in arrays(instruction) {
        spans.extend(array.iter().map(|it| it.span));
    }
    spans.retain(|it| !it.is_empty());
    spans
}
