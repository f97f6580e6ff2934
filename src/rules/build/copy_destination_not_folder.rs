//! Several sources and a destination that is no folder, or a folder where a file stands.
//!
//! BuildKit copies one source over the other where the destination is not written as a folder and none is
//! there. Silent on a destination that holds a variable, on a folder that is there already, and on a pattern
//! that matches several files: the sources count as written.

use crate::model::copy::Copy;
use crate::model::files::{EntryKind, Found, Look};
use crate::rules::{Confidence, Finding, Input, Rule, evidence};

pub(super) const RULE: Rule = Rule { id: "copy-destination-not-folder", check };

fn check(input: &Input) -> Vec<Finding> {
    input.model.copies.iter().filter_map(|copy| finding(input, copy)).collect()
}

fn finding(input: &Input, copy: &Copy) -> Option<Finding> {
    let model = input.model;
    let path = copy.destination.path.as_deref()?;
    let stage = &model.stages[copy.stage];
    let before = model.look_at(copy.stage, stage.before(copy.instruction).changes, path);
    let written = model.source.slice(copy.destination.span);
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
            Some(finding.help(format!("write `{written}/`")))
        }
    }
}

fn occupied(input: &Input, copy: &Copy, found: &Found) -> Finding {
    let message = format!("`{}` is a file, so nothing can be copied into it", found.path);
    let mut finding = Finding::new(copy.destination.span, message);
    finding.labels = evidence::trail(input.model, found);
    finding
}
