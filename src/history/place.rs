//! Where a repository keeps its objects and references, and what `HEAD` names.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::Id;

/// Larger files of references are not read, in bytes.
const LARGEST_FILE: u64 = 64 << 20;

/// References that name each other, at most.
const MOST_LINKS: usize = 5;

pub(super) struct Place {
    /// Of this worktree: `HEAD`.
    own: PathBuf,
    /// Of all worktrees: objects, branches, `packed-refs`, `shallow`.
    common: PathBuf,
}

/// Finds the git folder of `repository`: `.git`, or what the file `.git` of a worktree or submodule names.
pub(super) fn find(repository: &Path) -> Result<Place, String> {
    let dot = repository.join(".git");
    let own = match fs::metadata(&dot) {
        Err(_) => return Err("the folder is no git repository".to_owned()),
        Ok(metadata) if metadata.is_dir() => dot,
        Ok(_) => {
            let text = text(&dot).unwrap_or_default();
            let named = text.strip_prefix("gitdir:").map(str::trim).filter(|it| !it.is_empty());
            repository.join(named.ok_or("the file `.git` names no folder")?)
        }
    };
    let common = text(&own.join("commondir")).map_or_else(|| own.clone(), |named| own.join(named.trim()));
    let place = Place { own, common };
    if !place.own.join("HEAD").is_file() || !place.objects().is_dir() {
        return Err("the folder that `.git` names is no git repository".to_owned());
    }
    let config = text(&place.common.join("config")).unwrap_or_default().to_lowercase();
    let says = |key: &str, value: &str| {
        let mut pairs = config.lines().filter_map(|line| line.split_once('='));
        pairs.any(|(name, it)| name.trim() == key && it.trim() == value)
    };
    match () {
        () if says("objectformat", "sha256") => Err("its objects have SHA-256 names, which are not read".to_owned()),
        () if says("refstorage", "reftable") => Err("its references are a reftable, which is not read".to_owned()),
        () => Ok(place),
    }
}

impl Place {
    pub(super) fn objects(&self) -> PathBuf {
        self.common.join("objects")
    }

    /// The commit that is checked out.
    pub(super) fn head(&self) -> Result<Id, String> {
        self.followed("HEAD")
    }

    /// What a branch, a tag or a remote's branch is called, looked for in the order of gitrevisions(7).
    pub(super) fn named(&self, name: &str) -> Option<Id> {
        let forms = ["refs/", "refs/tags/", "refs/heads/", "refs/remotes/"].map(|folder| format!("{folder}{name}"));
        let full = name.starts_with("refs/").then(|| name.to_owned());
        let remote = format!("refs/remotes/{name}/HEAD");
        full.into_iter().chain(forms).chain([remote]).find_map(|it| self.followed(&it).ok())
    }

    /// The object that the reference `name` names in the end.
    fn followed(&self, name: &str) -> Result<Id, String> {
        let mut name = name.to_owned();
        for _ in 0..=MOST_LINKS {
            let text = self.reference(&name).ok_or_else(|| match name.as_str() {
                "HEAD" => "`HEAD` cannot be read".to_owned(),
                _ => format!("there is no commit: `{name}` does not exist"),
            })?;
            let Some(next) = text.strip_prefix("ref:") else {
                return Id::from_hex(text.as_bytes()).map_err(|_| format!("`{name}` names no commit"));
            };
            next.trim().clone_into(&mut name);
        }
        Err(format!("`{name}` leads nowhere"))
    }

    /// What the reference `name` says.
    fn reference(&self, name: &str) -> Option<String> {
        let is_inside = name == "HEAD" || name.starts_with("refs/");
        if !is_inside || name.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return None;
        }
        let loose = [&self.own, &self.common].into_iter().find_map(|folder| text(&folder.join(name)));
        let loose = loose.map(|text| text.trim().to_owned());
        loose.or_else(|| {
            let packed = text(&self.common.join("packed-refs"))?;
            let mut lines = packed.lines().filter_map(|line| line.split_once(' '));
            lines.find(|(_, it)| *it == name).map(|(id, _)| id.to_owned())
        })
    }

    /// Commits whose parents a shallow clone lacks.
    pub(super) fn shallow(&self) -> Vec<Id> {
        let text = text(&self.common.join("shallow")).unwrap_or_default();
        text.lines().filter_map(|line| Id::from_hex(line.trim().as_bytes()).ok()).collect()
    }
}

/// The text of a plain file, where it is there and not too large.
fn text(path: &Path) -> Option<String> {
    let file = fs::metadata(path).ok().filter(fs::Metadata::is_file).and_then(|_| fs::File::open(path).ok())?;
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= LARGEST_FILE).then(|| String::from_utf8_lossy(&bytes).into_owned())
}
