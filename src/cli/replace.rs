//! Writes a file in the place of an older one: whole, or not at all.
//!
//! The new text is written to a file beside it, which then takes the name. What is killed in between leaves that file,
//! `.NAME.PROCESS.dockvet`, which nothing reads and anyone may remove.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::context::discover;
use crate::disk;

/// Names that are tried for the file beside another.
const ATTEMPTS: u32 = 100;

/// Why the file at `path`, of which `before` was read, cannot be written again, in words that end a sentence.
pub(super) fn refusal(path: &Path, before: &str) -> Option<String> {
    if is_new(path, before) { None } else { real(path, before).err() }
}

/// Puts `after` in the place of `before`, with the file's mode and owner: it is written beside it and then takes its
/// name, so that nobody ever sees half of it.
///
/// # Errors
/// Why it cannot be done, in words that end a sentence. The file is as it was then.
pub(super) fn write(path: &Path, before: &str, after: &str) -> Result<(), String> {
    if is_new(path, before) {
        return make(path, after);
    }
    let (real, metadata) = real(path, before)?;
    exchange(&real, after.as_bytes(), Some(&metadata)).map_err(|error| error.to_string())
}

/// Writes what somebody asked to have in `file`, whatever it held; through no link that leaves the repository.
///
/// # Errors
/// Why it cannot be done, in words that end a sentence. The file is as it was then.
pub(super) fn put(file: &Path, bytes: &[u8]) -> Result<(), String> {
    let told = |error: io::Error| error.to_string();
    if disk::is_of_shell(file) {
        return fs::write(file, bytes).map_err(told);
    }
    disk::stays(file).map_err(told)?;
    match fs::metadata(file) {
        Ok(metadata) if metadata.is_dir() => Err("it is a folder".to_owned()),
        // Nobody may ever read from a pipe that lies in a folder.
        Ok(metadata) if !metadata.is_file() => Err("it is no file".to_owned()),
        Ok(metadata) if metadata.permissions().readonly() => Err("it is read-only".to_owned()),
        Ok(metadata) => {
            let real = fs::canonicalize(file).map_err(told)?;
            exchange(&real, bytes, Some(&metadata)).map_err(told)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => exchange(file, bytes, None).map_err(told),
        Err(error) => Err(error.to_string()),
    }
}

/// Puts `bytes` in the place of the file at `real`, which need not be there; `metadata` is what it keeps.
fn exchange(real: &Path, bytes: &[u8], metadata: Option<&Metadata>) -> io::Result<()> {
    let folder = real.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = real.file_name().unwrap_or_default().to_string_lossy();
    let (beside, file) = open_beside(folder, &name)?;
    let has_other_names = metadata.is_some_and(|it| names_of(it) > 1);
    let written = fill(file, bytes, metadata).and_then(|()| match has_other_names {
        true => overwrite(real, bytes),
        false => fs::rename(&beside, real),
    });
    if written.is_err() || has_other_names {
        let _ = fs::remove_file(&beside);
    }
    // The name is on disk only when its folder is; where that cannot be asked for, nothing is lost by a crash but this.
    let _ = File::open(folder).and_then(|it| it.sync_all());
    written
}

/// A new file in `folder`. What an earlier run of the same number left when it was killed is passed over: in a
/// container every run may have the same.
fn open_beside(folder: &Path, name: &str) -> io::Result<(PathBuf, File)> {
    let process = std::process::id();
    // Names have at most 255 bytes on most disks.
    let name: String = name.chars().take(50).collect();
    let names = (0..ATTEMPTS).map(|at| match at {
        0 => format!(".{name}.{process}.dockvet"),
        _ => format!(".{name}.{process}-{at}.dockvet"),
    });
    let mut last = io::Error::other("nothing was tried");
    for beside in names.map(|it| folder.join(it)) {
        match OpenOptions::new().write(true).create_new(true).open(&beside) {
            Ok(file) => return Ok((beside, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

/// Whether nothing is there, not even a link to nowhere, and nothing was read.
fn is_new(path: &Path, before: &str) -> bool {
    before.is_empty() && fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

fn fill(mut file: File, bytes: &[u8], metadata: Option<&Metadata>) -> io::Result<()> {
    // First, while it is empty: nobody may read here what the file itself keeps from them.
    if let Some(metadata) = metadata {
        keep_owner(&file, metadata)?;
        file.set_permissions(metadata.permissions())?;
    }
    file.write_all(bytes)?;
    file.sync_all()
}

/// Writes a file of several names in its place, so that all of them go on to name it. What lies beside it holds the
/// whole text by now; where this fails, the old text is put back.
fn overwrite(real: &Path, bytes: &[u8]) -> io::Result<()> {
    let old = fs::read(real)?;
    let mut file = OpenOptions::new().write(true).open(real)?;
    let mut fill = |bytes: &[u8]| {
        file.seek(SeekFrom::Start(0))?;
        file.write_all(bytes)?;
        file.set_len(bytes.len() as u64)?;
        file.sync_all()
    };
    fill(bytes).inspect_err(|_| {
        let _ = fill(&old);
    })
}

/// How many names (hard links) the file has.
#[cfg(unix)]
fn names_of(metadata: &Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt;
    metadata.nlink()
}

#[cfg(not(unix))]
fn names_of(_: &Metadata) -> u64 {
    1
}

/// Only root may give a file away: another's stays with who runs this, as with any editor.
#[cfg(unix)]
fn keep_owner(file: &File, metadata: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let now = file.metadata()?;
    if (now.uid(), now.gid()) != (metadata.uid(), metadata.gid()) {
        let _ = fchown(file, Some(metadata.uid()), Some(metadata.gid()));
    }
    Ok(())
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Writes a file that is not there yet.
///
/// # Errors
/// Why it cannot be done, in words that end a sentence.
fn make(path: &Path, text: &str) -> Result<(), String> {
    let made = OpenOptions::new().write(true).create_new(true).open(path);
    let written = made.and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
    written.map_err(|error| error.to_string())
}

/// The file behind links, and what it is; links that leave the repository are not followed.
fn real(path: &Path, before: &str) -> Result<(PathBuf, Metadata), String> {
    let real = fs::canonicalize(path).map_err(|error| error.to_string())?;
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !real.starts_with(discover::repository_of(folder)) {
        return Err("it is a link that leads out of the repository".to_owned());
    }
    let metadata = fs::metadata(&real).map_err(|error| error.to_string())?;
    if !metadata.is_file() {
        return Err("it is no file".to_owned());
    }
    if metadata.permissions().readonly() {
        return Err("it is read-only".to_owned());
    }
    let now = fs::read(&real).map_err(|error| error.to_string())?;
    match String::from_utf8(now) {
        Err(_) => Err("it is not UTF-8".to_owned()),
        Ok(now) if now != before => Err("it has changed since it was read".to_owned()),
        Ok(_) => Ok((real, metadata)),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn repository() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join(".git")).expect("a folder");
        folder
    }

    #[test]
    fn the_mode_is_kept_and_nothing_lies_beside_it() {
        let folder = repository();
        let path = folder.path().join("Dockerfile");
        fs::write(&path, "a").expect("it can be written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("the mode can be set");
        let link = folder.path().join("link");
        symlink("Dockerfile", &link).expect("the link can be made");
        assert_eq!(write(&link, "a", "b"), Ok(()));
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "b");
        assert!(link.is_symlink());
        assert_eq!(fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o640);
        assert_eq!(fs::read_dir(folder.path()).expect("it is a folder").count(), 3);
    }

    #[test]
    fn what_cannot_be_written_is_told() {
        let (folder, other) = (repository(), repository());
        let path = |name: &str| folder.path().join(name);
        fs::write(path("a"), "now").expect("it can be written");
        fs::write(path("bytes"), b"\xff").expect("it can be written");
        fs::write(path("locked"), "x").expect("it can be written");
        fs::set_permissions(path("locked"), fs::Permissions::from_mode(0o444)).expect("the mode can be set");
        fs::write(other.path().join("far"), "x").expect("it can be written");
        symlink(other.path().join("far"), path("out")).expect("the link can be made");
        for (name, before, why) in [
            ("a", "then", "it has changed since it was read"),
            ("bytes", "\u{fffd}", "it is not UTF-8"),
            ("locked", "x", "it is read-only"),
            ("out", "x", "it is a link that leads out of the repository"),
        ] {
            assert_eq!(refusal(&path(name), before).as_deref(), Some(why), "{name}");
            assert_eq!(write(&path(name), before, "new"), Err(why.to_owned()));
        }
        assert_eq!(fs::read_to_string(other.path().join("far")).expect("it is there"), "x");
        assert_eq!(refusal(&path("a"), "now"), None);
        assert_eq!((refusal(&path("new"), ""), write(&path("new"), "", "x")), (None, Ok(())));
        assert!(write(&path("new"), "", "y").is_err());
    }
}
