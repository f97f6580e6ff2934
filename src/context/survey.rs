//! All that lies below the context's root, weighed: what is sent, what is left out and by which line.
//!
//! Unlike the walk that rules ask for, this one asks for every size and enters what is left out.

use std::fs;
use std::path::Path;

use rayon::prelude::*;

use super::Context;
use super::dockerignore::{Ignored, Matched, Verdict};
use super::path::join;
use crate::limits;

/// What is told where the walk ends early.
pub(super) const CUT: &str =
    "only a part of the build context is looked at, as it has more than 2,000,000 entries or 200 levels";

/// The survey stops after so many entries.
const MOST_ENTRIES: u64 = 2_000_000;

/// Folders nested deeper are not entered.
const DEEPEST: usize = 200;

/// What lies in a build context. Sizes in bytes, of files alone.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// What the builder may be sent, sorted by path.
    pub sent: Vec<Item>,
    /// What is kept out, by the index of the pattern that does it; in the order of the patterns.
    pub left_out: Vec<LeftOut>,
    /// Symbolic links that lead out of the context, with their targets.
    pub leaving: Vec<(String, String)>,
    /// Sockets, pipes and devices, which are never sent.
    pub special: u64,
    /// Folders that could not be read.
    pub unreadable: Vec<String>,
    /// Some entries were not looked at: the numbers are lower bounds.
    pub truncated: bool,
}

/// A file or link, relative to the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub path: String,
    pub size: u64,
}

/// What one pattern keeps out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    pub pattern: usize,
    pub files: u64,
    pub bytes: u64,
    /// Where it first did so, in the order of the names.
    pub first: String,
}

impl Survey {
    pub fn bytes(&self) -> u64 {
        self.sent.iter().map(|item| item.size).sum()
    }

    /// What of `sent` is at `path` or below it; all for the root. Found by bisection: an instruction may name many paths.
    pub fn below<'a>(&'a self, path: &str) -> impl Iterator<Item = &'a Item> {
        let from = |start: &str| &self.sent[self.sent.partition_point(|item| item.path.as_str() < start)..];
        let own = from(path).first().filter(|item| item.path == path && !path.is_empty());
        let folder = if path.is_empty() { String::new() } else { format!("{path}/") };
        own.into_iter().chain(from(&folder).iter().take_while(move |item| item.path.starts_with(&folder)))
    }

    /// The names in the root with what is sent below each, the largest first.
    pub fn by_name(&self) -> Vec<(String, u64, u64)> {
        let mut names: Vec<(String, u64, u64)> = Vec::new();
        for item in &self.sent {
            let name = match item.path.split_once('/') {
                Some((folder, _)) => format!("{folder}/"),
                None => item.path.clone(),
            };
            match names.last_mut().filter(|(last, ..)| *last == name) {
                Some((_, files, bytes)) => (*files, *bytes) = (*files + 1, *bytes + item.size),
                None => names.push((name, 1, item.size)),
            }
        }
        names.sort_by(|one, other| (other.2, &one.0).cmp(&(one.2, &other.0)));
        names
    }

    fn join(mut self, other: Survey) -> Survey {
        self.sent.extend(other.sent);
        for more in other.left_out {
            match self.left_out.iter_mut().find(|it| it.pattern == more.pattern) {
                Some(known) => known.add(more),
                None => self.left_out.push(more),
            }
        }
        self.leaving.extend(other.leaving);
        self.special += other.special;
        self.unreadable.extend(other.unreadable);
        self.truncated |= other.truncated;
        self
    }

    fn leave_out(&mut self, pattern: usize, path: &str, bytes: u64) {
        let more = LeftOut { pattern, files: 1, bytes, first: path.to_owned() };
        match self.left_out.iter_mut().find(|it| it.pattern == pattern) {
            Some(known) => known.add(more),
            None => self.left_out.push(more),
        }
    }
}

impl LeftOut {
    fn add(&mut self, other: LeftOut) {
        self.files += other.files;
        self.bytes += other.bytes;
        self.first = std::mem::take(&mut self.first).min(other.first);
    }
}

impl Context {
    /// Walks everything below the root, on several threads.
    pub fn survey(&self) -> Survey {
        let left = std::sync::atomic::AtomicU64::new(MOST_ENTRIES);
        let walk = Walk { root: &self.root, ignored: &self.ignored, left: &left };
        let mut survey = walk.folder(&Folder::default(), 0);
        if survey.truncated {
            limits::reached(CUT, self.root.display());
        }
        survey.sent.sort_by(|one, other| one.path.cmp(&other.path));
        survey.left_out.sort_by_key(|it| it.pattern);
        survey.leaving.sort();
        survey.unreadable.sort();
        survey
    }
}

struct Walk<'a> {
    root: &'a Path,
    ignored: &'a Ignored,
    /// Entries that may still be looked at.
    left: &'a std::sync::atomic::AtomicU64,
}

/// A folder of the context.
#[derive(Default)]
struct Folder {
    path: String,
    /// What the patterns say of it.
    matched: Matched,
    /// The pattern that keeps all of it out.
    pruned: Option<usize>,
}

impl Walk<'_> {
    fn folder(&self, at: &Folder, depth: usize) -> Survey {
        let mut survey = Survey::default();
        if depth > DEEPEST {
            survey.truncated = true;
            return survey;
        }
        let Ok(entries) = fs::read_dir(self.root.join(&at.path)) else {
            survey.unreadable.push(at.path.clone());
            return survey;
        };
        let mut folders = Vec::new();
        for entry in entries.flatten() {
            if self.is_spent() {
                survey.truncated = true;
                break;
            }
            folders.extend(self.entry(&entry, at, &mut survey));
        }
        let rest = folders.par_iter().map(|it| self.folder(it, depth + 1)).reduce(Survey::default, Survey::join);
        survey.join(rest)
    }

    fn is_spent(&self) -> bool {
        use std::sync::atomic::Ordering::Relaxed;
        self.left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_err()
    }

    /// Notes an entry of the folder `at`; one that is a folder is given back, to be entered.
    fn entry(&self, entry: &fs::DirEntry, at: &Folder, survey: &mut Survey) -> Option<Folder> {
        let kind = entry.file_type().ok()?;
        let path = join(&at.path, &entry.file_name().to_string_lossy());
        if kind.is_dir() {
            if at.pruned.is_some() {
                return Some(Folder { path, matched: Matched::default(), pruned: at.pruned });
            }
            let (judgement, matched) = self.ignored.enter(&path, &at.matched);
            let pruned = judgement.pattern.filter(|_| judgement.verdict == Verdict::Pruned);
            return Some(Folder { path, matched, pruned });
        }
        if !kind.is_file() && !kind.is_symlink() {
            survey.special += 1;
            return None;
        }
        let size = if kind.is_file() { entry.metadata().map_or(0, |it| it.len()) } else { 0 };
        let judgement = self.ignored.judge(&path, &at.matched);
        let keeper = at.pruned.or(judgement.pattern.filter(|_| judgement.verdict != Verdict::Sent));
        if let Some(pattern) = keeper {
            survey.leave_out(pattern, &path, size);
            return None;
        }
        if kind.is_symlink()
            && let Ok(target) = fs::read_link(entry.path())
            && leaves(&at.path, &target)
        {
            survey.leaving.push((path.clone(), target.display().to_string()));
        }
        survey.sent.push(Item { path, size });
        None
    }
}

/// Whether a link in `folder` leads above the root, by its text alone.
fn leaves(folder: &str, target: &Path) -> bool {
    let mut depth = folder.split('/').filter(|name| !name.is_empty()).count();
    for part in target.components() {
        match part {
            std::path::Component::ParentDir if depth == 0 => return true,
            std::path::Component::ParentDir => depth -= 1,
            std::path::Component::Normal(_) => depth += 1,
            std::path::Component::RootDir | std::path::Component::Prefix(_) => return true,
            std::path::Component::CurDir => (),
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::discover::Found;
    use super::super::workspace::Workspace;
    use super::*;

    fn survey(files: &[(&str, usize)]) -> (tempfile::TempDir, Survey) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (path, size) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, vec![b'\n'; *size]).expect("a file");
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink("../../outside", folder.path().join("out")).expect("a link");
        let workspace = Workspace::open(folder.path(), &Found::default());
        let dockerfile = folder.path().join("Dockerfile");
        let survey = Context::open(workspace, folder.path(), &dockerfile, String::new()).survey();
        (folder, survey)
    }

    #[test]
    fn weighs_what_is_sent_and_what_each_line_keeps_out() {
        let (folder, all) = survey(&[("src/a", 10), ("src/b", 5), ("node_modules/x/y", 7), ("c.log", 3)]);
        assert_eq!(all.bytes(), 25);
        fs::write(folder.path().join(".dockerignore"), "# no logs\n*.log\nnode_modules\n").expect("a file");
        let workspace = Workspace::open(folder.path(), &Found::default());
        let context = Context::open(workspace, folder.path(), &folder.path().join("Dockerfile"), String::new());
        let survey = context.survey();
        let left: Vec<_> = survey.left_out.iter().map(|it| (it.pattern, it.files, it.bytes, &*it.first)).collect();
        assert_eq!(left, [(0, 1, 3, "c.log"), (1, 1, 7, "node_modules/x/y")]);
        assert_eq!(survey.below("src").map(|it| it.size).sum::<u64>(), 15);
        assert_eq!(survey.by_name()[1], ("src/".to_owned(), 2, 15));
    }

    #[test]
    fn what_is_below_a_path_stands_together() {
        let (_folder, survey) = survey(&[("a/b", 1), ("a-b", 2), ("a.b", 4), ("a/c/d", 8), ("ab", 16)]);
        let below = |path: &str| survey.below(path).map(|it| it.size).sum::<u64>();
        assert_eq!(["", "a", "a-b", "a/c", "a/c/d", "x"].map(below), [31, 9, 2, 8, 8, 0]);
    }

    #[cfg(unix)]
    #[test]
    fn links_that_lead_out_are_told() {
        let (_folder, survey) = survey(&[("a", 1)]);
        assert_eq!(survey.leaving, [("out".to_owned(), "../../outside".to_owned())]);
        assert!(!leaves("a/b", Path::new("../../c")) && leaves("a", Path::new("/etc/passwd")));
    }
}
