//! Whatever happens while files are fixed: each is the old or the new whole text afterwards, with its mode and names.
#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use super::program::{folder, run, start, text, wait};

const OLD: &str = "from alpine:3.20\nMAINTAINER me\nADD a b\n";

/// So many files are fixed at once.
const COUNT: usize = 60;

fn many() -> TempDir {
    let folder = folder(&[("a", "")]);
    fs::create_dir(folder.path().join(".git")).expect("a folder");
    for at in 0..COUNT {
        fs::write(folder.path().join(format!("Dockerfile.{at}")), OLD).expect("a file");
    }
    folder
}

fn fixed(folder: &Path) -> String {
    let output = run(folder, &["--fix", "--profile", "strict", "--exit-zero", "--quiet", "."]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    fs::read_to_string(folder.join("Dockerfile.0")).expect("it is there")
}

#[test]
fn a_kill_leaves_the_old_or_the_new_text() {
    let new = fixed(many().path());
    assert_ne!(new, OLD);
    let folder = many();
    let (mut old_ones, mut new_ones, mut left) = (0, 0, 0);
    for moment in 0..25 {
        for at in 0..COUNT {
            fs::write(folder.path().join(format!("Dockerfile.{at}")), OLD).expect("a file");
        }
        let mut child = start(folder.path(), &["--fix", "--profile", "strict", "--exit-zero", "--quiet", "."]);
        // The writing is near the end: wait for its first sign, then some more.
        let first = folder.path().join("Dockerfile.0");
        while child.try_wait().expect("it can be waited for").is_none()
            && fs::metadata(&first).is_ok_and(|it| it.len() == OLD.len() as u64)
        {
            std::thread::sleep(Duration::from_micros(200));
        }
        std::thread::sleep(Duration::from_micros(150 * moment));
        let _ = child.kill();
        wait(&mut child);
        for at in 0..COUNT {
            match fs::read_to_string(folder.path().join(format!("Dockerfile.{at}"))).expect("it is there") {
                it if it == OLD => old_ones += 1,
                it => {
                    assert_eq!(it, new, "Dockerfile.{at} after moment {moment}");
                    new_ones += 1;
                }
            }
        }
    }
    assert!(old_ones > 0 && new_ones > 0, "the kills came too early or too late: {old_ones} old, {new_ones} new");
    // What may be left is no Dockerfile, and stands in nobody's way.
    for entry in fs::read_dir(folder.path()).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        left += usize::from(name.ends_with(".dockvet"));
        assert!(name.ends_with(".dockvet") || !name.starts_with(".Dockerfile"), "{name}");
    }
    assert_eq!(fixed(folder.path()), new);
    let found = run(folder.path(), &["--format", "json", "--exit-zero", "."]);
    assert!(!text(&found.stdout).contains(".dockvet\""), "{left} files are left, and one is taken for a Dockerfile");
}

#[test]
fn what_an_earlier_run_left_stands_in_nobodys_way() {
    let folder = folder(&[("Dockerfile", OLD)]);
    // In a container every run may have the same number: here any of those that come next.
    let pid = std::process::id();
    for next in pid..pid + 3_000 {
        fs::write(folder.path().join(format!(".Dockerfile.{next}.dockvet")), "left").expect("a file");
    }
    assert_eq!(
        run(folder.path(), &["--fix", "--profile", "strict", "--exit-zero", "Dockerfile"]).status.code(),
        Some(0)
    );
    assert_ne!(fs::read_to_string(folder.path().join("Dockerfile")).expect("it is there"), OLD);
}

#[test]
fn a_full_disk_leaves_the_file() {
    let folder = folder(&[("Dockerfile", &format!("{OLD}{}", "# x\n".repeat(2_000)))]);
    let before = fs::read_to_string(folder.path().join("Dockerfile")).expect("it is there");
    // The largest file that the program may write has 1,024 bytes; the signal of that is ignored.
    let script = format!("trap '' XFSZ; ulimit -f 1; exec {} \"$@\"", env!("CARGO_BIN_EXE_dockvet"));
    for arguments in [&["--fix", "--profile", "strict", "Dockerfile"][..], &["fmt", "Dockerfile"]] {
        let mut command = Command::new("bash");
        command.args(["-c", &script, "bash"]).args(arguments).current_dir(folder.path());
        let output = command.output().expect("`bash` is there");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains("File too large"), "{}", text(&output.stderr));
        assert!(!text(&output.stderr).contains("fixed "), "{}", text(&output.stderr));
        assert_eq!(fs::read_to_string(folder.path().join("Dockerfile")).expect("it is there"), before);
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "{arguments:?}");
    }
}

#[test]
fn names_and_modes_are_kept() {
    let folder = folder(&[("Dockerfile", OLD)]);
    let path = |name: &str| folder.path().join(name);
    fs::hard_link(path("Dockerfile"), path("twin")).expect("a link");
    fs::set_permissions(path("Dockerfile"), fs::Permissions::from_mode(0o604)).expect("the mode can be set");
    let before = fs::metadata(path("Dockerfile")).expect("it is there");
    assert_eq!(
        run(folder.path(), &["--fix", "--profile", "strict", "--exit-zero", "Dockerfile"]).status.code(),
        Some(0)
    );
    let after = fs::metadata(path("Dockerfile")).expect("it is there");
    assert_eq!((after.mode(), after.uid(), after.nlink(), after.ino()), (before.mode(), before.uid(), 2, before.ino()));
    let texts = ["Dockerfile", "twin"].map(|name| fs::read_to_string(path(name)).expect("it is there"));
    assert!(texts[0] == texts[1] && texts[0] != OLD, "{texts:?}");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2);
}
