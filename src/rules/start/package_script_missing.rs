//! The start command runs a script by a name that `package.json` does not have.
//!
//! Silent where the manager tries something else then (`yarn x` runs programs, `npm start` runs `server.js`), where
//! another package of a workspace is meant, and where a step of the build rewrites `package.json`.

use crate::evidence::Place;
use crate::model::start::MissingScript;
use crate::rules::{Finding, Fix, Input, Rule, Safety, edits};
use crate::source::Span;

pub(super) const RULE: Rule = Rule { id: "package-script-missing", check };

fn check(input: &Input) -> Vec<Finding> {
    let Some(start) = input.model.start(input.model.target) else { return Vec::new() };
    start.missing_scripts.iter().filter_map(|missing| finding(input, missing)).collect()
}

fn finding(input: &Input, missing: &MissingScript) -> Option<Finding> {
    let MissingScript { name, manifest, .. } = missing;
    let mut finding = Finding::new(missing.span?, format!("`{manifest}` has no script `{name}`"));
    if let Some(place) = missing.via.as_ref().and_then(|via| via.place(input.model)) {
        finding = finding.label(place, "this line runs it");
    }
    let source = input.model.context.as_ref()?.read(manifest)?;
    let at = source.text().find("\"scripts\"");
    let span = at.map_or_else(|| source.line_span(1), |at| Span::new(at..at + "\"scripts\"".len()));
    let found = if at.is_some() { "the scripts stand here" } else { "this file has no scripts" };
    let finding = finding.label(Place { source, span }, found);
    Some(match &missing.near {
        Some(near) => {
            let edit = edits::instead(&input.model.source, missing.span?, name, near);
            let fix = edit.filter(|_| missing.via.is_none());
            let fix = fix.map(|it| Fix::new(format!("run `{near}`"), Safety::Unsafe, vec![it]));
            finding.help(format!("run `{near}`")).fixes(fix)
        }
        None => finding,
    })
}
