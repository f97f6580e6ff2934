//! Steps of a RUN that the user in force may surely not do.

use crate::facts::base::BaseFacts;
use crate::facts::commands::Effect;
use crate::source::Span;

use super::Model;
use super::files::{EntryKind, Found, Look, StageId};
use super::path;
use super::run::Runner;
use super::stage::Stage;

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
                let known = ROOTS.contains(&path::parent(at)) || self.is_new_here(stage, user);
                self.look_own(stage, at).is_absent() && known && self.is_roots(stage, at, user)
            }
        }
    }

    /// Whether the base surely has no such account, so that it keeps no folders for it.
    fn is_new_here(&self, stage: StageId, user: &str) -> bool {
        let facts = self.chain(stage).last().and_then(Stage::facts);
        let has = |facts: &BaseFacts| {
            let id = user.parse().ok();
            facts.accounts_open
                || facts
                    .accounts
                    .iter()
                    .any(|(name, own)| name == user || (id.is_some() && (*own == id || own.is_none())))
        };
        facts.is_some_and(|facts| !has(facts))
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
                    return match self.owner_kept(stage, folder, &found).as_deref() {
                        Some("root") => !found.trail.is_empty() || of_base,
                        Some(_) => false,
                        None => of_base,
                    };
                }
                // No base gives folders of the distribution away, nor others to an account of ours; nothing here did.
                Look::Unknown(_) if !self.look_own(stage, folder).is_absent() => return false,
                Look::Unknown(_) if ROOTS.contains(&folder) => return true,
                Look::Unknown(_) if self.is_new_here(stage, user) => folder = path::parent(folder),
                Look::Unknown(_) => return false,
                Look::Absent => folder = path::parent(folder),
            }
        }
    }

    /// The owner of a folder: a COPY into one that is there leaves it as it was.
    fn owner_kept(&self, stage: StageId, folder: &str, found: &Found) -> Option<String> {
        let now = found.entry.owner.clone();
        let Some(origin) = found.trail.first().filter(|origin| origin.stage == stage) else { return now };
        let into = self.copy_at(origin.instruction);
        if into.is_none_or(|copy| copy.destination.path.as_deref() != Some(folder)) {
            return now;
        }
        let changes = self.stages[stage].before(origin.instruction).changes;
        match self.look_at(stage, changes, folder) {
            Look::Present(before) => before.entry.owner,
            Look::Absent => now,
            Look::Unknown(_) => None,
        }
    }
}
