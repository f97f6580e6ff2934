//! `--diff-base`: only findings that a change brought, or that stand on changed lines.
//!
//! A finding is shown where one of its lines, or one of its evidence's lines, changed in any file. What a line that is
//! gone leaves behind stands on lines that did not change, so two more things count. A Dockerfile that changed is
//! checked as it was too, and what that check does not say is new. And a finding is new that names a path of the build
//! context which came or went, or which a line that is gone from the `.dockerignore` kept out.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::analysis::pipeline::{self, Build, Job};
use crate::analysis::{Analysis, Diagnostic};
use crate::catalogue::Category;
use crate::changes::{self, FilePatch, Kind, Lines};
use crate::context::discover;
use crate::context::workspace::LARGEST_FILE;
use crate::disk;
use crate::history::{At, Snapshot};
use crate::source::{Source, Span};

/// Larger patches are not read, in bytes.
const LARGEST_PATCH: u64 = 256 << 20;

/// What changed since another state of the repositories.
pub(super) struct Since {
    here: PathBuf,
    /// A revision; `-` is a patch on standard input.
    revision: String,
    patch: Vec<FilePatch>,
    repositories: RefCell<BTreeMap<PathBuf, Rc<Base>>>,
    files: RefCell<HashMap<PathBuf, Rc<Change>>>,
}

/// The other state of one repository.
enum Base {
    Commit(Box<Snapshot>),
    /// Of the patch that was read.
    Patch,
}

/// What changed in one file.
struct Change {
    lines: Lines,
    /// The text as it was, where it is known and another.
    old: Option<String>,
}

impl Since {
    /// The state that `revision` names; a patch is read at once.
    ///
    /// # Errors
    /// Why it cannot be had.
    pub(super) fn open(revision: &str, here: &Path) -> Result<Since, String> {
        let patch = if revision == "-" { read_patch()? } else { Vec::new() };
        Ok(Since {
            here: here.to_owned(),
            revision: revision.to_owned(),
            patch,
            repositories: RefCell::default(),
            files: RefCell::default(),
        })
    }

    /// Takes out of `analysis` what is no newer than the other state; returns that. `job` is the check that was made.
    ///
    /// # Errors
    /// Why the other state cannot be read.
    pub(super) fn take(&self, analysis: &mut Analysis, job: &Job) -> Result<Vec<Diagnostic>, String> {
        let before = self.before(analysis, job)?;
        let gone = self.gone(analysis)?;
        let mut old = Vec::new();
        let mut new = Vec::new();
        for it in std::mem::take(&mut analysis.diagnostics) {
            let is_new = self.is_on_changed_lines(&it)?
                || before.as_ref().is_some_and(|before| !before.say(&it))
                || self.names_what_changed(&it, analysis, &gone)?;
            if is_new { new.push(it) } else { old.push(it) }
        }
        analysis.diagnostics = new;
        Ok(old)
    }

    fn is_on_changed_lines(&self, diagnostic: &Diagnostic) -> Result<bool, String> {
        let labels = diagnostic.finding.labels.iter().map(|it| (&it.place.source, it.place.span));
        for (source, span) in labels.chain([(&diagnostic.source, diagnostic.span())]) {
            let change = self.change(source)?;
            let (first, last) = lines_of(source, span);
            // A Dockerfile as it was is checked too; of other files, lines that went from around it must do.
            let is_own = diagnostic.finding.file.is_none() && source.path() == diagnostic.source.path();
            let is_checked = is_own && change.old.is_some();
            if change.lines.meet(first, last) || (!is_checked && change.lines.border(first, last)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What the Dockerfile said before it changed, in what is around it now.
    fn before(&self, analysis: &Analysis, job: &Job) -> Result<Option<Said>, String> {
        let change = self.change(&analysis.source)?;
        let Some(old) = &change.old else { return Ok(None) };
        let source = Source::new(analysis.source.path(), old.as_str());
        let build = Build { source, ..job.build.clone() };
        let before = pipeline::run(&Job { build, settings: job.settings.clone() });
        Ok(Some(Said::of(&before)))
    }

    /// The patterns of lines that are gone from the `.dockerignore`.
    fn gone(&self, analysis: &Analysis) -> Result<Vec<String>, String> {
        let mut gone = Vec::new();
        let own = format!("{}.dockerignore", analysis.source.path().display());
        let of_context = analysis.context.iter().map(|(root, _)| root.join(".dockerignore"));
        for path in of_context.chain([PathBuf::from(own)]) {
            let new = disk::text(&path, LARGEST_FILE).unwrap_or_default();
            let old = self.text(&path)?.unwrap_or_default();
            let kept: HashSet<&str> = new.lines().map(str::trim).collect();
            gone.extend(old.lines().map(str::trim).filter(|it| !it.is_empty() && !kept.contains(it)).map(pattern));
        }
        Ok(gone)
    }

    fn names_what_changed(
        &self,
        diagnostic: &Diagnostic,
        analysis: &Analysis,
        gone: &[String],
    ) -> Result<bool, String> {
        if !gone.is_empty() && diagnostic.entry.category == Category::Context {
            return Ok(true);
        }
        let Some((root, _)) = &analysis.context else { return Ok(false) };
        for name in names(diagnostic) {
            let is_below = |it: &String| *it == name || name.starts_with(&format!("{it}/"));
            if gone.iter().any(is_below) || self.came_or_went(&root.join(&name))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn came_or_went(&self, path: &Path) -> Result<bool, String> {
        let (root, inside) = self.inside(path);
        if inside.is_empty() {
            return Ok(false);
        }
        let is_there = fs::symlink_metadata(path).is_ok();
        match &*self.repository(&root)? {
            Base::Commit(snapshot) => {
                let was_there = snapshot.has(At::Base, &inside)?;
                // What git does not know, such as an installed folder, did not come with a commit.
                Ok(if is_there { !was_there && snapshot.has(At::Head, &inside)? } else { was_there })
            }
            Base::Patch => Ok(self.patch.iter().any(|it| match it.kind {
                Kind::Added => is_there && is_in(&it.path, &inside),
                Kind::Removed => !is_there && is_in(&it.path, &inside),
                Kind::Modified => false,
            })),
        }
    }

    fn change(&self, source: &Source) -> Result<Rc<Change>, String> {
        if let Some(known) = self.files.borrow().get(source.path()) {
            return Ok(known.clone());
        }
        let change = Rc::new(self.compared(source)?);
        self.files.borrow_mut().insert(source.path().to_owned(), change.clone());
        Ok(change)
    }

    fn compared(&self, source: &Source) -> Result<Change, String> {
        let (root, inside) = self.inside(source.path());
        if let Base::Patch = *self.repository(&root)? {
            let patch = self.patch.iter().find(|it| it.path == inside && it.kind != Kind::Removed);
            let lines = patch.map(FilePatch::lines).unwrap_or_default();
            let old = patch.filter(|it| it.kind == Kind::Modified).and_then(|it| it.undone(source.text()));
            return Ok(Change { lines, old: old.filter(|old| old != source.text()) });
        }
        Ok(match self.text(source.path())? {
            None => Change { lines: Lines::all(), old: None },
            Some(old) => {
                let lines = changes::compare(&old, source.text());
                let old = (!lines.is_empty()).then_some(old);
                Change { lines, old }
            }
        })
    }

    /// The text that the file had; `None`: there was no such file, or a patch says nothing of it.
    fn text(&self, path: &Path) -> Result<Option<String>, String> {
        let (root, inside) = self.inside(path);
        match &*self.repository(&root)? {
            Base::Commit(snapshot) => {
                let bytes = snapshot.file(At::Base, &inside)?;
                Ok(bytes.map(|it| Source::from_bytes(path, it).text().to_owned()))
            }
            Base::Patch => {
                let patch = self.patch.iter().find(|it| it.path == inside);
                let new = disk::text(path, LARGEST_FILE).unwrap_or_default();
                Ok(Some(patch.and_then(|it| it.undone(&new)).unwrap_or(new)))
            }
        }
    }

    /// The repository that `path` lies in, and the path from there, with `/` between names.
    fn inside(&self, path: &Path) -> (PathBuf, String) {
        let path = self.here.join(path);
        let folder = path.parent().unwrap_or(&path);
        // The folder may be gone too.
        let there = folder.ancestors().find(|it| it.is_dir()).unwrap_or(folder);
        let root = discover::repository_of(there);
        let real = fs::canonicalize(there).unwrap_or_else(|_| there.to_owned());
        let below = path.strip_prefix(there).unwrap_or(&path);
        let whole = real.join(below);
        let inside = whole.strip_prefix(&root).unwrap_or(below);
        let names = inside.components().filter_map(|it| match it {
            std::path::Component::Normal(name) => Some(name.to_string_lossy()),
            _ => None,
        });
        (root, names.collect::<Vec<_>>().join("/"))
    }

    fn repository(&self, root: &Path) -> Result<Rc<Base>, String> {
        if let Some(known) = self.repositories.borrow().get(root) {
            return Ok(known.clone());
        }
        let told = |why: String| format!("`--diff-base {}`: {why}", self.revision);
        let base = match self.revision.as_str() {
            "-" => Base::Patch,
            revision => Base::Commit(Box::new(Snapshot::merge_base(root, revision).map_err(told)?)),
        };
        let base = Rc::new(base);
        self.repositories.borrow_mut().insert(root.to_owned(), base.clone());
        Ok(base)
    }
}

/// What a check said, as far as it is the same after lines have moved.
struct Said {
    fingerprints: HashSet<(&'static str, String)>,
    messages: HashSet<(&'static str, String)>,
}

impl Said {
    fn of(analysis: &Analysis) -> Said {
        let key = |it: &Diagnostic, text: &str| (it.entry.id, text.to_owned());
        let all = || analysis.diagnostics.iter();
        Said {
            fingerprints: all().map(|it| key(it, &it.fingerprint)).collect(),
            messages: all().map(|it| key(it, &it.finding.message)).collect(),
        }
    }

    fn say(&self, it: &Diagnostic) -> bool {
        let has = |set: &HashSet<(&'static str, String)>, text: &str| set.contains(&(it.entry.id, text.to_owned()));
        has(&self.fingerprints, &it.fingerprint) || has(&self.messages, &it.finding.message)
    }
}

fn read_patch() -> Result<Vec<FilePatch>, String> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(LARGEST_PATCH + 1).read_to_end(&mut bytes);
    read.map_err(|error| format!("cannot read the patch on standard input: {error}"))?;
    if bytes.len() as u64 > LARGEST_PATCH {
        return Err(format!("the patch on standard input has more than {LARGEST_PATCH} bytes"));
    }
    let parsed = changes::parse(&String::from_utf8_lossy(&bytes));
    parsed.map_err(|(line, why)| format!("standard input:{line}: error: {why}"))
}

fn lines_of(source: &Source, span: Span) -> (u32, u32) {
    let trimmed = source.slice(span).trim_end().len() as u32;
    let first = source.line(span.start);
    (first, source.line(span.start + trimmed.saturating_sub(1)).max(first))
}

/// Whether `file` is `path` or lies in the folder `path`.
fn is_in(file: &str, path: &str) -> bool {
    file.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The plain path that a line of a `.dockerignore` speaks of.
fn pattern(line: &str) -> String {
    let line = line.trim_start_matches('!').trim_start_matches('/');
    line.strip_prefix("**/").unwrap_or(line).trim_end_matches('/').to_owned()
}

/// What a finding may call by its path: the words that it stands on, and what its message has as code.
fn names(diagnostic: &Diagnostic) -> Vec<String> {
    let stands_on = diagnostic.source.slice(diagnostic.span()).split_whitespace();
    let quoted = diagnostic.finding.message.split('`').skip(1).step_by(2);
    let clean = |it: &str| {
        let it = it.trim_matches(|it| matches!(it, '"' | '\'' | '[' | ']' | ','));
        let it = it.trim_start_matches("./").trim_start_matches('/').trim_end_matches('/');
        let is_path =
            !it.is_empty() && !it.starts_with("--") && !it.split('/').any(|part| matches!(part, "" | "." | ".."));
        is_path.then(|| it.to_owned())
    };
    stands_on.chain(quoted).filter_map(clean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_and_paths() {
        assert_eq!((pattern("!/a/"), pattern("**/b")), ("a".to_owned(), "b".to_owned()));
        assert!(is_in("a/b", "a") && is_in("a", "a") && !is_in("ab", "a"));
    }
}
