//! What may be read of a checkout that nobody vouches for, and what may be written there: plain files of no more than
//! so many bytes, and none that a link hides outside of the repository.

use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use crate::context::discover;

/// The bytes of the plain file at `path`, which is absolute or relative to the working directory.
///
/// # Errors
/// It cannot be read, is no plain file, has more than `most` bytes, or stands by its name in a repository that a link
/// on its way leaves.
pub(crate) fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    stays(path)?;
    read_plain(path, most)
}

/// The text of the same.
///
/// # Errors
/// Those of [`read`]; or it is not UTF-8.
pub(crate) fn text(path: &Path, most: u64) -> io::Result<String> {
    let bytes = read(path, most)?;
    String::from_utf8(bytes).map_err(|_| io::Error::other("it is not UTF-8"))
}

/// The bytes of the plain file at `path`, wherever links lead.
///
/// # Errors
/// It cannot be read, is no plain file, or has more than `most` bytes.
pub(crate) fn read_plain(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let metadata = fs::metadata(path)?;
    // Nobody may ever write into a pipe that lies in a folder.
    if !metadata.is_file() && !is_of_shell(path) {
        return Err(io::Error::other("it is no file"));
    }
    let mut bytes = Vec::new();
    if metadata.len() <= most {
        fs::File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    }
    match metadata.len().max(bytes.len() as u64) > most {
        true => Err(io::Error::other(format!("it has more than {most} bytes"))),
        false => Ok(bytes),
    }
}

/// Says nothing where `path` leads into the repository that it stands in by its name, or stands in none; the file
/// itself need not be there.
///
/// # Errors
/// A link on the way leaves that repository, leads nowhere or in a circle.
pub(crate) fn stays(path: &Path) -> io::Result<()> {
    if is_of_shell(path) {
        return Ok(());
    }
    let here = std::env::current_dir()?;
    let whole = plain(&here.join(path));
    // Not of `whole`: behind a link, `..` is not where it seems to be.
    let real = real(&here.join(path))?;
    if real == whole {
        return Ok(());
    }
    match fence(&whole, &here) {
        Some(fence) if !real.starts_with(&fence) => {
            Err(io::Error::other("it is a link that leads out of the repository"))
        }
        _ => Ok(()),
    }
}

/// Whether the absolute `path`, there or not, leads into the absolute folder `within`.
pub(crate) fn is_inside(path: &Path, within: &Path) -> bool {
    let within = fs::canonicalize(within).unwrap_or_else(|_| within.to_owned());
    real(path).is_ok_and(|it| it.starts_with(within))
}

/// Whether a shell or the system put it there, such as the pipe of `<(...)`: what is read there, somebody writes.
pub(crate) fn is_of_shell(path: &Path) -> bool {
    path.starts_with("/proc") || path.starts_with("/dev") && !path.starts_with("/dev/shm")
}

/// Where the absolute `path` leads. A name that is not there yet stands for itself.
fn real(path: &Path) -> io::Result<PathBuf> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_symlink() => {
            fs::canonicalize(path).map_err(|_| io::Error::other("it is a link that leads nowhere"))
        }
        Ok(_) => fs::canonicalize(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => match (path.parent(), path.file_name()) {
            (Some(folder), Some(name)) => Ok(real(folder)?.join(name)),
            _ => Err(error),
        },
        Err(error) => Err(error),
    }
}

/// The repository that the absolute `path` stands in by its name: that of the working directory, or one below it or
/// elsewhere that a `.git` marks. A repository that only a link leads to counts for nothing.
fn fence(path: &Path, here: &Path) -> Option<PathBuf> {
    let around = discover::repository_of(here);
    let mut fence = path.starts_with(&around).then_some(around);
    let folders: Vec<&Path> = path.ancestors().skip(1).collect();
    for folder in folders.into_iter().rev().filter(|it| it.join(".git").exists()) {
        let root = discover::repository_of(folder);
        if fence.as_ref().is_none_or(|fence| root.starts_with(fence)) {
            fence = Some(root);
        }
    }
    fence
}

/// Without `.` and `..`; on disk nothing is asked.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => (),
            Component::ParentDir => {
                plain.pop();
            }
            _ => plain.push(part),
        }
    }
    plain
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_stay_in_the_repository() {
        let folder = tempfile::tempdir().expect("a folder");
        let top = fs::canonicalize(folder.path()).expect("it was just made");
        let path = |name: &str| top.join(name);
        for name in ["mine/.git", "mine/sub", "other/.git", "other/deep"] {
            fs::create_dir_all(path(name)).expect("a folder");
        }
        fs::write(path("other/secret"), "s").expect("a file");
        fs::write(path("mine/plain"), "p").expect("a file");
        for (target, name) in [
            ("../other/secret", "mine/file"),
            ("../other", "mine/folder"),
            ("nowhere", "mine/dead"),
            ("circle", "mine/circle"),
            ("../plain", "mine/sub/inside"),
            ("mine", "alias"),
            ("../other/deep", "mine/up"),
        ] {
            symlink(target, path(name)).expect("a link");
        }
        let why = |name: &str| stays(&path(name)).err().map(|it| it.to_string());
        let out = Some("it is a link that leads out of the repository".to_owned());
        let nowhere = Some("it is a link that leads nowhere".to_owned());
        for name in ["mine/file", "mine/folder/secret", "mine/folder/new", "mine/up/../secret"] {
            assert_eq!(why(name), out, "{name}");
        }
        for name in ["mine/dead", "mine/circle"] {
            assert_eq!(why(name), nowhere, "{name}");
        }
        // What a user names outside of all repositories is the user's own.
        for name in ["mine/plain", "mine/sub/inside", "mine/new", "alias/plain"] {
            assert_eq!(why(name), None, "{name}");
        }
        assert!(is_inside(&path("mine/new"), &path("mine")) && !is_inside(&path("mine/up/../secret"), &path("mine")));
        assert_eq!(text(&path("mine/sub/inside"), 1).ok().as_deref(), Some("p"));
        assert!(text(&path("mine/plain"), 0).is_err_and(|it| it.to_string() == "it has more than 0 bytes"));
        assert!(text(&path("mine/sub"), 1).is_err_and(|it| it.to_string() == "it is no file"));
    }
}
