//! Look-ups in a stage's file system: a walk from the end of its log to its base.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use crate::context::{Node, dockerignore};
use crate::facts::Tri;

use super::Model;
use super::files::{Access, Change, Content, Entry, EntryKind, Found, Look, Origin, StageId, Tree, What};
use super::installed;
use super::looked::Doubts;
use super::path;
use super::stage::Base;

/// How many log entries one look-up may visit. Real files need a few hundred.
const FUEL: u32 = 200_000;
/// The same for all look-ups of one Dockerfile. Real files need some hundred thousand.
const FUEL_OF_ALL: u32 = 20_000_000;
/// How many stages, one built from the other or copied from it, one look-up goes through.
const DEEPEST: u32 = 100;
/// How many symbolic links one look-up follows, as Linux does.
const LINKS: u32 = 40;

impl Model {
    /// What stands at the absolute `at_path` at the end of `stage`, links followed.
    pub fn look(&self, stage: StageId, at_path: &str) -> Look {
        self.look_at(stage, self.end_of(stage), at_path)
    }

    /// The same, of what the stages themselves put there: base images count as empty.
    pub fn look_own(&self, stage: StageId, at_path: &str) -> Look {
        self.walk(Doubts::NotOfBases).resolve(stage, self.end_of(stage), &path::clean(at_path), LINKS)
    }

    /// The same, for a program of the operating system such as `curl` or `sh`: that a folder of programs was
    /// written to (`pip install`, a copied prefix) is no reason to think that it came along.
    pub fn look_for_tool(&self, stage: StageId, changes: usize, at_path: &str) -> Look {
        self.walk(Doubts::NotOfFolders).resolve(stage, changes, &path::clean(at_path), LINKS)
    }

    fn end_of(&self, stage: StageId) -> usize {
        self.stages.get(stage).map_or(0, |stage| stage.changes.len())
    }

    pub(super) fn walk(&self, doubts: Doubts) -> Walk<'_> {
        let left = FUEL_OF_ALL.saturating_sub(self.visited.load(Ordering::Relaxed));
        Walk { model: self, fuel: Cell::new(left.min(FUEL)), depth: Cell::new(0), known: RefCell::default(), doubts }
    }

    /// The same, after the first `changes` entries of the stage's log.
    pub fn look_at(&self, stage: StageId, changes: usize, at_path: &str) -> Look {
        self.walk(Doubts::All).resolve(stage, changes, &path::clean(at_path), LINKS)
    }
}

pub(super) struct Walk<'a> {
    model: &'a Model,
    fuel: Cell<u32>,
    depth: Cell<u32>,
    /// What was found in other stages: by stage, length of its log and path.
    known: RefCell<BTreeMap<(StageId, usize, String), Look>>,
    doubts: Doubts,
}

impl Walk<'_> {
    /// Follows links in every folder of the path, then at its end.
    pub(super) fn resolve(&self, stage: StageId, changes: usize, at_path: &str, links: u32) -> Look {
        if at_path == "/" {
            return Look::Present(found(Entry::folder(), "/"));
        }
        let mut last = Look::Absent;
        for prefix in path::prefixes(at_path) {
            last = self.merged(stage, changes, prefix);
            let Look::Present(it) = &last else { continue };
            let EntryKind::Link(target) = &it.entry.kind else { continue };
            if links == 0 {
                return Look::Unknown(format!("`{at_path}` goes through too many links"));
            }
            let target = path::join(path::parent(prefix), target);
            let rest = path::below(at_path, prefix).unwrap_or_default();
            return self.resolve(stage, changes, &path::child(&target, rest), links - 1);
        }
        last
    }

    /// Distributions keep `/bin`, `/sbin` and `/lib` as links into `/usr`; facts do not always say so.
    fn merged(&self, stage: StageId, changes: usize, at_path: &str) -> Look {
        let direct = self.exact(stage, changes, at_path);
        let Some(twin) = path::twin(at_path) else { return direct };
        match direct {
            Look::Present(_) => direct,
            Look::Absent => self.exact(stage, changes, &twin),
            Look::Unknown(why) => match self.exact(stage, changes, &twin) {
                Look::Present(found) => Look::Present(found),
                _ => Look::Unknown(why),
            },
        }
    }

    fn exact(&self, stage: StageId, changes: usize, at_path: &str) -> Look {
        let asked = (self.doubts, stage, changes, at_path.to_owned());
        self.model.looked.once(asked, || {
            let look = self.read(stage, changes, at_path);
            // What was not read to its end for want of steps may be read another time.
            (look, self.fuel.get() > 0 && self.depth.get() == 0)
        })
    }

    fn read(&self, stage: StageId, changes: usize, at_path: &str) -> Look {
        let depth = self.depth.replace(self.depth.get() + 1);
        let look = match depth < DEEPEST {
            true => self.in_log(stage, changes, at_path),
            false => Look::Unknown("it went through too many stages".to_owned()),
        };
        self.depth.set(depth);
        look
    }

    fn in_log(&self, stage: StageId, changes: usize, at_path: &str) -> Look {
        let Some(it) = self.model.stages.get(stage) else {
            return Look::Unknown("the stage does not exist".to_owned());
        };
        let mut doubt: Option<String> = None;
        let mut implied: Option<Found> = None;
        let mut touch = Touch::default();
        for change in it.changes[..changes.min(it.changes.len())].iter().rev() {
            let fuel = self.fuel.get();
            if fuel == 0 {
                return Look::Unknown("there are too many steps to look through".to_owned());
            }
            self.fuel.set(fuel - 1);
            self.model.visited.fetch_add(1, Ordering::Relaxed);
            match self.change(stage, change, at_path, &mut touch) {
                Step::Done(look) => return settle(look, implied, doubt, &touch),
                Step::Doubt(why) => {
                    // A COPY may replace a file, which is seldom, and does not change its mode.
                    let is_copy = self.model.copies.iter().any(|copy| copy.instruction == change.instruction);
                    touch.is_open |= !is_copy;
                    doubt.get_or_insert(why);
                }
                Step::Implied(found) => {
                    implied.get_or_insert(found);
                }
                Step::On => {}
            }
        }
        settle(self.base(stage, at_path), implied, doubt, &touch)
    }

    /// What one log entry says of the path.
    fn change(&self, stage: StageId, change: &Change, at_path: &str, touch: &mut Touch) -> Step {
        let origin = || Origin { stage, instruction: change.instruction, path: at_path.to_owned() };
        match &change.what {
            What::Add { path: added, entry } => match path::below(added, at_path) {
                Some("") => Step::Done(Look::Present(Found {
                    entry: entry.clone(),
                    path: at_path.to_owned(),
                    trail: vec![origin()],
                })),
                Some(_) => Step::Implied(Found { trail: vec![origin()], ..found(Entry::folder(), at_path) }),
                None => Step::On,
            },
            What::Remove { path: removed } if path::below(at_path, removed).is_some() => Step::Done(Look::Absent),
            What::Remove { .. } => Step::On,
            What::Open { path: opened, why } if path::below(at_path, opened).is_some() => {
                let narrow = opened != at_path && !self.may_bring(change.instruction, opened, at_path);
                if narrow && self.doubts == Doubts::NotOfFolders { Step::On } else { Step::Doubt(why.clone()) }
            }
            What::Open { .. } => Step::On,
            What::Tree { path: placed, from, access } => match path::below(at_path, placed) {
                Some(rest) => self.placed(stage, (from, placed, access), rest, at_path, origin()),
                None if path::below(placed, at_path).is_some() => {
                    Step::Implied(Found { trail: vec![origin()], ..found(Entry::folder(), at_path) })
                }
                None => Step::On,
            },
            What::Packages(packages) => match installed::step(packages, at_path, origin()) {
                // Packages bring programs, hardly ever other files that somebody asks for by name.
                Step::Doubt(_) if self.doubts == Doubts::NotOfBases && !path::parent(at_path).ends_with("bin") => {
                    Step::On
                }
                step => step,
            },
            What::Executable { path: changed, executable, recursive } => {
                if applies(at_path, changed, *recursive) {
                    touch.executable.get_or_insert(*executable);
                }
                Step::On
            }
            What::Owner { path: changed, user, recursive } => {
                if applies(at_path, changed, *recursive) {
                    touch.owner.get_or_insert_with(|| user.clone());
                }
                Step::On
            }
            What::WorldWritable { path: changed, recursive } => {
                if applies(at_path, changed, *recursive) {
                    touch.owner.get_or_insert_with(|| "*".to_owned());
                }
                Step::On
            }
        }
    }

    /// Whether what opened a folder may have put files of the system there: programs, or settings such as
    /// certificates.
    fn may_bring(&self, instruction: usize, opened: &str, at_path: &str) -> bool {
        let settings = at_path.contains("/etc/") && self.model.installs_itself(instruction);
        path::below(opened, "/etc").is_some() || settings || self.model.may_bring_programs(instruction, opened)
    }

    /// A path below the place of a tree, with what the COPY says of owner and mode.
    fn placed(
        &self,
        stage: StageId,
        (from, placed, access): (&Tree, &str, &Access),
        rest: &str,
        at_path: &str,
        origin: Origin,
    ) -> Step {
        let instruction = origin.instruction;
        match self.tree(stage, from, rest, at_path, origin) {
            Step::Done(Look::Present(mut found)) => {
                found.entry.owner = Some(access.owner.clone().unwrap_or_else(|| "root".to_owned()));
                if let (Some(executable), EntryKind::File) = (access.executable, &found.entry.kind) {
                    found.entry.executable = if executable { Tri::Yes } else { Tri::No };
                }
                Step::Done(Look::Present(found))
            }
            Step::Doubt(_)
                if self.doubts == Doubts::NotOfFolders
                    && placed != at_path
                    && !self.may_bring(instruction, placed, at_path) =>
            {
                Step::On
            }
            step => step,
        }
    }

    /// A path below the place of a tree: looked up where the tree comes from.
    fn tree(&self, stage: StageId, from: &Tree, rest: &str, at_path: &str, origin: Origin) -> Step {
        match from {
            Tree::Context { path: folder, exclude } => self.in_context(folder, exclude, rest, at_path, origin),
            Tree::Stage { stage: other, at, path: source } => {
                let Some(it) = self.model.stages.get(*other) else { return Step::On };
                // A look-up may only go to earlier stages, or back in the log of its own: this ends.
                let at = match at {
                    Some(at) => *at,
                    None if *other < stage => it.changes.len(),
                    None => return Step::Doubt("a stage copies from itself".to_owned()),
                };
                match self.elsewhere(*other, at, path::child(source, rest)) {
                    Look::Present(mut found) => {
                        found.trail.insert(0, origin);
                        found.path = at_path.to_owned();
                        Step::Done(Look::Present(found))
                    }
                    Look::Absent => Step::On,
                    Look::Unknown(why) => Step::Doubt(why),
                }
            }
            Tree::Image { .. } if rest.is_empty() => {
                let entry = Entry { owner: None, ..Entry::file(Tri::Unknown) };
                Step::Done(Look::Present(Found { trail: vec![origin], ..found(entry, at_path) }))
            }
            Tree::Image { name } => Step::Doubt(format!("the files of `{name}` are not known")),
        }
    }

    /// What stands at the path of another stage. Remembered, as each folder on a path is asked for anew.
    fn elsewhere(&self, stage: StageId, changes: usize, at_path: String) -> Look {
        let key = (stage, changes, at_path);
        let known = self.known.borrow().get(&key).cloned();
        known.unwrap_or_else(|| {
            let look = self.resolve(stage, changes, &key.2, LINKS);
            self.known.borrow_mut().insert(key, look.clone());
            look
        })
    }

    fn in_context(&self, folder: &str, exclude: &[String], rest: &str, at_path: &str, origin: Origin) -> Step {
        let Some(context) = &self.model.context else {
            return Step::Doubt("there is no build context".to_owned());
        };
        let name = match (folder, rest) {
            ("", rest) => rest.to_owned(),
            (folder, "") => folder.to_owned(),
            (folder, rest) => format!("{folder}/{rest}"),
        };
        if !exclude.is_empty() {
            let left_out = dockerignore::from_patterns(exclude.iter().map(String::as_str));
            if [name.as_str(), rest].iter().any(|it| !it.is_empty() && left_out.excludes(it, false)) {
                return Step::On;
            }
        }
        let (kind, executable) = match context.node(&name) {
            Node::Missing => {
                return match context.made_elsewhere(&name) {
                    Some(why) => Step::Doubt(format!("`{name}` may be in the build context: {why}")),
                    None => Step::On,
                };
            }
            Node::Folder => (EntryKind::Folder, Tri::Yes),
            Node::File { executable, .. } => (EntryKind::File, if executable { Tri::Yes } else { Tri::No }),
            Node::Link(target) => (EntryKind::Link(target), Tri::Unknown),
        };
        if context.is_ignored(&name) {
            return Step::On;
        }
        let entry = Entry { kind, executable, owner: None, content: Content::Context(name) };
        Step::Done(Look::Present(Found { entry, path: at_path.to_owned(), trail: vec![origin] }))
    }

    fn base(&self, stage: StageId, at_path: &str) -> Look {
        match &self.model.stages[stage].base {
            Base::Scratch => Look::Absent,
            Base::Image { facts: Some(_), .. } if self.doubts == Doubts::NotOfBases => Look::Absent,
            Base::Stage(parent) if *parent < stage => {
                self.exact(*parent, self.model.stages[*parent].changes.len(), at_path)
            }
            Base::Stage(_) => Look::Unknown("a stage is built from itself".to_owned()),
            Base::Unknown(why) => Look::Unknown(why.clone()),
            Base::Image { facts: None, reference } => {
                Look::Unknown(format!("the files of `{}` are not known", reference.name))
            }
            Base::Image { facts: Some(facts), reference } => match facts.path(at_path) {
                Tri::Yes => {
                    let owner = Some("root".to_owned());
                    let entry = if facts.is_folder(at_path) { Entry::folder() } else { Entry::file(Tri::Yes) };
                    Look::Present(found(Entry { owner, ..entry }, at_path))
                }
                Tri::No => Look::Absent,
                Tri::Unknown => Look::Unknown(format!("`{}` may hold it", reference.name)),
            },
        }
    }
}

pub(super) enum Step {
    Done(Look),
    /// The path may have been written here; what lies below decides whether it is there for sure.
    Doubt(String),
    /// A folder that must be there because something lies below it; an earlier entry may say more of it.
    Implied(Found),
    On,
}

/// What later changes did to whatever is found.
#[derive(Default)]
struct Touch {
    /// Whether a command that is not understood may have changed the mode.
    is_open: bool,
    executable: Option<bool>,
    owner: Option<String>,
}

fn settle(look: Look, implied: Option<Found>, doubt: Option<String>, touch: &Touch) -> Look {
    let look = match (look, implied) {
        (Look::Present(found), _) => Look::Present(found),
        (Look::Absent, Some(implied)) => Look::Present(implied),
        (Look::Unknown(_), Some(mut implied)) => {
            implied.entry.owner = None;
            Look::Present(implied)
        }
        (look, None) => look,
    };
    match (look, doubt) {
        (Look::Present(mut found), doubt) => {
            if let (Some(executable), EntryKind::File) = (touch.executable, &found.entry.kind) {
                found.entry.executable = if executable { Tri::Yes } else { Tri::No };
            } else if touch.is_open {
                found.entry.executable = Tri::Unknown;
            }
            if let Some(owner) = &touch.owner {
                found.entry.owner = Some(owner.clone());
            } else if doubt.is_some() {
                found.entry.owner = None;
            }
            Look::Present(found)
        }
        (Look::Absent, Some(why)) => Look::Unknown(why),
        (look, _) => look,
    }
}

fn found(entry: Entry, at_path: &str) -> Found {
    Found { entry, path: at_path.to_owned(), trail: Vec::new() }
}

fn applies(at_path: &str, changed: &str, recursive: bool) -> bool {
    if recursive { path::below(at_path, changed).is_some() } else { at_path == changed }
}
