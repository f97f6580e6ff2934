//! Surroundings that mean the same: another file, another order, another place.

use std::fs;
use std::path::{Path, PathBuf};

use dockvet::context::discover::discover;
use dockvet::syntax::ast::{Kind, TransferSource};

use crate::common;
use crate::material::{Case, Folder};

/// A copy of `folder` below `inside` of a fresh place; files are links where that can be, and never written to.
pub(crate) fn laid(folder: &Folder, inside: &str, change: impl Fn(&Path)) -> Folder {
    let kept = tempfile::tempdir().expect("a folder for the copy");
    let place = fs::canonicalize(kept.path()).expect("the folder was just made");
    // Nothing joined would end the path with a slash.
    let root = if inside.is_empty() { place } else { place.join(inside) };
    fs::create_dir_all(&root).expect("the folder can be made");
    link(&folder.root, &root);
    change(&root);
    Folder::open(folder.name.clone(), root, Some(kept))
}

/// The folders and files of `from` in `to`. The history stays behind; that there is one does not.
fn link(from: &Path, to: &Path) {
    for path in common::children(from) {
        let target = to.join(path.file_name().expect("what lies in a folder has a name"));
        let kind = fs::symlink_metadata(&path).expect("it was just listed").file_type();
        if target.ends_with(".git") {
            fs::create_dir(&target).expect("the folder can be made");
        } else if kind.is_symlink() {
            #[cfg(unix)]
            std::os::unix::fs::symlink(fs::read_link(&path).expect("it is a link"), &target).expect("a link");
        } else if kind.is_dir() {
            fs::create_dir(&target).expect("the folder can be made");
            link(&path, &target);
        } else if kind.is_file() && fs::hard_link(&path, &target).is_err() {
            fs::copy(&path, &target).expect("the file can be copied");
        }
    }
}

/// Writes a file that was not there.
fn add(path: &Path) {
    if !path.exists() && path.parent().is_some_and(Path::is_dir) {
        fs::write(path, "").expect("the file can be written");
        // What is started may be among them.
        #[cfg(unix)]
        fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("it is our file");
    }
}

/// A file that nobody asks for, beside each Dockerfile and at the top.
pub(crate) fn file_added(folder: &Folder) -> Folder {
    laid(folder, "", |root| beside(folder, root).iter().for_each(|it| add(&it.join("unrelated.zzz"))))
}

/// The folders of the copied Dockerfiles, and the root.
fn beside(folder: &Folder, root: &Path) -> Vec<PathBuf> {
    let parents = folder.dockerfiles.iter().filter_map(|it| it.strip_prefix(&folder.root).ok()?.parent());
    let mut all: Vec<PathBuf> = parents.map(|it| root.join(it)).chain([root.to_owned()]).collect();
    all.sort();
    all.dedup();
    all
}

/// Every file that a COPY names and that is not there.
pub(crate) fn missing_files_added(folder: &Folder) -> Folder {
    let names: Vec<String> = folder.cases().flat_map(|case| copied(&case)).collect();
    laid(folder, "", |root| {
        for place in beside(folder, root) {
            names.iter().for_each(|name| add(&place.join(name)));
        }
    })
}

/// The plain names that COPY and ADD take from the build context.
fn copied(case: &Case) -> Vec<String> {
    let dockerfile = dockvet::syntax::parse(&case.build.source);
    let mut names = Vec::new();
    for instruction in dockerfile.instructions.iter().filter(|it| it.flag("from").is_none()) {
        let (Kind::Copy(transfer) | Kind::Add(transfer)) = &instruction.kind else { continue };
        for source in &transfer.sources {
            let TransferSource::Path(word) = source else { continue };
            let name = word.as_str().trim_start_matches("./").trim_start_matches('/');
            let is_odd = |it: char| !it.is_ascii_alphanumeric() && !"/._-".contains(it);
            if !name.is_empty() && !name.contains(is_odd) && !name.contains("..") && !name.ends_with('/') {
                names.push(name.to_owned());
            }
        }
    }
    names
}

/// A line at the end of each ignore file that matches nothing.
pub(crate) fn line_ignored(folder: &Folder) -> Folder {
    laid(folder, "", |root| {
        for file in beside(folder, root).iter().flat_map(|it| common::children(it)) {
            if file.to_string_lossy().ends_with(".dockerignore") && file.is_file() {
                let mut bytes = fs::read(&file).expect("the file can be read");
                if bytes.last().is_some_and(|last| *last != b'\n') {
                    bytes.push(b'\n');
                }
                bytes.extend(b"of-no-file/zzz\n");
                // The copy is a link: what it leads to stays.
                fs::remove_file(&file).expect("the copy can go");
                fs::write(&file, bytes).expect("the file can be written");
            }
        }
    })
}

/// The same folder somewhere else, below names with blanks and letters beyond ASCII.
pub(crate) fn elsewhere(folder: &Folder) -> Folder {
    laid(folder, "other place/é (1)/x", |_| ())
}

/// What a walk finds, the last first.
pub(crate) fn reordered(folder: &Folder) -> Folder {
    let copy = laid(folder, "", |_| ());
    let mut found = discover(std::slice::from_ref(&copy.root));
    [&mut found.yaml, &mut found.build_scripts, &mut found.platforms].into_iter().for_each(|it| it.reverse());
    found.siblings.reverse();
    copy.walked(found)
}
