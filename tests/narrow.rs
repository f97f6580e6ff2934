//! What narrows a run: baselines, `--diff-base` and patches; and `--watch`.

mod common;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use common::git::Repository;
use gix_object::Kind;

const DOCKERFILE: &str = "\
FROM alpine:3.22
COPY run.sh more.sh /
EXPOSE 99999
USER 1000
CMD [\"sh\", \"/run.sh\"]
";

fn repository() -> Repository {
    let mut it = Repository::new();
    let first =
        it.commit(&[("web/Dockerfile", DOCKERFILE), ("web/run.sh", "#!/bin/sh\n"), ("web/more.sh", "#!/bin/sh\n")]);
    it.name("refs/heads/main", first);
    it.name("refs/remotes/origin/main", first);
    it
}

fn dockvet(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dockvet"));
    command
        .args(["--isolated", "--color", "never", "--ignore", "style,reproducibility"])
        .args(args)
        .current_dir(folder);
    command
}

fn run(folder: &Path, args: &[&str], code: i32) -> String {
    said(&dockvet(folder, args).output().expect("the program was built"), code)
}

/// With these rules alone, whatever their category; nothing that is found may fail the run.
fn only(folder: &Path, rules: &str, args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dockvet"));
    command.args(["--isolated", "--color", "never", "--select", rules]).args(args).current_dir(folder);
    said(&command.output().expect("the program was built"), 0)
}

/// With `text` on standard input.
fn fed(folder: &Path, args: &[&str], text: &str, code: i32) -> String {
    let mut command = dockvet(folder, args);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("built");
    child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("it reads");
    said(&child.wait_with_output().expect("it ends"), code)
}

fn said(output: &Output, code: i32) -> String {
    let text = [&output.stdout, &output.stderr].map(|it| String::from_utf8_lossy(it).into_owned()).concat();
    assert_eq!(output.status.code(), Some(code), "{text}");
    text
}

fn write(repository: &Repository, path: &str, text: &str) {
    fs::write(repository.folder.path().join(path), text).expect("the file can be written");
}

fn rules(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| line.strip_suffix(']')?.rsplit_once('[')).map(|(_, rule)| rule).collect()
}

#[test]
fn a_baseline_knows_what_moved_and_not_what_is_new() {
    let it = repository();
    let folder = it.folder.path();
    assert_eq!(rules(&run(folder, &["--format", "short"], 1)), ["exposed-port-invalid"]);
    let text = run(folder, &["--write-baseline", "known.json"], 0);
    assert!(text.contains("nothing found, 1 finding known to the baseline in 1 Dockerfile"), "{text}");
    let known = fs::read_to_string(folder.join("known.json")).expect("it was written");
    assert!(known.contains("{\"file\": \"web/Dockerfile\", \"rule\": \"exposed-port-invalid\", "), "{known}");
    // Moved, from another folder: known. A second equal one: new.
    write(&it, "web/Dockerfile", &DOCKERFILE.replace("COPY", "\n# more\n\nCOPY"));
    run(&folder.join("web"), &["--baseline", "../known.json"], 0);
    write(&it, "web/Dockerfile", &DOCKERFILE.replace("USER", "EXPOSE 99999\nUSER"));
    let text = run(folder, &["--baseline", "known.json", "--format", "short"], 1);
    assert!(rules(&text).contains(&"exposed-port-invalid") && text.contains("web/Dockerfile:4:"), "{text}");
    assert!(!text.contains("web/Dockerfile:3:8"), "{text}");
    // Gone.
    write(&it, "web/Dockerfile", &DOCKERFILE.replace("EXPOSE 99999\n", ""));
    let text = run(folder, &["--baseline", "known.json", "--verbose"], 0);
    assert!(text.contains("web/Dockerfile: `exposed-port-invalid` is in the baseline and gone\n"), "{text}");
    let text = run(folder, &["--baseline", "known.json", "--quiet"], 0);
    assert_eq!(text, "");
}

/// What a run does not show it does not mend either.
#[test]
fn only_what_is_shown_is_mended() {
    let it = repository();
    let folder = it.folder.path();
    let old = "FROM debian:13\nUSER 1000\nEXPOSE 80:80\nENV A b\nRUN apt-get install x\n";
    write(&it, "web/Dockerfile", old);
    let rules = "legacy-key-value,exposed-host-port,install-not-confirmed";
    only(folder, rules, &["--write-baseline", "known.json"]);
    let text = only(folder, rules, &["--baseline", "known.json", "--fix"]);
    assert!(!text.contains("fixed") && !text.contains("--unsafe-fixes"), "{text}");
    assert_eq!(only(folder, rules, &["--baseline", "known.json", "--diff"]), "");
    // Of two equal ones, the second is new.
    let new = format!("{old}ENV C d\nEXPOSE 80:80\n");
    write(&it, "web/Dockerfile", &new);
    let text = only(folder, rules, &["--baseline", "known.json", "--fix"]);
    assert!(text.contains("fixed 2 findings in 1 file\n"), "{text}");
    let mended = fs::read_to_string(folder.join("web/Dockerfile")).expect("it is there");
    assert_eq!(mended, format!("{old}ENV C=d\nEXPOSE 80\n"));
}

/// A fix of the one finding changes the instruction by which the baseline knows the other.
#[test]
fn what_is_known_stays_hidden_when_its_instruction_is_mended() {
    let it = repository();
    let folder = it.folder.path();
    let old = "FROM alpine:3.22\nUSER 1000\nexpose 80:80\n";
    write(&it, "web/Dockerfile", old);
    only(folder, "exposed-host-port", &["--write-baseline", "known.json"]);
    only(folder, "exposed-host-port,instruction-casing", &["--baseline", "known.json", "--fix-only"]);
    let mended = fs::read_to_string(folder.join("web/Dockerfile")).expect("it is there");
    assert_eq!(mended, "FROM alpine:3.22\nUSER 1000\nEXPOSE 80:80\n");
}

#[test]
fn the_configuration_names_a_baseline_and_a_broken_one_is_told() {
    let it = repository();
    let folder = it.folder.path();
    run(folder, &["--write-baseline", "known.json"], 0);
    write(&it, "web/dockvet.toml", "baseline = \"../known.json\"\n");
    let program = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dockvet"));
        command.args(["--ignore", "style,reproducibility", "web"]).current_dir(folder);
        command.output().expect("the program was built")
    };
    let text = said(&program(), 0);
    assert!(text.contains("1 finding known to the baseline"), "{text}");
    write(&it, "known.json", "{\"schema\": 1,\n \"findings\": 7}\n");
    let text = said(&program(), 2);
    assert!(text.contains("known.json:2:14: error: invalid type: integer `7`, expected a sequence"), "{text}");
    run(folder, &["--baseline", "no-such-file.json"], 2);
    run(folder, &["--write-baseline", "no/such/folder.json"], 2);
}

#[test]
fn only_changed_lines_count() {
    let it = repository();
    let folder = it.folder.path();
    let text = run(folder, &["--diff-base", "main"], 0);
    assert!(text.contains("nothing found, 1 finding on lines that did not change in 1 Dockerfile"), "{text}");
    write(&it, "web/Dockerfile", &DOCKERFILE.replace("CMD", "EXPOSE 88888\nCMD"));
    let text = run(folder, &["--diff-base", "origin/main", "--format", "short"], 1);
    assert!(text.starts_with("web/Dockerfile:5:8: ") && text.lines().count() == 1, "{text}");
    // An untracked file is new as a whole.
    fs::create_dir(folder.join("new")).expect("a folder");
    write(&it, "new/Dockerfile", "FROM alpine:3.22\nUSER 1000\nEXPOSE 77777\n");
    let text = run(folder, &["--diff-base", "main", "--format", "short"], 1);
    assert!(text.starts_with("new/Dockerfile:3:8: "), "{text}");
}

/// What a line or file that is gone leaves behind stands on lines that did not change.
#[test]
fn what_is_gone_counts_too() {
    let it = repository();
    let folder = it.folder.path();
    write(&it, "web/Dockerfile", &DOCKERFILE.replace("USER 1000\n", ""));
    let text = run(folder, &["--diff-base", "main", "--format", "short"], 1);
    assert_eq!(rules(&text), ["root-user"], "{text}");
    write(&it, "web/Dockerfile", DOCKERFILE);
    fs::remove_file(folder.join("web/run.sh")).expect("it is there");
    let text = run(folder, &["--diff-base", "main", "--format", "short"], 1);
    assert!(rules(&text).contains(&"copy-source-missing") && !rules(&text).contains(&"exposed-port-invalid"), "{text}");
}

#[test]
fn a_patch_says_what_changed() {
    let it = repository();
    let folder = it.folder.path();
    write(&it, "web/Dockerfile", &DOCKERFILE.replace("USER 1000\n", "EXPOSE 88888\n"));
    let patch = "--- a/web/Dockerfile\n+++ b/web/Dockerfile\n@@ -3,3 +3,3 @@\n EXPOSE 99999\n-USER 1000\n+EXPOSE 88888\n CMD [\"sh\", \"/run.sh\"]\n";
    let text = fed(folder, &["--diff-base", "-", "--format", "short"], patch, 1);
    assert_eq!(rules(&text), ["root-user", "exposed-port-invalid"], "{text}");
    let text = fed(folder, &["--diff-base", "-"], "", 0);
    assert!(text.contains("nothing found, "), "{text}");
    let text = fed(folder, &["--diff-base", "-"], "--- a/x\n+++ b/x\n@@ -1 @@\n", 2);
    assert!(text.contains("standard input:3: error: this is no head of a hunk"), "{text}");
    fed(folder, &["--diff-base", "-", "-"], "", 2);
}

#[test]
fn revisions_are_named_as_git_does() {
    let mut it = repository();
    let first = it.head.expect("there is a commit");
    let second = it.commit(&[("web/Dockerfile", &DOCKERFILE.replace("99999", "88888"))]);
    let tag = format!("object {second}\ntype commit\ntag v1\ntagger A <a@b.c> 1 +0000\n\nx\n");
    it.name("refs/tags/v1", it.write(Kind::Tag, tag.as_bytes()));
    let folder = it.folder.path().to_owned();
    let (full, short) = (first.to_string(), first.to_hex_with_len(7).to_string());
    for name in ["HEAD~1", "HEAD^", "@~", "v1~1", "main", "refs/heads/main", full.as_str(), short.as_str()] {
        run(&folder, &["--diff-base", name], 1);
    }
    for name in ["HEAD", "v1", "v1^0"] {
        run(&folder, &["--diff-base", name], 0);
    }
    for name in ["no-such-branch", "HEAD~5", "HEAD^2", "HEAD~x", "HEAD^0\u{e9}", "deadbeef", "", "../x"] {
        let text = run(&folder, &["--diff-base", name], 2);
        assert!(text.starts_with(&format!("dockvet: `--diff-base {name}`: ")), "{text}");
    }
    // Another branch went on: what counts is where the two parted.
    it.check_out(first);
    let other = it.commit(&[("web/Dockerfile", &DOCKERFILE.replace("99999", "88888"))]);
    it.name("refs/heads/other", other);
    it.check_out(first);
    write(&it, "web/Dockerfile", DOCKERFILE);
    run(&folder, &["--diff-base", "other"], 0);
    fs::write(folder.join(".git/shallow"), format!("{first}\n{other}\n")).expect("a file");
    let text = run(&folder, &["--diff-base", "other"], 2);
    assert!(text.contains("the clone is shallow"), "{text}");
}

/// Interrupted, the program ends by the signal, and has left nothing half written.
#[cfg(unix)]
#[test]
fn watching_checks_again_until_it_is_interrupted() {
    use std::os::unix::process::ExitStatusExt;

    let it = repository();
    let mut command = dockvet(it.folder.path(), &["--format", "short", "--watch"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program was built");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut next = || lines.next().expect("it writes").expect("it is text");
    assert!(next().starts_with("web/Dockerfile:3:8: "));
    write(&it, "web/Dockerfile", &format!("# more\n{DOCKERFILE}"));
    assert!(next().starts_with("web/Dockerfile:4:8: "));
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("there is `kill`");
    assert!(killed.success());
    assert_eq!(child.wait().expect("it ends").signal(), Some(2));
    fed(it.folder.path(), &["--watch", "-"], "", 2);
}
