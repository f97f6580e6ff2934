//! Several sources, and a destination that is not written as a folder.
//!
//! Says nothing of a destination that holds a variable, nor of a pattern that matches several files:
//! BuildKit counts the sources as written.

use crate::model::copy::Copy;
use crate::rules::{Finding, Input, Rule};

pub(super) const RULE: Rule = Rule { id: "copy-destination-not-folder", check };

fn check(input: &Input) -> Vec<Finding> {
    let wrong = |copy: &&Copy| copy.sources.len() > 1 && !copy.destination.is_folder && copy.destination.path.is_some();
    input.model.copies.iter().filter(wrong).map(|copy| finding(input, copy)).collect()
}

fn finding(input: &Input, copy: &Copy) -> Finding {
    let written = input.model.source.slice(copy.destination.span);
    let message = format!("{} sources need a destination that ends with `/`, `{written}` does not", copy.sources.len());
    Finding::new(copy.destination.span, message).help(format!("write `{written}/`"))
}
