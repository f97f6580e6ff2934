//! Several sources and a destination that is no folder, or a folder where a file stands.
//!
//! BuildKit copies one source over the other where the destination is not written as a folder and none is
//! there. Silent on a destination that holds a variable, on a folder that is there already, and on a pattern
//! that matches several files: the sources count as written.

use crate::model::copy::Copy;
use crate::model::files::{EntryKind, Found, Look};
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, evidence};

pub(super) const RULE: Rule = Rule { id: "copy-destination-not-folder", check };

fn check(input: &Input) -> Vec<Finding> {
    let found = |copy| finding(input, copy).or_else(|| without_slash(input, copy));
    input.model.copies.iter().filter_map(found).collect()
}

/// hadolint wants the slash whatever the destination is known to be, of `COPY` alone.
fn without_slash(input: &Input, copy: &Copy) -> Option<Finding> {
    let written = input.model.written(copy.destination.span);
    if copy.add || copy.sources.len() < 2 || written.trim_matches(['"', '\'']).ends_with('/') {
        return None;
    }
    let message = format!("{} sources, and `{written}` does not end with `/`", copy.sources.len());
    let finding = Finding::new(copy.destination.span, message).help(format!("write `{written}/`"));
    let finding = finding.fixes(with_slash(input, copy));
    Some(finding.known_as(&["DL3021"]).confidence(Confidence::Possible))
}

fn finding(input: &Input, copy: &Copy) -> Option<Finding> {
    let model = input.model;
    let path = copy.destination.path.as_deref()?;
    let stage = &model.stages[copy.stage];
    let before = model.look_at(copy.stage, stage.before(copy.instruction).changes, path);
    let written = model.written(copy.destination.span);
    match (&before, copy.destination.is_folder) {
        (Look::Present(found), true) if found.entry.kind == EntryKind::File && !found.trail.is_empty() => {
            Some(occupied(input, copy, found))
        }
        (Look::Present(_), _) | (_, true) => None,
        _ if copy.sources.len() < 2 => None,
        _ => {
            let message =
                format!("{} sources need a destination that ends with `/`, `{written}` does not", copy.sources.len());
            let finding = Finding::new(copy.destination.span, message).confidence(Confidence::Likely);
            let finding = finding.help(format!("write `{written}/`")).fixes(with_slash(input, copy));
            Some(if copy.add { finding.own() } else { finding })
        }
    }
}

fn with_slash(input: &Input, copy: &Copy) -> Option<Fix> {
    let span = copy.destination.span;
    let written = input.model.source.slice(span);
    let inner = written.trim_end_matches(['"', '\'']);
    if inner.is_empty() || inner.ends_with('/') || written.len() - inner.len() > 1 {
        return None;
    }
    let edit = Edit::insert(span.start + inner.len() as u32, "/");
    Some(Fix::new(
        format!("write `{inner}/`", inner = inner.trim_start_matches(['"', '\''])),
        Safety::Unsafe,
        vec![edit],
    ))
}

fn occupied(input: &Input, copy: &Copy, found: &Found) -> Finding {
    let message = format!("`{}` is a file, so nothing can be copied into it", found.path);
    let mut finding = Finding::new(copy.destination.span, message).own();
    finding.labels = evidence::trail(input.model, found);
    finding
}
