//! A second `CMD`, `ENTRYPOINT` or `HEALTHCHECK` in a stage: the one before it counts for nothing.
//!
//! A stage that replaces what its parent stage says is right: only instructions of one stage are compared.
//! BuildKit tells it at the instruction that is lost, the others at the one that wins; we do the latter.

use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety, edits};
use crate::syntax::ast::{Instruction, Kind};

pub(super) const RULE: Rule = Rule { id: "start-instruction-repeated", check };

/// A keyword, and what its repetition is called elsewhere.
struct Once {
    keyword: &'static str,
    names: &'static [&'static str],
    is: fn(&Kind) -> bool,
}

const ALL: [Once; 3] = [
    Once {
        keyword: "CMD",
        names: &["DL4003", "DS016", "DS-0016", "AVD-DS-0016"],
        is: |kind| matches!(kind, Kind::Cmd(_)),
    },
    Once {
        keyword: "ENTRYPOINT",
        names: &["DL4004", "DS007", "DS-0007", "AVD-DS-0007"],
        is: |kind| matches!(kind, Kind::Entrypoint(_)),
    },
    Once {
        keyword: "HEALTHCHECK",
        names: &["DL3012", "DS023", "DS-0023", "AVD-DS-0023"],
        is: |kind| matches!(kind, Kind::Healthcheck(_)),
    },
];

fn check(input: &Input) -> Vec<Finding> {
    let mut findings = Vec::new();
    for stage in &input.model.stages {
        for once in &ALL {
            let all = input.model.instructions_of(stage).map(|(_, it)| it).filter(|it| (once.is)(&it.kind));
            let all: Vec<&Instruction> = all.collect();
            findings.extend(all.windows(2).flat_map(|pair| told(input, once, pair[0], pair[1])));
        }
    }
    findings
}

fn told(input: &Input, once: &Once, lost: &Instruction, wins: &Instruction) -> [Finding; 2] {
    let keyword = once.keyword;
    let title = format!("take the first `{keyword}` out");
    // What is noted inside of it may matter to somebody.
    let is_noted = input.model.dockerfile.comments.iter().any(|it| lost.span.contains(it.span));
    let fix = Fix::new(title, Safety::Safe, vec![edits::without(input.model, lost)]);
    let fix = (!is_noted).then_some(fix);
    let again =
        Finding::new(wins.keyword, format!("a second `{keyword}` in this stage: the one before it has no effect"))
            .label(input.model.place(lost.keyword), "this one is never used")
            .known_as(once.names)
            .fixes(fix.clone());
    let dead = Finding::new(lost.keyword, format!("a later `{keyword}` of the stage replaces this one"))
        .label(input.model.place(wins.keyword), "the one that counts")
        .known_as(&["MultipleInstructionsDisallowed"])
        .confidence(Confidence::Possible)
        .fixes(fix);
    [again, dead]
}
