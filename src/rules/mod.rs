//! Rules: short filters over the model, one file each.
//!
//! A rule knows no file, no clock, no severity, no other rule; it may say that a finding is milder than the rest.

mod bring;
mod build;
mod cache;
mod caches;
mod command_edits;
mod commands;
mod context;
mod correctness;
mod deploy;
mod edits;
mod evidence;
mod exposed;
mod finding;
mod fix;
mod folders;
mod froms;
mod label;
mod linking;
mod lists;
mod policy;
mod ports;
mod reads;
mod reproducibility;
mod runs;
mod security;
mod serve;
mod shell;
mod signal;
mod size;
mod start;
mod style;
mod tags;
mod workloads;

use crate::evidence::deployment::Workload;
use crate::evidence::kubernetes::Cluster;
use crate::model::Model;

pub use finding::{Confidence, Finding, Label};
pub use fix::{Edit, Fix, Safety};
pub use policy::{LabelKind, Policy};

/// What a rule sees.
pub struct Input<'a> {
    pub model: &'a Model,
    /// Containers of the repository's manifests that run this image.
    pub workloads: &'a [Workload],
    /// What stands around those in the manifests of Kubernetes.
    pub cluster: &'a Cluster<'a>,
    /// What the configuration allows.
    pub policy: &'a Policy,
}

pub struct Rule {
    /// The kebab-case name in `rules.toml`.
    pub id: &'static str,
    pub check: fn(&Input) -> Vec<Finding>,
}

/// Every rule, in the order of the categories.
pub fn all() -> Vec<&'static Rule> {
    let categories = [
        build::RULES,
        start::RULES,
        serve::RULES,
        deploy::RULES,
        security::RULES,
        cache::RULES,
        context::RULES,
        size::RULES,
        reproducibility::RULES,
        correctness::RULES,
        style::RULES,
    ];
    categories.into_iter().flatten().collect()
}

/// Whether a USER means root: by name or number, with or without a group, or not set.
fn is_root(user: &str) -> bool {
    let name = user.split(':').next().unwrap_or_default().trim();
    name == "root" || name.bytes().all(|byte| byte == b'0')
}
