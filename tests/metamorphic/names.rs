//! Stages under other names, and stages that nothing needs.

use dockvet::source::Span;
use dockvet::syntax::ast::{Instruction, Kind, Word};

use crate::material::Subject;
use crate::moved::{Edit, Moved};

/// What every stage's name ends with afterwards.
const SUFFIX: &str = "q7";

/// A stage that is built from nothing and needed by nothing.
const SPARE: &str = "FROM scratch AS sparestage\nUSER 65534:65534\n\n";

/// Every stage under another name, wherever it is named.
pub(crate) fn stages_renamed<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    if subject.is_named_elsewhere {
        return None;
    }
    let mut known: Vec<String> = Vec::new();
    let mut edits: Vec<Edit> = Vec::new();
    for instruction in &subject.dockerfile.instructions {
        let mut used = mentions(instruction)?;
        let mut name = None;
        if let Kind::From(from) = &instruction.kind {
            used.push(&from.image);
            name = from.name_word.as_ref();
        }
        for word in used {
            if word.as_str().contains(['$', '"', '\'']) {
                return None;
            }
            if known.iter().any(|it| it.eq_ignore_ascii_case(word.as_str())) {
                edits.push(behind(word.span));
            }
        }
        if let Some(name) = name {
            let is_odd = known.iter().any(|it| it.eq_ignore_ascii_case(name.as_str())) || is_reserved(name.as_str());
            if is_odd || subject.slice(name.span) != name.as_str() {
                return None;
            }
            known.push(name.as_str().to_owned());
            edits.push(behind(name.span));
        }
    }
    Moved::edited(subject.text, edits)
}

fn behind(span: Span) -> Edit {
    let end = span.range().end;
    (end..end, SUFFIX.to_owned())
}

fn is_reserved(name: &str) -> bool {
    ["scratch", "context"].contains(&name.to_lowercase().as_str())
}

/// What is said of renamed stages, in the old names.
pub(crate) fn old_names(text: &str) -> String {
    text.replace(SUFFIX, "")
}

/// Where an instruction may name a stage; `None` where that is hard to say.
fn mentions(instruction: &Instruction) -> Option<Vec<&Word>> {
    let mut words: Vec<&Word> = instruction.flag_value("from").into_iter().collect();
    match &instruction.kind {
        Kind::Run(run) => words.extend(run.mounts.iter().filter_map(|mount| mount.get("from"))),
        Kind::Onbuild(_) | Kind::Invalid(_) => return None,
        _ => (),
    }
    Some(words)
}

/// Before the first stage.
pub(crate) fn spare_stage_in_front<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    spare_stage(subject, |froms| froms.first().copied())
}

/// Before the last stage.
pub(crate) fn spare_stage_before_last<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    spare_stage(subject, |froms| froms.last().copied().filter(|_| froms.len() > 1))
}

fn spare_stage<'a>(subject: &Subject<'a>, before: impl Fn(&[usize]) -> Option<usize>) -> Option<Moved<'a>> {
    let instructions = &subject.dockerfile.instructions;
    if subject.has_pragmas() || subject.text.contains('\r') {
        return None;
    }
    for instruction in instructions {
        let is_number = |word: &&Word| word.as_str().parse::<u32>().is_ok() || word.as_str().contains('$');
        if mentions(instruction)?.iter().any(is_number) {
            return None;
        }
    }
    let is_from = |it: &Instruction| matches!(it.kind, Kind::From(_));
    let froms: Vec<usize> = (0..instructions.len()).filter(|index| is_from(&instructions[*index])).collect();
    let index = before(&froms)?;
    // Behind what comes before, so that a comment stays with its stage.
    let at = match index.checked_sub(1) {
        Some(before) => subject.after(&instructions[before])?,
        None => {
            let comments = subject.dockerfile.comments.iter().map(|it| it.span);
            let first = comments.chain([instructions[index].span]).map(|it| it.start).min()?;
            let line = subject.text[..first as usize].rfind('\n').map_or(subject.bom(), |it| it + 1);
            if subject.dockerfile.directives.iter().any(|it| it.span.start as usize >= line) {
                return None;
            }
            line
        }
    };
    // What stands before all stages is no directive any more: there is none behind an instruction.
    Moved::edited(subject.text, vec![(at..at, SPARE.to_owned())])
}
