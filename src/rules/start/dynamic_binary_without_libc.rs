//! A program linked against a C library that the final image lacks: "no such file or directory" at start.
//!
//! Silent where the build says that the program is static (`CGO_ENABLED=0`, a musl target), where
//! neither image is known, and where a compatibility library is installed.

use crate::facts::base::Libc;
use crate::model::Model;
use crate::model::files::{Compiled, Content, Found, StageId};
use crate::model::stage::Base;
use crate::rules::{Confidence, Finding, Input, Rule, evidence};

pub(super) const RULE: Rule = Rule { id: "dynamic-binary-without-libc", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let Some(start) = model.start(model.target) else { return Vec::new() };
    let found = start.needed.iter().filter_map(|needed| Some((needed.span?, needed.look.found()?)));
    found
        .filter_map(|(span, found)| Some((span, found, conflict(input, found)?)))
        .map(|it| finding(model, it))
        .collect()
}

struct Conflict {
    needs: &'static str,
    has: &'static str,
    confidence: Confidence,
    why: String,
}

fn conflict(input: &Input, found: &Found) -> Option<Conflict> {
    let model = input.model;
    let Content::Program(compiled) = &found.entry.content else { return None };
    let origin = found.trail.last()?;
    let built_on = libc(model, origin.stage)?;
    let runs_on = libc(model, model.target)?;
    let (why, confidence) = dynamic(input, compiled, origin.stage, origin.instruction, built_on)?;
    let (needs, linkers): (_, &[&str]) = match built_on {
        Libc::Glibc => ("glibc", &["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"]),
        Libc::Musl => ("musl", &["/lib/ld-musl-x86_64.so.1", "/lib/ld-musl-aarch64.so.1"]),
        Libc::None | Libc::Unknown => return None,
    };
    if built_on == runs_on || runs_on == Libc::Unknown {
        return None;
    }
    // A linker that was copied in, or a compatibility package, makes it start all the same.
    let present = |path: &&str| !model.look(model.target, path).is_absent();
    if linkers.iter().any(present) {
        return None;
    }
    let has = match runs_on {
        Libc::Musl => "musl",
        Libc::Glibc => "glibc",
        Libc::None | Libc::Unknown => "no C library",
    };
    Some(Conflict { needs, has, confidence, why })
}

fn finding(model: &Model, (span, found, conflict): (crate::source::Span, &Found, Conflict)) -> Finding {
    let message = format!("`{}` needs {}, and the final image has {}", found.path, conflict.needs, conflict.has);
    let mut finding = Finding::new(span, message).confidence(conflict.confidence).chain();
    finding.labels = evidence::trail(model, found);
    if let Some(last) = finding.labels.last_mut() {
        last.text = conflict.why;
    }
    finding
}

/// The C library of a stage's root image; `None` where it is not known.
fn libc(model: &Model, stage: StageId) -> Option<Libc> {
    match &model.chain(stage).last()?.base {
        Base::Scratch => Some(Libc::None),
        Base::Image { facts: Some(facts), .. } => Some(facts.libc),
        _ => None,
    }
}

/// Why the program is linked dynamically, and how sure that is.
fn dynamic(
    input: &Input,
    compiled: &Compiled,
    stage: StageId,
    instruction: usize,
    built_on: Libc,
) -> Option<(String, Confidence)> {
    match (compiled.dynamic, compiled.language) {
        (Some(false), _) => None,
        (Some(true), _) => Some(("it is linked dynamically here".to_owned(), Confidence::Certain)),
        (None, "rust") if built_on == Libc::Glibc => {
            Some(("a Rust program for the `gnu` target is linked dynamically".to_owned(), Confidence::Likely))
        }
        (None, "go") if built_on == Libc::Glibc => {
            let model = input.model;
            let state = model.stages[stage].before(instruction);
            if state.variable("CGO_ENABLED").is_some() && state.env_value("CGO_ENABLED") != Some("1") {
                return None;
            }
            let compiler = model.find_program(stage, state, None, "gcc").1;
            let uses_c =
                model.listening().needs.iter().any(|needs| needs.native.is_some() || !needs.listeners.is_empty());
            let uses_c = uses_c || model.listening().needs.iter().any(|needs| !needs.outgoing_tls.is_empty());
            let why = "cgo is on here, and package `net` then links the C library".to_owned();
            (compiler.is_present() && uses_c).then_some((why, Confidence::Likely))
        }
        _ => None,
    }
}
