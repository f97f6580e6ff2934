//! Look-ups in a stage's file system: a walk from the end of its log to its base.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use crate::context::{Node, dockerignore};
use crate::facts::Tri;
use crate::limits;

use super::Model;
use super::files::{Access, Change, Content, Entry, EntryKind, Found, Look, Origin, StageId, Tree, What};
use super::installed;
use super::looked::{Doubts, Gathered, Touch};
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
        let asked = (self.doubts, stage, changes);
        let known = match self.model.looked.known(asked, at_path) {
            Some((at, gathered)) if at == changes => return gathered.settled(),
            known => known,
        };
        let gathered = self.read(stage, changes, at_path, known);
        // What was not read to its end for want of steps may be read another time.
        if self.fuel.get() > 0 && self.depth.get() == 0 {
            self.model.looked.remember(asked, at_path, &gathered);
        }
        gathered.settled()
    }

    fn read(&self, stage: StageId, changes: usize, at_path: &str, known: Option<(usize, Gathered)>) -> Gathered {
        let depth = self.depth.replace(self.depth.get() + 1);
        let gathered = match depth < DEEPEST {
            true => self.in_log(stage, changes, at_path, known),
            false => Gathered::unknown("it went through too many stages"),
        };
        self.depth.set(depth);
        gathered
    }

    /// Goes through the log, back to what is known.
    fn in_log(&self, stage: StageId, changes: usize, at_path: &str, known: Option<(usize, Gathered)>) -> Gathered {
        let Some(it) = self.model.stages.get(stage) else {
            return Gathered::unknown("the stage does not exist");
        };
        let mut gathered = Gathered::default();
        let since = known.as_ref().map_or(0, |(since, _)| *since);
        let mut naming = it.changes.naming(at_path, since..changes.min(it.changes.len()));
        while let Some(index) = naming.next() {
            let fuel = self.fuel.get();
            if fuel == 0 {
                limits::reached(
                    "some files of the image are not looked up, as that takes too many steps",
                    self.model.source.path().display(),
                );
                return Gathered::unknown("there are too many steps to look through");
            }
            self.fuel.set(fuel - 1);
            self.model.visited.fetch_add(1, Ordering::Relaxed);
            let change = &it.changes[index];
            match self.change(stage, change, at_path, &mut gathered.touch) {
                Step::Done(look) => {
                    gathered.end = Some(look);
                    return gathered;
                }
                Step::Doubt(why) => {
                    // A COPY may replace a file, which is seldom, and does not change its mode.
                    gathered.touch.is_open |= self.model.copy_at(change.instruction).is_none();
                    gathered.doubt.get_or_insert(why);
                    if gathered.touch.is_open {
                        naming.skip_doubts();
                    }
                }
                Step::Implied(found) => {
                    gathered.implied.get_or_insert_with(|| Box::new(found));
                    naming.skip_implied();
                }
                Step::On => {}
            }
        }
        match known {
            Some((_, earlier)) => gathered.then(earlier),
            None => Gathered { end: Some(self.base(stage, at_path)), ..gathered },
        }
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

fn found(entry: Entry, at_path: &str) -> Found {
    Found { entry, path: at_path.to_owned(), trail: Vec::new() }
}

fn applies(at_path: &str, changed: &str, recursive: bool) -> bool {
    if recursive { path::below(at_path, changed).is_some() } else { at_path == changed }
}
