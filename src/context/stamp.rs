//! Whether a file below some folders has changed since it was last asked.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use ignore::WalkBuilder;

use super::skipped::Skipped;

/// More files are not looked at.
const MOST_FILES: usize = 200_000;

/// A number that differs when a file below `folders` came, went or was written. Files that git ignores do not count,
/// nor does what git keeps for itself, nor `not`.
pub fn of(folders: &BTreeSet<PathBuf>, not: &[PathBuf]) -> u64 {
    let mut stamp = 0_u64;
    let mut count = 0;
    for folder in folders {
        let mut walk = WalkBuilder::new(folder);
        let skipped = Skipped::new(folder);
        walk.standard_filters(false).filter_entry(move |it| it.file_name() != ".git" && !skipped.holds(it));
        for entry in walk.build().flatten().filter(|it| it.file_type().is_some_and(|it| !it.is_dir())) {
            count += 1;
            if count > MOST_FILES {
                return stamp;
            }
            if not.iter().any(|it| it == entry.path()) {
                continue;
            }
            // The order of the walk does not count.
            stamp = stamp.wrapping_add(of_file(entry.path()));
        }
    }
    stamp
}

fn of_file(path: &Path) -> u64 {
    let metadata = path.metadata().ok();
    let length = metadata.as_ref().map_or(0, std::fs::Metadata::len);
    let written = metadata.and_then(|it| it.modified().ok()).and_then(|it| it.duration_since(UNIX_EPOCH).ok());
    let written = written.map_or(0, |it| it.as_nanos() as u64);
    let name = path.as_os_str().as_encoded_bytes().iter().copied();
    let bytes = name.chain(length.to_le_bytes()).chain(written.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_comes_grows_or_goes_changes_the_stamp() {
        let folder = tempfile::tempdir().expect("a folder");
        let folders = BTreeSet::from([folder.path().to_owned()]);
        let not = [folder.path().join("out.sarif")];
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("it can be written");
        let mut stamps = vec![of(&folders, &not)];
        write(".dockerignore", "a");
        stamps.push(of(&folders, &not));
        write(".dockerignore", "ab");
        stamps.push(of(&folders, &not));
        write("Dockerfile", "FROM a\n");
        stamps.push(of(&folders, &not));
        let distinct: BTreeSet<u64> = stamps.iter().copied().collect();
        assert_eq!(distinct.len(), 4);
        write("out.sarif", "x");
        std::fs::create_dir(folder.path().join(".git")).expect("a folder");
        write(".git/HEAD", "x");
        assert_eq!(of(&folders, &not), stamps[3]);
    }
}
