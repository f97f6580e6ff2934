//! The effects of a command become entries in the stage's log.

use crate::facts::Tri;
use crate::facts::commands::{Arg, Effect};
use crate::facts::packages;
use crate::syntax::shell::Reach;

use super::built::Built;
use super::files::{Access, Compiled, Content, Entry, EntryKind, Look, Packages, Tree, What};
use super::path;
use super::run::Runner;
use super::stage::Account;

/// An effect, and whether it surely happens.
pub(super) struct Change {
    pub(super) effect: Effect,
    pub(super) reach: Reach,
}

impl Runner<'_> {
    pub(super) fn apply(&mut self, change: Change) {
        let reach = change.reach;
        match change.effect {
            Effect::Folder(at) => {
                if !self.look(&at).is_present() {
                    let owner = self.user();
                    self.add(at, Entry { owner, ..Entry::folder() }, reach);
                }
            }
            Effect::File { path: at, executable } => {
                let executable = executable.map_or(Tri::Unknown, |it| if it { Tri::Yes } else { Tri::No });
                let owner = self.user();
                self.add(at, Entry { owner, ..Entry::file(executable) }, reach);
            }
            Effect::Program { path: at, language, dynamic, package } => {
                let folder = self.folder.clone();
                let content = Content::Program(Compiled { language, dynamic, package, folder });
                let owner = self.user();
                self.add(at, Entry { content, owner, ..Entry::file(Tri::Yes) }, reach);
            }
            Effect::Link { path: at, target } => {
                let entry = Entry { kind: EntryKind::Link(target), ..Entry::file(Tri::Unknown) };
                self.add(at, entry, reach);
            }
            Effect::Copy { from, to, into, contents_only } => {
                self.copy(&from, &to, if contents_only { Some(false) } else { into }, reach);
            }
            Effect::Move { from, to, into } => {
                self.copy(&from, &to, into, reach);
                if let Some(at) = known(&from).and_then(|from| self.absolute(from)) {
                    self.remove(at, reach);
                }
            }
            Effect::Remove { path: at } => self.remove(at, reach),
            effect @ (Effect::Executable { .. } | Effect::Owner { .. } | Effect::Mode { .. }) => {
                self.access(effect, reach);
            }
            Effect::Account { name, id } => self.account(name, id, reach),
            Effect::Install { manager, packages, recommends, group: _ } => {
                self.install(manager, &packages, recommends, reach)
            }
            Effect::Uninstall { manager, packages } => {
                for name in packages.iter().filter_map(known) {
                    for file in packages::files(manager, name) {
                        self.remove(file.to_owned(), reach);
                    }
                }
            }
            Effect::Builds { path: at, by, said, rivals } if reach == Reach::Always => {
                let (stage, instruction) = (self.stage, self.instruction);
                self.built(Built { stage, instruction, path: at, by, said, rivals });
            }
            Effect::Opens { path, why } => self.push(What::Open { path, why }),
            Effect::Chdir(_) | Effect::Group { .. } | Effect::Builds { .. } => {}
        }
    }

    /// Its output is there from now on: a folder, or an archive by its name.
    fn built(&mut self, built: Built) {
        if !self.look(&built.path).is_present() {
            let is_archive = built.path.ends_with(".jar") || built.path.ends_with(".war");
            let entry = if is_archive { Entry::file(Tri::No) } else { Entry::folder() };
            let owner = self.user();
            self.add(built.path.clone(), Entry { owner, ..entry }, Reach::Always);
        }
        self.model.built.push(built);
    }

    /// What `chmod` and `chown` change.
    fn access(&mut self, effect: Effect, reach: Reach) {
        match effect {
            Effect::Executable { path, .. } | Effect::Owner { path, .. } | Effect::Mode { path, .. }
                if reach != Reach::Always =>
            {
                self.push(What::Open { path, why: "a branch of a RUN may change it".to_owned() });
            }
            Effect::Executable { path, executable, recursive } => {
                self.push(What::Executable { path, executable, recursive });
            }
            Effect::Owner { path, user, recursive } => {
                let user = user.split([':', '.']).next().unwrap_or_default().to_owned();
                if !user.is_empty() {
                    self.push(What::Owner { path, user, recursive });
                }
            }
            Effect::Mode { path, mode, recursive } if opens_to_others(&mode) => {
                self.push(What::WorldWritable { path, recursive });
            }
            _ => {}
        }
    }

    /// Adds an entry, or the doubt whether it is there.
    pub(super) fn add(&mut self, at: String, entry: Entry, reach: Reach) {
        let what = match reach {
            Reach::Always => What::Add { path: at, entry },
            Reach::Maybe => What::Open { path: at, why: "a branch of a RUN may make it".to_owned() },
        };
        self.push(what);
    }

    fn remove(&mut self, at: String, reach: Reach) {
        if at.contains(['*', '?', '[']) {
            let folder = path::parent(&at).to_owned();
            return self.push(What::Open { path: folder, why: "a pattern may remove it".to_owned() });
        }
        self.push(match reach {
            Reach::Always => What::Remove { path: at },
            Reach::Maybe => What::Open { path: at, why: "a branch of a RUN may remove it".to_owned() },
        });
    }

    fn account(&mut self, name: String, id: Option<u32>, reach: Reach) {
        if reach == Reach::Maybe {
            self.state.accounts_open.get_or_insert_with(|| "a branch of a RUN may make it".to_owned());
        }
        let instruction = Some(self.instruction);
        self.accounts().insert(name, Account { id, instruction });
    }

    fn install(&mut self, manager: packages::Manager, names: &[Arg], recommends: bool, reach: Reach) {
        let known_names: Vec<String> = names.iter().filter_map(known).map(str::to_owned).collect();
        let complete = known_names.len() == names.len() && reach == Reach::Always;
        let names = if reach == Reach::Always { known_names } else { Vec::new() };
        self.push(What::Packages(Packages::new(manager, names, complete, recommends)));
    }

    fn copy(&mut self, from: &Arg, to: &str, into: Option<bool>, reach: Reach) {
        let open = |path: &str, why: &str| What::Open { path: path.to_owned(), why: why.to_owned() };
        let Some(source) = known(from).and_then(|from| self.absolute(from)) else {
            return self.push(open(to, "a command may copy it there"));
        };
        if reach == Reach::Maybe {
            return self.push(open(to, "a branch of a RUN may copy it there"));
        }
        let is_folder = || self.look(to).found().is_some_and(|found| found.entry.kind == EntryKind::Folder);
        let into = into.unwrap_or_else(is_folder);
        let inside = path::child(to, path::file_name(&source));
        let at = Some(self.model.stages[self.stage].changes.len());
        let tree = |path: String| {
            let from = Tree::Stage { stage: self.stage, at, path: source.clone() };
            What::Tree { path, from, access: Access { owner: self.user(), executable: None } }
        };
        let changes = match self.look(&source) {
            Look::Present(_) if into => vec![tree(inside)],
            Look::Present(_) => vec![tree(to.to_owned())],
            Look::Absent => vec![open(to, "a command may copy it there")],
            Look::Unknown(why) => vec![open(to, &why), tree(to.to_owned())],
        };
        changes.into_iter().for_each(|what| self.push(what));
    }
}

fn known(arg: &Arg) -> Option<&str> {
    match arg {
        Arg::Known(text) => Some(text),
        Arg::Glob(_) | Arg::Unknown => None,
    }
}

/// Whether a mode lets others, or the group, write: `777`, `g+w`, `a+rwX`, `g=u`.
fn opens_to_others(mode: &str) -> bool {
    let digits = mode.trim_start_matches('0');
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let last = digits.bytes().last().map_or(0, |byte| byte - b'0');
        let group = digits.bytes().rev().nth(1).map_or(0, |byte| byte - b'0');
        return (last | group) & 2 != 0;
    }
    mode.split(',').any(|part| {
        let who = part.split(['+', '=']).next().unwrap_or_default();
        let what = part.split(['+', '=']).nth(1).unwrap_or_default();
        (who.is_empty() || who.contains(['a', 'o', 'g'])) && what.contains(['w', 'u'])
    })
}
