//! What several rules say of how a program is linked.

use crate::facts::base::Libc;
use crate::model::Model;
use crate::model::compiled::Built;
use crate::model::files::StageId;
use crate::model::stage::Base;

use super::{Confidence, Input};

/// The C library of a stage's root image; `None` where it is not known.
pub(super) fn libc(model: &Model, stage: StageId) -> Option<Libc> {
    match &model.chain(stage).last()?.base {
        Base::Scratch => Some(Libc::None),
        Base::Image { facts: Some(facts), .. } => Some(facts.libc),
        _ => None,
    }
}

/// Why the program is linked dynamically, and how sure that is; `None` where it is static, or that is not known.
pub(super) fn dynamic(input: &Input, built: &Built, built_on: Libc) -> Option<(String, Confidence)> {
    match (built.dynamic, built.language) {
        (Some(false), _) => None,
        // Rust's own toolchain links everything into programs for musl.
        (Some(true), "rust") if built_on == Libc::Musl => None,
        (Some(true), _) => Some(("it is linked dynamically here".to_owned(), Confidence::Certain)),
        (None, "rust") if built_on == Libc::Glibc => {
            Some(("a Rust program for the `gnu` target is linked dynamically".to_owned(), Confidence::Likely))
        }
        (None, "c") if built_on == Libc::Glibc => {
            Some(("a compiler links dynamically unless it is told otherwise".to_owned(), Confidence::Likely))
        }
        (None, "go") if built_on == Libc::Glibc => go(input, built),
        _ => None,
    }
}

/// With cgo on, a program that resolves names or has C code in it links the C library.
fn go(input: &Input, built: &Built) -> Option<(String, Confidence)> {
    let model = input.model;
    let state = model.stages[built.stage].before(built.instruction);
    if state.variable("CGO_ENABLED").is_some() && state.env_value("CGO_ENABLED") != Some("1") {
        return None;
    }
    let compiler = model.find_program(built.stage, state, None, "gcc").1;
    let uses_c = model.listening().needs.iter().any(|needs| needs.native.is_some() || needs.resolver.is_some());
    let why = "cgo is on here, and package `net` then links the C library".to_owned();
    (compiler.is_present() && uses_c).then_some((why, Confidence::Likely))
}
