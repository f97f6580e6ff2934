//! `runAsNonRoot: true`, and the image names its user: the kubelet cannot tell a name from root, and refuses.

use crate::evidence::Place;
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, edits, is_root};
use crate::source::Span;

use crate::rules::runs::{self, Runs};

pub(super) const RULE: Rule = Rule { id: "run-as-non-root-unprovable", check };

fn check(input: &Input) -> Vec<Finding> {
    runs::all(input).iter().filter_map(|runs| finding(input, runs)).collect()
}

fn finding(input: &Input, runs: &Runs) -> Option<Finding> {
    let security = &runs.container.security;
    let wanted = security.run_as_non_root.as_ref().filter(|it| it.value && security.run_as_user.is_none())?;
    let state = runs.state();
    let user = state.user.value.known().filter(|user| !is_root(user))?;
    let name = user.split(':').next().unwrap_or_default();
    if name.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let model = input.model;
    let message = format!("`runAsNonRoot` needs a number to go by, and the image's user is `{name}`");
    let finding = Finding::new(wanted.place.span, message).in_file(wanted.place.source.clone());
    let finding = finding.confidence(runs.confidence(Confidence::Certain));
    let index = state.user.instruction.or(runs.stage.from)?;
    let why = if state.user.instruction.is_some() { "the user is named here" } else { "this base names its user" };
    let finding = finding.label(model.place(model.instruction(index).span), why);
    let id = id(runs, name);
    let finding = match id.and_then(|id| set_number(&wanted.place, id)) {
        Some(fix) => finding.fix(fix),
        None => finding,
    };
    Some(finding.help(match id {
        Some(id) => format!("write `USER {id}`, the number of `{name}`, or set `runAsUser: {id}`"),
        None => format!("write the number of `{name}` in `USER`, or set `runAsUser`"),
    }))
}

/// `runAsUser` beside `runAsNonRoot`, on a line of its own where that one has one.
fn set_number(at: &Place, id: u32) -> Option<Fix> {
    let source = &at.source;
    let line = source.line_span(source.line(at.span.start));
    let before = source.slice(Span { start: line.start, end: at.span.start });
    let after = source.slice(Span { start: at.span.end, end: line.end }).trim();
    let indent = before.strip_suffix("runAsNonRoot: ")?;
    let is_block = indent.trim().is_empty() && (after.is_empty() || after.starts_with('#'));
    let is_flow = indent.contains('{') && after.starts_with([',', '}']);
    let edit = match (is_block, is_flow) {
        (true, _) => Edit::insert(line.start, format!("{indent}runAsUser: {id}{}", edits::line_end(source))),
        (false, true) => Edit::insert(at.span.end, format!(", runAsUser: {id}")),
        (false, false) => return None,
    };
    Some(Fix::new(format!("say in the manifest that the user is {id}"), Safety::Unsafe, vec![edit]))
}

fn id(runs: &Runs, name: &str) -> Option<u32> {
    runs.state().accounts.get(name)?.id
}
