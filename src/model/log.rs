//! The log of a stage's changes, with an index of the paths that they name.
//!
//! Each look-up walks the log from its end, and each instruction asks for some: in a file of ten thousand instructions
//! that was nearly all of the work. A path is spoken of by changes to itself, to the folders above it and to what lies
//! below, so an index by path leaves a handful of changes to look at. Short logs, which nearly all are, have none: to
//! go through them is quicker than to keep one.

use std::collections::HashMap;
use std::ops::{Deref, Range};

use super::files::{Change, What};
use super::installed;
use super::path;

/// Logs of no more changes have no index.
const SHORT: usize = 64;

/// Paths of more names are looked at each time: an index of all folders above them would be large.
const MOST_NAMES: usize = 64;

/// The changes of a stage in order.
#[derive(Clone, Debug, Default)]
pub struct Log {
    changes: Vec<Change>,
    /// The first so many changes are in the index.
    indexed: usize,
    named: HashMap<Box<str>, Named>,
    /// Installed packages.
    packages: Vec<u32>,
    /// The packages that surely bring a file.
    brought: HashMap<&'static str, Vec<u32>>,
    /// Changes to paths of too many names, or that are not absolute.
    long: Vec<u32>,
}

/// The changes that name a path, ascending.
#[derive(Clone, Debug, Default)]
struct Named {
    adds: Vec<u32>,
    opens: Vec<u32>,
    /// Others, which speak of all that lies below too.
    others: Vec<u32>,
    /// Something is put below it.
    below: Vec<u32>,
}

/// What a list of changes can say of a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    Open,
    Packages,
    Implied,
    Any,
}

/// Changes that may speak of a path, the latest first.
pub(super) struct Naming<'a> {
    /// Without an index: those that are left.
    all: Range<usize>,
    lists: Vec<(Says, &'a [u32])>,
}

impl Log {
    pub(super) fn push(&mut self, change: Change) {
        self.changes.push(change);
        if self.changes.len() > SHORT {
            while self.indexed < self.changes.len() {
                self.index(self.indexed);
                self.indexed += 1;
            }
        }
    }

    /// Takes off the changes from `start` on.
    pub(super) fn split_off(&mut self, start: usize) -> Vec<Change> {
        while self.indexed > start {
            self.indexed -= 1;
            self.forget(self.indexed);
        }
        self.changes.split_off(start)
    }

    /// Puts another thing in the place of one that was done.
    pub(super) fn replace(&mut self, index: usize, what: What) {
        for (at, mut change) in self.split_off(index).into_iter().enumerate() {
            if at == 0 {
                change.what = what.clone();
            }
            self.push(change);
        }
    }

    /// The changes of `within` that may say something of the path, the latest first.
    pub(super) fn naming<'a>(&'a self, at_path: &str, within: Range<usize>) -> Naming<'a> {
        if self.indexed == 0 {
            return Naming { all: within, lists: Vec::new() };
        }
        let mut naming = Naming { all: 0..0, lists: Vec::new() };
        let mut add = |says, list: &'a [u32]| {
            let first = list.partition_point(|index| (*index as usize) < within.start);
            let end = list.partition_point(|index| (*index as usize) < within.end);
            if first < end {
                naming.lists.push((says, &list[first..end]));
            }
        };
        for above in std::iter::once("/").chain(path::prefixes(at_path).take(MOST_NAMES)) {
            if let Some(named) = self.named.get(above) {
                add(Says::Open, &named.opens);
                add(Says::Any, &named.others);
            }
        }
        if let Some(named) = self.named.get(at_path) {
            add(Says::Any, &named.adds);
            add(Says::Implied, &named.below);
        }
        if installed::may_bring(at_path) {
            add(Says::Packages, &self.packages);
        }
        if let Some(brought) = self.brought.get(at_path) {
            add(Says::Any, brought);
        }
        add(Says::Any, &self.long);
        naming
    }

    fn index(&mut self, index: usize) {
        let number = u32::try_from(index).unwrap_or(u32::MAX);
        self.each_list(index, |list| list.push(number));
    }

    fn forget(&mut self, index: usize) {
        let number = u32::try_from(index).unwrap_or(u32::MAX);
        self.each_list(index, |list| {
            list.pop_if(|last| *last == number);
        });
    }

    /// Every list that the change at `index` belongs to.
    fn each_list(&mut self, index: usize, mut on: impl FnMut(&mut Vec<u32>)) {
        let what = &self.changes[index].what;
        let (at_path, select): (&str, fn(&mut Named) -> &mut Vec<u32>) = match what {
            What::Packages(installed) => {
                on(&mut self.packages);
                installed.files.iter().for_each(|file| on(self.brought.entry(file).or_default()));
                return;
            }
            What::Add { path, .. } => (path, |it| &mut it.adds),
            What::Open { path, .. } => (path, |it| &mut it.opens),
            What::Remove { path }
            | What::Tree { path, .. }
            | What::Executable { path, .. }
            | What::Owner { path, .. }
            | What::WorldWritable { path, .. } => (path, |it| &mut it.others),
        };
        if !at_path.starts_with('/') || at_path.bytes().filter(|byte| *byte == b'/').count() > MOST_NAMES {
            return on(&mut self.long);
        }
        let named = &mut self.named;
        let mut at = |at_path: &str, select: fn(&mut Named) -> &mut Vec<u32>| match named.get_mut(at_path) {
            Some(named) => on(select(named)),
            None => on(select(named.entry(at_path.into()).or_default())),
        };
        at(at_path, select);
        if matches!(what, What::Add { .. } | What::Tree { .. }) && at_path != "/" {
            let mut above = at_path;
            while above != "/" {
                above = path::parent(above);
                at(above, |it| &mut it.below);
            }
        }
    }
}

impl Naming<'_> {
    /// From here on it does not count that something was opened, or that packages may have brought it.
    pub(super) fn skip_doubts(&mut self) {
        self.lists.retain(|(says, _)| !matches!(says, Says::Open | Says::Packages));
    }

    /// From here on it does not count that something lies below.
    pub(super) fn skip_implied(&mut self) {
        self.lists.retain(|(says, _)| *says != Says::Implied);
    }
}

impl Iterator for Naming<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if let Some(index) = self.all.next_back() {
            return Some(index);
        }
        let latest = self.lists.iter().filter_map(|(_, list)| list.last()).max().copied()?;
        for (_, list) in &mut self.lists {
            while let [rest @ .., last] = list
                && *last == latest
            {
                *list = rest;
            }
        }
        Some(latest as usize)
    }
}

impl Deref for Log {
    type Target = [Change];

    fn deref(&self) -> &[Change] {
        &self.changes
    }
}

impl<'a> IntoIterator for &'a Log {
    type Item = &'a Change;
    type IntoIter = std::slice::Iter<'a, Change>;

    fn into_iter(self) -> Self::IntoIter {
        self.changes.iter()
    }
}

impl Extend<Change> for Log {
    fn extend<I: IntoIterator<Item = Change>>(&mut self, changes: I) {
        changes.into_iter().for_each(|change| self.push(change));
    }
}

#[cfg(test)]
mod tests {
    use super::super::files::{Access, Entry, Packages, Tree};
    use super::*;
    use crate::facts::packages::Manager;

    const PATHS: [&str; 10] =
        ["/", "/usr", "/usr/bin", "/usr/bin/curl", "/app", "/app/a", "/app/a/b", "/application", "/data/x/y", "odd"];

    fn what(kind: usize, at: &str) -> What {
        let path = at.to_owned();
        match kind {
            0 => What::Add { path, entry: Entry::folder() },
            1 => What::Remove { path },
            2 => What::Open { path, why: String::new() },
            3 => What::Tree { path, from: Tree::Image { name: String::new() }, access: Access::default() },
            4 => What::Packages(Packages::new(Manager::Apt, vec!["curl".to_owned()], true, false)),
            5 => What::Executable { path, executable: true, recursive: true },
            6 => What::Owner { path, user: String::new(), recursive: true },
            _ => What::WorldWritable { path, recursive: true },
        }
    }

    /// So many changes, mixed, the same each time.
    fn log(count: usize) -> Log {
        let mut log = Log::default();
        log.extend((0..count).map(|number| {
            let mixed = number * 7_919 % 1_009;
            Change { instruction: number, what: what(mixed % 8, PATHS[mixed / 8 % PATHS.len()]) }
        }));
        log
    }

    fn speaks(what: &What, at_path: &str) -> bool {
        match what {
            What::Add { path, .. } => path::below(path, at_path).is_some(),
            What::Tree { path, .. } => path::below(path, at_path).is_some() || path::below(at_path, path).is_some(),
            What::Packages(installed) => installed.files.contains(&at_path) || installed::may_bring(at_path),
            What::Remove { path }
            | What::Open { path, .. }
            | What::Executable { path, .. }
            | What::Owner { path, .. }
            | What::WorldWritable { path, .. } => path::below(at_path, path).is_some(),
        }
    }

    #[test]
    fn the_index_leaves_nothing_out() {
        let log = log(500);
        assert_eq!(log.indexed, 500);
        for at_path in PATHS.iter().chain(&["/app/a/c", "/usr/bin/sh", "/nowhere"]) {
            let named: Vec<usize> = log.naming(at_path, 20..480).collect();
            let speaking: Vec<usize> = (20..480).rev().filter(|index| speaks(&log[*index].what, at_path)).collect();
            assert!(named.is_sorted_by(|one, other| one > other), "{at_path}");
            assert!(speaking.iter().all(|index| named.contains(index)), "{at_path}");
            assert!(*at_path == "/" || named.len() < 460, "{at_path}");
        }
    }

    #[test]
    fn what_is_taken_off_leaves_the_index() {
        let mut one = log(300);
        let off = one.split_off(100);
        assert_eq!((off.len(), one.len(), one.indexed), (200, 100, 100));
        one.extend(off);
        one.replace(150, what(0, "/app/a"));
        let mut other = log(150);
        other.push(Change { instruction: 150, what: what(0, "/app/a") });
        other.extend(log(300).iter().skip(151).cloned());
        for at_path in PATHS {
            assert!(one.naming(at_path, 0..300).eq(other.naming(at_path, 0..300)), "{at_path}");
        }
    }

    #[test]
    fn deep_paths_are_found_too() {
        let mut log = log(100);
        let deep = "/d".repeat(MOST_NAMES + 10);
        log.push(Change { instruction: 100, what: what(0, &deep) });
        for at_path in ["/d", "/d/d/d", deep.as_str()] {
            assert_eq!(log.naming(at_path, 0..101).next(), Some(100));
        }
    }
}
