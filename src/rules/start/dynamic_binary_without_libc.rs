//! A program linked against a C library that the final image lacks: "no such file or directory" at start.
//!
//! Silent where the build says that the program is static (`CGO_ENABLED=0`, a musl target), where
//! neither image is known, and where a compatibility library is installed.

use crate::facts::base::Libc;
use crate::model::Model;
use crate::model::compiled::Built;
use crate::model::files::Found;
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, evidence, linking};
use crate::syntax::ast::{Form, Kind};

use crate::rules::commands;

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
    fix: Option<Fix>,
}

fn conflict(input: &Input, found: &Found) -> Option<Conflict> {
    let model = input.model;
    let built = model.built(found)?;
    let built_on = linking::libc(model, built.stage)?;
    let runs_on = linking::libc(model, model.target)?;
    let (why, confidence) = linking::dynamic(input, &built, built_on)?;
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
    let fix = without_cgo(input, &built);
    Some(Conflict { needs, has, confidence, why, fix })
}

/// `CGO_ENABLED=0` before the build of a Go program that has no C code of its own.
fn without_cgo(input: &Input, built: &Built) -> Option<Fix> {
    let model = input.model;
    let uses_c = model.listening().needs.iter().any(|it| it.native.is_some());
    if built.language != "go" || built.dynamic == Some(true) || uses_c {
        return None;
    }
    let Kind::Run(run) = &model.instruction(built.instruction).kind else { return None };
    let mut builds = model.invocations.iter().filter(|it| {
        let words: Vec<&str> = it.words.iter().map(|word| word.text.as_str()).collect();
        it.instruction == built.instruction && matches!(words.as_slice(), ["go", "build" | "install", ..])
    });
    let (Some(build), None) = (builds.next(), builds.next()) else { return None };
    let is_plain = matches!(run.form, Form::Shell(_)) && build.wrappers.is_empty();
    let is_set = build.assignments.iter().any(|it| it.name == "CGO_ENABLED");
    if !is_plain || is_set || commands::is_inner(model, build) {
        return None;
    }
    let edit = Edit::insert(build.span.start, "CGO_ENABLED=0 ");
    Some(Fix::new("build with `CGO_ENABLED=0`", Safety::Unsafe, vec![edit]))
}

fn finding(model: &Model, (span, found, conflict): (crate::source::Span, &Found, Conflict)) -> Finding {
    let message = format!("`{}` needs {}, and the final image has {}", found.path, conflict.needs, conflict.has);
    let mut finding = Finding::new(span, message).confidence(conflict.confidence).chain().fixes(conflict.fix);
    finding.labels = evidence::trail(model, found);
    if let Some(last) = finding.labels.last_mut() {
        last.text = conflict.why;
    }
    finding
}
