//! What the last commits of a git repository changed, and what its files were, read without the `git` program.
//!
//! For the history commits are followed by their first parent, as `git log --first-parent` does, and compared with it
//! by the ids of trees: no file is read. Works on loose and packed objects, alternates, worktrees, shallow and partial
//! clones. A broken repository is a message, never a panic; the work is bounded in objects, paths and time.

mod commit;
mod diff;
mod place;
mod revision;
mod snapshot;

pub use snapshot::{At, Snapshot};

use std::path::Path;
use std::time::{Duration, Instant};

use gix_object::Find;

/// Trees and commits read, at most.
const MOST_OBJECTS: usize = 400_000;

/// Changed paths kept, at most.
const MOST_PATHS: usize = 2_000_000;

/// Larger commits and trees are not read, in bytes.
const LARGEST_OBJECT: usize = 64 << 20;

/// Longest time that the reading takes.
const LONGEST: Duration = Duration::from_secs(20);

/// The last commits, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    pub commits: Vec<Commit>,
    pub end: End,
}

/// A commit, and what it changes against its first parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// The full id in hexadecimal digits.
    pub id: String,
    /// Files added, changed and removed, submodules too: from the repository's root, with `/` between names, sorted.
    pub paths: Vec<String>,
}

/// Why the history has no more commits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// As many as were asked for.
    #[default]
    Wanted,
    /// The last one has no parent.
    First,
    /// The clone is shallow: what its last commit changed is not known.
    Shallow,
    /// An object that the next commit needs is not there or cannot be read.
    Missing(String),
    /// There was too much to read.
    Limit,
}

/// The last `most` commits of the repository whose `.git` lies in `repository`.
///
/// # Errors
///
/// Why there is no history, in words that can follow a colon: no repository, no commit, a form that is not known.
pub fn read(repository: &Path, most: usize) -> Result<History, String> {
    let place = place::find(repository)?;
    let head = place.head()?;
    let mut reader = open(&place)?;
    let mut history = History::default();
    let mut next = Some((head, reader.commit(head).map_err(Stop::told)?));
    while let Some((id, commit)) = next.take() {
        if history.commits.len() >= most {
            break;
        }
        match reader.step(id, &commit) {
            Ok((paths, parent)) => {
                history.commits.push(Commit { id: id.to_string(), paths });
                next = parent;
                if next.is_none() {
                    history.end = End::First;
                }
            }
            Err(stop) => history.end = stop.end(),
        }
    }
    Ok(history)
}

fn open(place: &place::Place) -> Result<Reader, String> {
    let options = gix_odb::store::init::Options { alloc_limit_bytes: Some(LARGEST_OBJECT), ..Default::default() };
    let database = gix_odb::at_opts(place.objects(), gix_hash::Kind::Sha1, None, options);
    let database = database.map_err(|error| format!("its objects cannot be read: {error}"))?;
    Ok(Reader { database, shallow: place.shallow(), objects: 0, paths: 0, started: Instant::now() })
}

type Id = gix_hash::ObjectId;

/// Why reading went no further.
enum Stop {
    Shallow,
    Missing(String),
    Limit,
}

impl Stop {
    fn end(self) -> End {
        match self {
            Stop::Shallow => End::Shallow,
            Stop::Missing(what) => End::Missing(what),
            Stop::Limit => End::Limit,
        }
    }

    fn told(self) -> String {
        match self {
            Stop::Shallow => "the clone is shallow".to_owned(),
            Stop::Missing(what) => what,
            Stop::Limit => "it takes too long to read".to_owned(),
        }
    }
}

/// What is read of a commit.
struct Raw {
    tree: Id,
    parents: Vec<Id>,
    /// When it was made, in seconds since 1970.
    time: i64,
}

struct Reader {
    database: gix_odb::Handle,
    /// Commits whose parents were not fetched.
    shallow: Vec<Id>,
    objects: usize,
    paths: usize,
    started: Instant,
}

/// What a commit changes, and its parent.
type Step = (Vec<String>, Option<(Id, Raw)>);

impl Reader {
    fn step(&mut self, id: Id, commit: &Raw) -> Result<Step, Stop> {
        if self.shallow.contains(&id) {
            return Err(Stop::Shallow);
        }
        let parent = match commit.parents.first().copied() {
            Some(parent) => Some((parent, self.commit(parent)?)),
            None => None,
        };
        let old = parent.as_ref().map(|(_, raw)| raw.tree);
        let mut paths = diff::changed(self, old, commit.tree)?;
        paths.sort_unstable();
        Ok((paths, parent))
    }

    fn commit(&mut self, id: Id) -> Result<Raw, Stop> {
        let bytes = self.object(id, gix_object::Kind::Commit)?;
        commit::parse(&bytes).ok_or_else(|| Stop::Missing(format!("the commit `{}` makes no sense", short(id))))
    }

    fn tree(&mut self, id: Id) -> Result<Vec<u8>, Stop> {
        self.object(id, gix_object::Kind::Tree)
    }

    fn object(&mut self, id: Id, kind: gix_object::Kind) -> Result<Vec<u8>, Stop> {
        self.objects += 1;
        if self.objects > MOST_OBJECTS || self.started.elapsed() > LONGEST {
            return Err(Stop::Limit);
        }
        let mut bytes = Vec::new();
        match self.database.try_find(&id, &mut bytes) {
            Ok(Some(data)) if data.kind == kind => Ok(bytes),
            Ok(Some(data)) => Err(Stop::Missing(format!("the object `{}` is a {}, no {kind}", short(id), data.kind))),
            Ok(None) => Err(Stop::Missing(format!("the {kind} `{}` is not there", short(id)))),
            Err(error) => Err(Stop::Missing(format!("the {kind} `{}` cannot be read: {error}", short(id)))),
        }
    }

    /// Counts a changed path.
    fn count(&mut self) -> Result<(), Stop> {
        self.paths += 1;
        if self.paths > MOST_PATHS { Err(Stop::Limit) } else { Ok(()) }
    }
}

fn short(id: Id) -> String {
    id.to_hex_with_len(10).to_string()
}

#[cfg(test)]
mod tests;
