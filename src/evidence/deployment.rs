//! What runs an image, whatever platform says so: workloads and their containers, with places.
//!
//! Readers of Kubernetes, Compose and others fill these; rules see no platform's own format.

use std::path::PathBuf;

use super::{Located, Place};

/// Who runs the containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    Kubernetes,
    Compose,
    /// One container or machine for an image: `fly.toml`, `app.yaml`, `Dockerrun.aws.json`, a dev container.
    Service,
}

#[derive(Clone, Debug)]
pub struct Workload {
    pub platform: Platform,
    /// `Deployment`, `Pod`, `service`, ...
    pub kind: String,
    pub name: String,
    /// `None`: that of whoever applies the manifest.
    pub namespace: Option<String>,
    /// The labels of the pods; `None` where some are not known.
    pub labels: Option<Vec<(String, Located<String>)>>,
    pub containers: Vec<Container>,
    /// How surely the containers run the image that is looked at.
    pub link: Link,
}

/// How it is known that a container runs an image, the weakest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Link {
    /// The image is called like a folder, or there is no other it could be.
    #[default]
    Likely,
    /// A file that builds the image gives it the name that the container asks for.
    Strong,
    /// The manifest itself builds it, or the configuration says so.
    Certain,
}

#[derive(Clone, Debug)]
pub struct Container {
    pub platform: Platform,
    pub name: String,
    pub image: Option<Located<String>>,
    /// What the container says that it listens on; of a mapping the container's side.
    pub ports: Vec<ContainerPort>,
    pub probes: Vec<Probe>,
    /// In place of the image's ENTRYPOINT (and of its CMD): `command` of Kubernetes, `entrypoint` of Compose.
    pub command: Option<Vec<Located<String>>>,
    /// In place of the image's CMD: `args` of Kubernetes, `command` of Compose.
    pub args: Option<Vec<Located<String>>>,
    /// Names and literal values; `None` where it comes from elsewhere.
    pub env: Vec<Variable>,
    /// More variables come from a place that is not read: `envFrom`, `env_file`.
    pub env_open: bool,
    pub security: Security,
    /// Where volumes are mounted: absolute paths.
    pub mounts: Vec<Located<String>>,
    /// `workingDir`, `working_dir`.
    pub folder: Option<Located<String>>,
    pub setting: Setting,
    pub place: Place,
}

/// A name, and its value where that is written.
pub type Variable = (Located<String>, Option<Located<String>>);

/// What platforms say that also build the image and lend it folders of the host.
#[derive(Clone, Debug, Default)]
pub struct Setting {
    pub image: Made,
    /// Folders and files of the host that lie over those of the image.
    pub binds: Vec<Bind>,
    /// The command may be another one: a variable, or a file that is laid over this one, decides.
    pub start_open: bool,
    /// It may serve ports that are not known here.
    pub ports_open: bool,
    /// It lives in the network of the host or of another container.
    pub network_shared: bool,
}

/// Where the image of a container comes from.
#[derive(Clone, Debug, Default)]
pub enum Made {
    /// It has a name only.
    #[default]
    Named,
    /// The manifest says how it is built.
    Built(Build),
    /// It is built in a way that is not known: from no Dockerfile of the repository.
    Elsewhere,
}

#[derive(Clone, Debug)]
pub struct Build {
    /// Absolute.
    pub dockerfile: PathBuf,
    /// Absolute.
    pub context: PathBuf,
    pub target: Option<String>,
    /// Build arguments; `None` where the value comes from elsewhere.
    pub args: Vec<(String, Option<String>)>,
}

#[derive(Clone, Debug)]
pub struct Bind {
    /// Absolute, in the container.
    pub target: String,
    /// Absolute, on the host; `None` where it is not known.
    pub source: Option<PathBuf>,
}

/// What the platform sets of user and rights, the container's own word before its pod's.
#[derive(Clone, Debug, Default)]
pub struct Security {
    /// `user` as Compose writes it, name or number, perhaps with a group.
    pub user: Option<Located<String>>,
    pub run_as_user: Option<Located<i64>>,
    pub run_as_group: Option<Located<i64>>,
    pub run_as_non_root: Option<Located<bool>>,
    pub read_only_root: Option<Located<bool>>,
    pub privileged: bool,
    /// Capabilities as written: `NET_BIND_SERVICE`, `ALL`.
    pub added: Vec<String>,
    pub dropped: Vec<String>,
    /// From this port on every user may bind, where the manifest says so (`net.ipv4.ip_unprivileged_port_start`).
    pub unprivileged_from: Option<u16>,
}

#[derive(Clone, Debug)]
pub struct ContainerPort {
    /// The key in the manifest: `containerPort`, `ports`, `expose`, `internal_port`.
    pub key: &'static str,
    pub name: Option<String>,
    pub number: Located<u16>,
    pub udp: bool,
}

/// `readinessProbe`, `livenessProbe`, `startupProbe`, `healthcheck`.
#[derive(Clone, Debug)]
pub struct Probe {
    /// The key in the manifest.
    pub kind: &'static str,
    pub action: Action,
    /// In seconds, where they are written.
    pub initial_delay: Option<Located<u32>>,
    pub period: Option<Located<u32>>,
    pub timeout: Option<Located<u32>>,
    pub failure_threshold: Option<Located<u32>>,
    pub place: Place,
}

#[derive(Clone, Debug)]
pub enum Action {
    /// HTTP, TCP or gRPC: a port is asked.
    Port(Located<ProbePort>),
    /// A command is run in the container.
    Exec(Vec<Located<String>>),
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProbePort {
    Number(u16),
    Name(String),
}

impl Probe {
    /// The port that is asked.
    pub fn port(&self) -> Option<&Located<ProbePort>> {
        match &self.action {
            Action::Port(port) => Some(port),
            Action::Exec(_) | Action::Unknown => None,
        }
    }
}
