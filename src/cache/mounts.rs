//! The cache mounts of a RUN.

use crate::model::Model;
use crate::model::path;
use crate::model::stage::{Stage, State};
use crate::syntax::ast::{Kind, Mount};
use crate::syntax::expand::{self, Binding, Value};

/// A `--mount=type=cache`.
pub struct CacheMount<'a> {
    pub mount: &'a Mount,
    /// Absolute and clean.
    pub target: String,
}

/// The cache mounts of the RUN `index` of `stage` whose targets are known.
pub fn of_run<'a>(model: &'a Model, stage: &Stage, index: usize) -> Vec<CacheMount<'a>> {
    let Kind::Run(run) = &model.instruction(index).kind else { return Vec::new() };
    let state = stage.before(index);
    let caches = run.mounts.iter().filter(|mount| mount.kind() == "cache");
    let known = caches.filter_map(|mount| {
        let written = mount.target()?;
        let target = expand::expand(written, model.dockerfile.escape, &|name| binding(state, name));
        let target = target.value.known().filter(|it| !it.is_empty())?.to_owned();
        let target = if target.starts_with('/') { path::clean(&target) } else { path::join(state.folder()?, &target) };
        Some(CacheMount { mount, target })
    });
    known.collect()
}

/// The value of a variable in a RUN and its flags.
fn binding(state: &State, name: &str) -> Binding {
    match state.variable(name) {
        Some(variable) => Binding::Value(variable.value.clone()),
        None => Binding::Value(Value::Unknown(format!("`{name}` is not known"))),
    }
}
