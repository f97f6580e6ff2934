//! A label that the configuration's schema does not list, where only those are allowed.

use crate::rules::{Finding, Input, Rule, label};

pub(super) const RULE: Rule = Rule { id: "label-unexpected", check };

fn check(input: &Input) -> Vec<Finding> {
    if !input.policy.strict_labels {
        return Vec::new();
    }
    let schema = &input.policy.label_schema;
    let unexpected = label::all(input.model).filter_map(|(_, state, pair)| {
        let key = label::key(input.model, state, pair).filter(|key| !schema.contains_key(key))?;
        Some(Finding::new(pair.key.span, format!("the label `{key}` is not one of the schema")))
    });
    unexpected.collect()
}
