//! The command that a manifest gives names a program or script that the image does not have, or may not run.
//!
//! Silent on paths below a volume, and on what something unread could have brought, unless a file of nearly the
//! same name stands beside it.

use crate::evidence::Place;
use crate::facts::Tri;
use crate::model::files::{EntryKind, Look};
use crate::model::start::{Needed, Role};
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, edits, evidence};

use crate::rules::runs::{self, Runs};

pub(super) const RULE: Rule = Rule { id: "container-command-missing", check };

fn check(input: &Input) -> Vec<Finding> {
    let mut findings = Vec::new();
    for runs in runs::all(input) {
        let Some(start) = runs.start(input) else { continue };
        // An image without files of its own is one that volumes fill.
        if input.model.chain(runs.stage.id).all(|stage| stage.changes.is_empty()) {
            continue;
        }
        findings.extend(start.needed.iter().filter_map(|needed| finding(input, &runs, needed)));
    }
    findings
}

fn finding(input: &Input, runs: &Runs, needed: &Needed) -> Option<Finding> {
    let (model, stage) = (input.model, runs.stage.id);
    let given = needed.given?;
    let word = runs.word(given)?;
    // Options without a program are for an image with an entry point: another one than this.
    if runs.may_be_mounted(needed) || word.value.contains("$(") || needed.name.starts_with('-') {
        return None;
    }
    let key = runs.key(given);
    let finding = |message: String| Finding::new(word.place.span, message).in_file(word.place.source.clone());
    if needed.role == Role::Program && needed.name.contains(' ') && needed.name == word.value {
        let finding = finding(format!("`{key}` starts one program, and none is called `{}`", needed.name));
        let words: Vec<String> = needed.name.split_whitespace().map(|it| format!("\"{it}\"")).collect();
        let finding = finding.help(format!("write each word by itself: `[{}]`", words.join(", ")));
        let finding = finding.fixes(split(&word.place, &needed.name, &words));
        let from = model.place(model.instruction(model.chain(stage).last()?.from?).span);
        return Some(finding.label(from, "no shell splits it").confidence(runs.confidence(Confidence::Certain)));
    }
    let twin = needed.tried.iter().find_map(|path| model.twin(stage, path));
    let twin = twin.filter(|twin| twin.misspelt || needed.name.contains('/'));
    let tried = needed.tried.first()?;
    let confidence = match &needed.look {
        Look::Present(found) => {
            let fails = needed.role == Role::Program
                && found.entry.kind == EntryKind::File
                && found.entry.executable == Tri::No;
            if !fails {
                return None;
            }
            let mut finding = finding(format!("`{}` of `{key}` is not executable in the image", found.path));
            finding.labels = evidence::trail(model, found);
            let finding = finding.confidence(runs.confidence(Confidence::Certain));
            return Some(finding.help("write `COPY --chmod=755`, or set the bit in git"));
        }
        Look::Absent => evidence::absence(model, stage),
        Look::Unknown(_) if evidence::is_slip(model, stage, tried, twin.as_ref()) => Confidence::Likely,
        Look::Unknown(_) => return None,
    };
    let what = if needed.name.contains('/') { tried } else { &needed.name };
    let finding = finding(format!("`{key}` starts `{what}`, which the image does not have"));
    let finding = finding.confidence(runs.confidence(confidence));
    let place = |index: usize| model.place(model.instruction(index).span);
    Some(match twin.and_then(|twin| Some((twin.instruction?, twin.path))) {
        Some((index, path)) => {
            let edit = edits::instead(&word.place.source, word.place.span, &needed.name, &path);
            let is_folder = model.look(stage, &path).found().is_some_and(|it| it.entry.kind == EntryKind::Folder);
            let edit = edit.filter(|_| needed.via.is_none() && needed.name.contains('/') && !is_folder);
            let fix = edit.map(|it| Fix::new(format!("start `{path}`"), Safety::Unsafe, vec![it]));
            let finding = finding.label(place(index), format!("this puts `{path}` there"));
            finding.help(format!("start `{path}`")).fixes(fix)
        }
        None => finding.label(place(runs.stage.from?), format!("nothing from here on brings `{what}`")),
    })
}

/// The words by themselves, where the text stands in a list of one line: `["server --port 80"]`.
fn split(at: &Place, text: &str, words: &[String]) -> Option<Fix> {
    let (source, written) = (&at.source, at.source.slice(at.span));
    let line = source.line_span(source.line(at.span.start));
    let before = source.slice(crate::source::Span { start: line.start, end: at.span.start });
    let in_flow = before.trim_end().ends_with(['[', ',']) && before.contains('[');
    let is_item = before.trim() == "-";
    // What a shell would do more than to split is lost.
    let is_plain = !text.contains(['"', '\'', '\\', '$', '|', '&', ';', '<', '>', '*', '#', '{', ':']);
    if written.trim_matches(['"', '\'']) != text || !is_plain || words.len() < 2 {
        return None;
    }
    let joint = match (in_flow, is_item) {
        (true, _) => ", ".to_owned(),
        (false, true) => format!("{}{before}", edits::line_end(source)),
        (false, false) => return None,
    };
    let edit = Edit::replace(at.span, words.join(&joint));
    Some(Fix::new("write each word by itself", Safety::Unsafe, vec![edit]))
}
