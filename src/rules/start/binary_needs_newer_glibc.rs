//! A program is linked against a newer glibc than the final image has: "version `GLIBC_2.34' not found" at start.
//!
//! glibc keeps old programs working, never new ones on old releases. Every program asks for 2.34 once it is linked
//! on that version or a later one (`__libc_start_main` and the threads moved then), so crossing 2.34 is certain.
//! Later versions only matter to programs that use what they added: Rust's `std::process` and compiled C code with
//! 2.38 and 2.39. Silent where either release is not known, and for programs that are linked statically.

use crate::evidence::program::Recent;
use crate::facts::base::{Glibc, Libc};
use crate::model::Model;
use crate::model::compiled::Built;
use crate::model::files::{Found, StageId};
use crate::rules::{Confidence, Finding, Input, Label, Rule, linking};
use crate::source::Span;

pub(super) const RULE: Rule = Rule { id: "binary-needs-newer-glibc", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let Some(start) = model.start(model.target) else { return Vec::new() };
    let found = start.needed.iter().filter_map(|needed| Some((needed.span?, needed.look.found()?)));
    found.filter_map(|(span, found)| finding(input, span, found)).collect()
}

fn finding(input: &Input, span: Span, found: &Found) -> Option<Finding> {
    let model = input.model;
    let built = model.built(found)?;
    let (made, here) = (glibc(model, built.stage)?, glibc(model, model.target)?);
    let (crossed, sure, recent) = crossed(input, &built, made.version, here.version)?;
    let (why, linked) = linking::dynamic(input, &built, Libc::Glibc)?;
    let message = format!(
        "`{}` needs glibc {}.{}, and the final image has {}.{}",
        found.path, crossed.0, crossed.1, here.version.0, here.version.1
    );
    let mut finding = Finding::new(span, message).confidence(sure.min(linked)).chain();
    let builder = model.instruction(built.instruction).span;
    let text =
        format!("it is linked on {}, which has glibc {}.{}; {why}", made.release, made.version.0, made.version.1);
    finding.labels.push(Label { place: model.place(builder), text });
    let base = model.place(model.final_from()?);
    let text = format!("{} has glibc {}.{}", here.release, here.version.0, here.version.1);
    finding.labels.push(Label { place: base, text });
    if let Some(recent) = recent {
        finding.labels.push(Label { place: recent.place, text: recent.why });
    }
    Some(finding.help(format!("build on {} too, or run on {}", here.release, made.release)))
}

/// The version that the program asks for and the image lacks, and how sure it is that the program does.
fn crossed(
    input: &Input,
    built: &Built,
    made: (u32, u32),
    here: (u32, u32),
) -> Option<((u32, u32), Confidence, Option<Recent>)> {
    const THREADS_IN_LIBC: (u32, u32) = (2, 34);
    if made >= THREADS_IN_LIBC && here < THREADS_IN_LIBC {
        return Some((THREADS_IN_LIBC, Confidence::Certain, None));
    }
    let needs = input.model.listening().needs.iter().flat_map(|it| &it.recent);
    let recent = needs.filter(|it| it.since <= made && it.since > here).max_by_key(|it| it.since)?;
    (built.language == "rust").then(|| (recent.since, Confidence::Likely, Some(recent.clone())))
}

/// The glibc of the image that a stage starts from.
fn glibc(model: &Model, stage: StageId) -> Option<Glibc> {
    model.chain(stage).last()?.facts()?.glibc()
}
