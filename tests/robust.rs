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

/// Each variable holds the one before twice, so that a few lines would make any length.
#[test]
fn variables_that_double_end() {
    let doubled: String = (1..30).map(|at| format!("ARG A{at}=$A{}$A{}\n", at - 1, at - 1)).collect();
    let uses: String = (0..300).map(|at| format!("ENV B{at}={}\n", "$A12".repeat(30))).collect();
    ends(&format!("FROM alpine\nARG A0=0123456789012345\n{doubled}{uses}"));
}

#[test]
fn many_heredocs_of_one_instruction_end() {
    let (names, ends_of): (String, String) = (0..20_000).map(|at| (format!("<<a{at} "), format!("a{at}\n"))).unzip();
    ends(&format!("FROM scratch\nCOPY {names}/x/\n{ends_of}"));
}

#[test]
fn long_lines_of_other_files_end() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    fs::write(folder.path().join("Dockerfile"), "FROM scratch\nCOPY a /\n").expect("a file");
    fs::write(folder.path().join("build.sh"), "docker build ".repeat(20_000)).expect("a file");
    fs::create_dir_all(folder.path().join("chart/templates")).expect("folders");
    fs::write(folder.path().join("chart/Chart.yaml"), "name: a\nversion: 1.0.0\n").expect("a file");
    let template = format!("kind: Pod\nmetadata: {}\n", "{{ \"x\" }}".repeat(100_000));
    fs::write(folder.path().join("chart/templates/pod.yaml"), template).expect("a file");
    let bake: String = (0..20_000).map(|at| format!("\"t{at}\": {{}}, ")).collect();
    fs::write(folder.path().join("docker-bake.json"), format!("{{\"target\": {{{bake}\"z\": {{}}}}}}"))
        .expect("a file");
    assert!(run(folder.path(), &["Dockerfile"]).status.code().is_some_and(|code| code < 2));
}

#[test]
fn large_files_of_programs_end() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let write = |name: &str, text: String| fs::write(folder.path().join(name), text).expect("a file");
    let stages = ["node:22\nCOPY . .\nCMD [\"node\", \"a.js\"]", "python:3.13\nCOPY . .\nCMD [\"python\", \"a.py\"]"];
    write("Dockerfile", stages.map(|stage| format!("FROM {stage}\n")).concat());
    write("a.js", format!("import './b0'; fetch(a); var b = [{}];", "\"https://api.stripe.com/x\",".repeat(30_000)));
    let imports = |at: usize| (1..11).map(|next| format!("import './b{}'\n", at + next)).collect();
    (0..1_000).for_each(|at| write(&format!("b{at}.js"), imports(at)));
    let versions: Vec<String> = (0..30_000).map(|at| format!("!={}.{}.1", at % 97, at / 97)).collect();
    write("pyproject.toml", format!("[project]\nname = \"a\"\nrequires-python = \"{}\"\n", versions.join(",")));
    write("a.py", "import os\n".to_owned());
    write("compose.yaml", "services: {a: {build: ., env_file: e.env}}\n".to_owned());
    write("e.env", (0..40_000).map(|at| format!("VARIABLE_{at}=1\n")).collect());
    assert!(run(folder.path(), &["Dockerfile"]).status.code().is_some_and(|code| code < 2));
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
