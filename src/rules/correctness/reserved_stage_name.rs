//! A stage that is called `scratch` or `context`, which mean something else where they are used.

use crate::rules::{Finding, Input, Rule, froms};

pub(super) const RULE: Rule = Rule { id: "reserved-stage-name", check };

fn check(input: &Input) -> Vec<Finding> {
    let names = froms::all(input.model).filter_map(|(_, from)| Some((from.name.as_deref()?, from.name_word.as_ref()?)));
    let reserved = names.filter(|(name, _)| matches!(*name, "scratch" | "context"));
    let finding = |(name, word): (&str, &crate::syntax::ast::Word)| {
        let meaning = if name == "scratch" { "the empty image" } else { "the build context" };
        let finding = Finding::new(word.span, format!("`{name}` means {meaning}, so no stage can be told by it"));
        match word.as_str() == name {
            true => finding,
            false => finding.known_as(&["ReservedStageName"]),
        }
    };
    reserved.map(finding).collect()
}
