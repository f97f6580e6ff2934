//! Plain Kubernetes manifests: workloads, their containers, ports and probes, with places.

use std::path::PathBuf;

use super::{Located, Place};

#[derive(Clone, Debug)]
pub struct Workload {
    /// `Deployment`, `Pod`, ...
    pub kind: String,
    pub name: String,
    pub containers: Vec<Container>,
}

#[derive(Clone, Debug)]
pub struct Container {
    pub name: String,
    pub image: Option<Located<String>>,
    pub ports: Vec<ContainerPort>,
    pub probes: Vec<Probe>,
    pub command: Option<Vec<Located<String>>>,
    pub args: Option<Vec<Located<String>>>,
    /// Names and literal values; `None` where it comes from elsewhere.
    pub env: Vec<(String, Option<Located<String>>)>,
    /// `securityContext` of the container, else of the pod.
    pub run_as_user: Option<Located<i64>>,
    pub run_as_non_root: Option<Located<bool>>,
    pub place: Place,
}

#[derive(Clone, Debug)]
pub struct ContainerPort {
    pub name: Option<String>,
    pub number: Located<u16>,
    pub udp: bool,
}

#[derive(Clone, Debug)]
pub struct Probe {
    /// `readinessProbe`, `livenessProbe`, `startupProbe`.
    pub kind: &'static str,
    pub port: Option<Located<ProbePort>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProbePort {
    Number(u16),
    Name(String),
}

/// Every workload of the files. A file that is a template, is broken, or is no manifest, yields nothing.
pub fn read(files: &[PathBuf]) -> Vec<Workload> {
    let _ = files;
    Vec::new()
}
