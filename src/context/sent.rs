//! What the builder is sent: the tree below the context's root, without what `.dockerignore` keeps out.
//!
//! BuildKit sends only the paths that some instruction takes; this is what a `COPY .` makes of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Condvar, Mutex};

use super::dockerignore::{Ignored, Matched, Verdict};
use super::path::join;
use super::unwanted::{self, Unwanted};
use super::workspace::lock;
use crate::limits;

/// The walk stops after so many entries.
const MOST_ENTRIES: u64 = 2_000_000;

/// Folders nested deeper are not entered.
const DEEPEST: usize = 200;

/// Trees of about so many entries are walked without threads, which take longer to start than that.
const FEW_ENTRIES: u64 = 2_000;

/// What a walk of the context met.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    /// Files and links that are sent.
    pub count: u64,
    /// What should not be there, sorted by path.
    pub unwanted: Vec<Unwanted>,
    /// The walk was cut short: the numbers are lower bounds.
    pub truncated: bool,
}

/// A folder to read.
struct Job {
    path: String,
    matched: Matched,
    depth: usize,
    /// The unwanted folder that this one lies in, which its bytes are counted for.
    owner: Option<String>,
}

#[derive(Default)]
struct Shared {
    jobs: Vec<Job>,
    /// Threads that may still add jobs.
    busy: usize,
    entries: u64,
    sent: Sent,
    owned: BTreeMap<String, u64>,
}

/// Walks `root`; a large tree with a few threads of its own, as the pool that analyzes files may be waiting for
/// this answer.
pub(super) fn walk(root: &Path, ignored: &Ignored) -> Sent {
    let first = Job { path: String::new(), matched: Matched::default(), depth: 0, owner: None };
    let mut shared = Shared { jobs: vec![first], ..Shared::default() };
    while shared.entries < FEW_ENTRIES
        && let Some(job) = shared.jobs.pop()
    {
        let part = read(root, ignored, &job);
        add(&mut shared, job, part);
    }
    if shared.jobs.is_empty() {
        return finish(root, shared);
    }
    let shared = Mutex::new(shared);
    let wake = Condvar::new();
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(8);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| work(root, ignored, &shared, &wake));
        }
    });
    finish(root, shared.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
}

fn finish(root: &Path, mut shared: Shared) -> Sent {
    let mut sent = shared.sent;
    if sent.truncated {
        limits::reached(super::survey::CUT, root.display());
    }
    for folder in &mut sent.unwanted {
        folder.size += shared.owned.remove(&folder.path).unwrap_or(0);
    }
    sent.unwanted.sort_by(|one, other| one.path.cmp(&other.path));
    sent
}

fn work(root: &Path, ignored: &Ignored, shared: &Mutex<Shared>, wake: &Condvar) {
    let mut state = lock(shared);
    loop {
        let Some(job) = state.jobs.pop() else {
            if state.busy == 0 {
                wake.notify_all();
                return;
            }
            state = wake.wait(state).unwrap_or_else(std::sync::PoisonError::into_inner);
            continue;
        };
        if state.entries > MOST_ENTRIES {
            state.sent.truncated = true;
            state.jobs.clear();
            continue;
        }
        state.busy += 1;
        drop(state);
        let part = read(root, ignored, &job);
        state = lock(shared);
        state.busy -= 1;
        add(&mut state, job, part);
        wake.notify_all();
    }
}

/// What one folder adds.
#[derive(Default)]
struct Part {
    jobs: Vec<Job>,
    entries: u64,
    count: u64,
    bytes: u64,
    unwanted: Vec<Unwanted>,
    truncated: bool,
}

fn read(root: &Path, ignored: &Ignored, job: &Job) -> Part {
    let mut part = Part::default();
    let Ok(entries) = fs::read_dir(root.join(&job.path)) else { return part };
    for entry in entries.flatten() {
        part.entries += 1;
        if part.entries > MOST_ENTRIES {
            part.truncated = true;
            break;
        }
        let Ok(kind) = entry.file_type() else { continue };
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let path = join(&job.path, &name);
        if kind.is_dir() {
            folder(root, ignored, job, path, &mut part);
            continue;
        }
        if !(kind.is_file() || kind.is_symlink()) || ignored.judge(&path, &job.matched).verdict != Verdict::Sent {
            continue;
        }
        // To ask for a size costs more than all else here.
        let counts = kind.is_file() && (job.owner.is_some() || !is_small(&name));
        let size = if counts { entry.metadata().map_or(0, |it| it.len()) } else { 0 };
        part.count += 1;
        part.bytes += size;
        if job.owner.is_none() && kind.is_file() {
            part.unwanted.extend(unwanted::file(root, &path, size));
        }
    }
    part
}

/// Whether a file is a text that people write, and so too small to matter: nothing else is asked of its size.
fn is_small(name: &str) -> bool {
    const ENDS: [&str; 35] = [
        "go", "rs", "py", "rb", "php", "java", "kt", "scala", "cs", "c", "h", "cc", "cpp", "hpp", "js", "ts", "jsx",
        "tsx", "vue", "svelte", "css", "scss", "html", "md", "rst", "adoc", "proto", "sh", "yaml", "yml", "toml", "tf",
        "swift", "dart", "gradle",
    ];
    name.rsplit_once('.').is_some_and(|(_, end)| ENDS.contains(&end))
}

fn folder(root: &Path, ignored: &Ignored, job: &Job, path: String, part: &mut Part) {
    let (judgement, matched) = ignored.enter(&path, &job.matched);
    if judgement.verdict == Verdict::Pruned {
        return;
    }
    if job.depth >= DEEPEST {
        part.truncated = true;
        return;
    }
    let mut owner = job.owner.clone();
    // A folder that is left out and entered is judged by its files alone.
    if owner.is_none()
        && judgement.verdict == Verdict::Sent
        && let Some(found) = unwanted::folder(root, &path)
    {
        owner = Some(path.clone());
        part.unwanted.push(found);
    }
    part.jobs.push(Job { path, matched, depth: job.depth + 1, owner });
}

fn add(state: &mut Shared, job: Job, part: Part) {
    state.entries += part.entries;
    state.sent.truncated |= part.truncated;
    state.sent.count += part.count;
    state.sent.unwanted.extend(part.unwanted);
    state.jobs.extend(part.jobs);
    if let Some(owner) = job.owner {
        *state.owned.entry(owner).or_default() += part.bytes;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::dockerignore::parse;
    use crate::context::unwanted::Kind;
    use crate::source::Source;

    fn tree(files: &[(&str, usize)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (path, size) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, vec![b'x'; *size]).expect("a file");
        }
        folder
    }

    #[test]
    fn counts_what_is_sent_and_names_what_should_not_be() {
        let files =
            [("a/b.txt", 10), ("a/c.log", 100), (".git/HEAD", 20), (".git/objects/1", 3000), ("node_modules/x/y", 7)];
        let folder = tree(&files);
        let all = walk(folder.path(), &Ignored::default());
        assert_eq!(all.count, 5);
        let kinds: Vec<_> = all.unwanted.iter().map(|it| (it.kind, it.path.as_str(), it.size)).collect();
        assert_eq!(kinds, [(Kind::Git, ".git", 3020), (Kind::Dependencies, "node_modules", 7)]);

        let less = walk(folder.path(), &parse(Source::new(".dockerignore", "**/*.log\n.git\nnode_modules\n")));
        assert_eq!((less.count, less.unwanted.len()), (1, 0));
        let some = walk(folder.path(), &parse(Source::new(".dockerignore", "*\n!a\n!.git/HEAD\n")));
        assert_eq!((some.count, some.unwanted.len()), (3, 0));
    }

    #[test]
    fn large_trees_are_walked_by_several() {
        let names: Vec<String> = (0..3_000).map(|at| format!("{}/{at}", at % 40)).collect();
        let files: Vec<(&str, usize)> = names.iter().map(|name| (name.as_str(), 1)).collect();
        let folder = tree(&files);
        let all = walk(folder.path(), &Ignored::default());
        assert_eq!((all.count, all.truncated), (3_000, false));
    }
}
