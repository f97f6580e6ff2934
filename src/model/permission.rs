//! Steps of a RUN that the user in force may surely not do.

use crate::facts::commands::Effect;
use crate::source::Span;

use super::Model;
use super::files::{EntryKind, Look, StageId};
use super::path;
use super::run::Runner;

/// A step of the build that the user in force may not do.
#[derive(Clone, Debug)]
pub struct Write {
    pub stage: StageId,
    pub instruction: usize,
    pub span: Span,
    pub user: String,
    /// What cannot be written; `None`: packages cannot be installed.
    pub path: Option<String>,
    /// The USER in force.
    pub since: Option<usize>,
}

/// Folders that belong to root in every distribution.
const ROOTS: [&str; 13] = [
    "/",
    "/bin",
    "/etc",
    "/lib",
    "/opt",
    "/sbin",
    "/srv",
    "/usr",
    "/usr/bin",
    "/usr/lib",
    "/usr/share",
    "/usr/local",
    "/var",
];

impl Runner<'_> {
    /// Notes a step that the user in force may not do: packages, and files in folders that are root's.
    pub(super) fn permission(&mut self, effect: &Effect) {
        let Some(user) = self.user().filter(|user| user != "root") else { return };
        let path = match effect {
            Effect::Install { .. } => None,
            Effect::Folder(at) | Effect::File { path: at, .. } | Effect::Program { path: at, .. } => Some(at.as_str()),
            // Installing the modules of a project makes this folder in any case.
            Effect::Opens { path: at, .. } if path::file_name(at) == "node_modules" => Some(at.as_str()),
            _ => return,
        };
        self.refuse(path, user);
    }

    /// Notes that `user` may not write `path` (`None`: install packages), where that is sure.
    pub(super) fn refuse(&mut self, path: Option<&str>, user: String) {
        if path.is_some_and(|at| !self.model.is_refused(self.stage, at, &user)) {
            return;
        }
        let path = path.map(str::to_owned);
        let (stage, instruction, span) = (self.stage, self.instruction, self.span);
        let since = self.state.user.instruction;
        self.model.writes.push(Write { stage, instruction, span, user, path, since });
    }
}

impl Model {
    /// Whether `user` may surely not write `at`: a file of root's, or a new one in a folder of root's.
    pub fn is_refused(&self, stage: StageId, at: &str, user: &str) -> bool {
        match self.look(stage, at) {
            Look::Present(found) => {
                let is_file = found.entry.kind == EntryKind::File;
                is_file && found.entry.owner.as_deref() == Some("root") && !found.trail.is_empty()
            }
            Look::Absent => self.is_roots(stage, at, user),
            // Nothing here put it there: in the base it would be root's, too.
            Look::Unknown(_) => {
                self.look_own(stage, at).is_absent()
                    && ROOTS.contains(&path::parent(at))
                    && self.is_roots(stage, at, user)
            }
        }
    }

    /// Whether the nearest folder above `at` that is there surely belongs to root, and others may not write it.
    fn is_roots(&self, stage: StageId, at: &str, user: &str) -> bool {
        let mut folder = path::parent(at);
        loop {
            if matches!(folder, "/tmp" | "/var/tmp" | "/dev/shm") || folder.starts_with("/home") || user == "root" {
                return false;
            }
            match self.look(stage, folder) {
                Look::Present(found) => {
                    let of_base = found.trail.is_empty() && ROOTS.contains(&folder);
                    return match found.entry.owner.as_deref() {
                        Some("root") => !found.trail.is_empty() || of_base,
                        Some(_) => false,
                        None => of_base,
                    };
                }
                Look::Unknown(_) => {
                    // Folders of the distribution: no base gives them away, and nothing here did.
                    return ROOTS.contains(&folder) && self.look_own(stage, folder).is_absent();
                }
                Look::Absent => folder = path::parent(folder),
            }
        }
    }
}
