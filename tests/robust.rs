//! What no Dockerfile may do to the program: hang it, crash it, make it read what is no file.

#[path = "robust/killed.rs"]
mod killed;
#[path = "robust/limits.rs"]
mod limits;
#[path = "robust/odd.rs"]
mod odd;
#[path = "robust/program.rs"]
mod program;
#[path = "robust/reach.rs"]
mod reach;
#[path = "robust/shown.rs"]
mod shown;

use std::fs;
use std::process::Command;

use program::{run, start, text, wait};

#[test]
fn long_chains_of_stages_end() {
    let stages: String =
        (1..3_000).map(|at| format!("FROM s{} AS s{at}\nCOPY --from=s{} / /\n", at - 1, at - 1)).collect();
    ends(&format!("FROM alpine AS s0\n{stages}CMD [\"/a/b/c/d\"]\n"));
}

#[test]
fn long_files_end() {
    ends(&format!("FROM alpine\n{}", "COPY a b c d /x/\n".repeat(2_000)));
    ends(&format!("FROM alpine\n{}", "RUN apk add curl && cd /a && cp x y && rm z\n".repeat(500)));
    ends(&format!("FROM alpine\n{}", "ONBUILD ".repeat(2_000)));
    ends(&format!("FROM alpine\n{}", "ENV A$A=${A}${A}\n".repeat(500)));
    ends(&format!("FROM alpine\nCMD {}\n", "[".repeat(100_000)));
    ends(&format!("FROM alpine\nRUN {}\n", "$(".repeat(10_000)));
}

#[test]
fn bytes_that_are_no_text_end() {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    let folder = tempfile::tempdir().expect("a folder for the test");
    fs::write(folder.path().join("Dockerfile"), (0..100_000).map(|_| next()).collect::<Vec<u8>>()).expect("a file");
    assert_eq!(run(folder.path(), &["Dockerfile"]).status.code(), Some(1));
}

#[test]
fn large_files_are_refused() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    fs::write(folder.path().join("Dockerfile"), vec![b'#'; 9 << 20]).expect("a file");
    let output = run(folder.path(), &["Dockerfile"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("more than 8388608"), "{}", text(&output.stderr));
}

#[test]
fn a_context_must_be_a_folder() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    fs::write(folder.path().join("Dockerfile"), "FROM alpine\n").expect("a file");
    for context in ["absent", "Dockerfile"] {
        let output = run(folder.path(), &["--context", context, "Dockerfile"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains("is no folder"), "{}", text(&output.stderr));
    }
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_no_dockerfiles() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let made = Command::new("mkfifo").arg(folder.path().join("Dockerfile")).status().expect("`mkfifo` is there");
    assert!(made.success());
    assert_eq!(run(folder.path(), &["Dockerfile"]).status.code(), Some(2));
    assert_eq!(run(folder.path(), &["."]).status.code(), Some(2));
    assert_eq!(run(folder.path(), &["/dev/zero"]).status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_or_in_circles_end() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().expect("a folder for the test");
    let root = folder.path();
    symlink("nowhere", root.join("Dockerfile.dead")).expect("a link");
    symlink(".", root.join("here")).expect("a link");
    symlink("self", root.join("self")).expect("a link");
    fs::write(root.join("Dockerfile"), "FROM scratch\nCOPY here/here/self self /x/\n").expect("a file");
    assert_eq!(run(root, &["Dockerfile.dead"]).status.code(), Some(2));
    assert!(run(root, &["."]).status.code().is_some_and(|code| code < 2));
}

#[cfg(target_os = "linux")]
#[test]
fn names_need_not_be_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().expect("a folder for the test");
    let odd = folder.path().join(OsStr::from_bytes(b"a \xff b"));
    fs::create_dir(&odd).expect("a folder");
    fs::write(odd.join("Dockerfile"), "FROM scratch\nCOPY . /\n").expect("a file");
    fs::write(odd.join(OsStr::from_bytes(b"x\xfdy")), "").expect("a file");
    for format in ["human", "short", "json", "sarif"] {
        assert!(run(folder.path(), &["--format", format, "."]).status.code().is_some_and(|code| code < 2), "{format}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_a_closed_pipe_is_not() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    fs::write(folder.path().join("Dockerfile"), "FROM alpine\nUSER root\n").expect("a file");
    for file in ["/dev/full", "absent/file"] {
        let output = run(folder.path(), &["--output", file, "Dockerfile"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains("cannot write"), "{}", text(&output.stderr));
    }
    let mut child = start(folder.path(), &["--format", "sarif", "Dockerfile"]);
    drop(child.stdout.take());
    let output = wait(&mut child);
    assert!(output.status.code().is_some_and(|code| code < 2) && output.stderr.is_empty());
}

/// Whether the program ends by itself, with no code but those of a run.
fn ends(dockerfile: &str) {
    let folder = tempfile::tempdir().expect("a folder for the test");
    fs::write(folder.path().join("Dockerfile"), dockerfile).expect("a file");
    let output = run(folder.path(), &["Dockerfile"]);
    let start: String = dockerfile.chars().take(60).collect();
    assert!(output.status.code().is_some_and(|code| code < 2), "{start}: {:?} {}", output.status, text(&output.stderr));
}
