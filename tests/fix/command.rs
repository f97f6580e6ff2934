//! `dockvet check --fix` and `--diff` in folders of their own.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// Four findings with a fix: three that are safe, and root, which is not.
const DOCKERFILE: &str = "from node:24-slim\n# the port\nEXPOSE 8080:80\nENV A b\nCMD [\"node\", \"index.js\"]\n";
const SAFE: &str = "FROM node:24-slim\n# the port\nEXPOSE 80\nENV A=b\nCMD [\"node\", \"index.js\"]\n";
const RULES: &str = "root-user,exposed-host-port,legacy-key-value,instruction-casing";

/// A repository with these files.
fn repository(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join(".git")).expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }
    folder
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dockvet"));
    command.current_dir(folder).args(["check", "--select", RULES]).args(args);
    for name in ["FORCE_COLOR", "CLICOLOR_FORCE", "GITHUB_ACTIONS", "GITLAB_CI"] {
        command.env_remove(name);
    }
    command
}

fn run(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    said(command(folder, args).output().expect("the program was built"))
}

fn said(output: Output) -> (Option<i32>, String, String) {
    let text = |bytes| String::from_utf8(bytes).expect("the output is text");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn text(folder: &TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).expect("the file can be read")
}

#[test]
fn safe_fixes_are_written_and_the_rest_is_reported() {
    let folder = repository(&[("Dockerfile", DOCKERFILE.as_bytes())]);
    let (code, out, err) = run(folder.path(), &["--fix", "--format", "short"]);
    assert_eq!(text(&folder, "Dockerfile"), SAFE, "{err}");
    assert!(out.contains("[root-user]") && !out.contains("[legacy-key-value]"), "{out}");
    assert_eq!(code, Some(1));
    assert!(err.contains("fixed 3 findings in 1 file (1 more with `--unsafe-fixes`)"), "{err}");
    let (code, _, err) = run(folder.path(), &["--fix", "--unsafe-fixes"]);
    assert_eq!(code, Some(0));
    assert!(err.contains("fixed 1 finding in 1 file\n"), "{err}");
    let mended = text(&folder, "Dockerfile");
    assert_eq!(mended, SAFE.replace("CMD", "USER node\nCMD"));
    let (code, _, err) = run(folder.path(), &["--fix", "--unsafe-fixes", "--exit-non-zero-on-fix"]);
    assert_eq!((code, err.as_str(), text(&folder, "Dockerfile")), (Some(0), "", mended));
}

#[test]
fn a_patch_is_what_git_applies() {
    let folder = repository(&[("a dir/Dockerfile", DOCKERFILE.as_bytes()), ("b/Dockerfile", b"FROM scratch\nENV A b")]);
    fs::remove_dir(folder.path().join(".git")).expect("it is empty");
    let git = |args: &[&str], patch: &str| {
        let mut git = Command::new("git").current_dir(folder.path()).args(args).stdin(Stdio::piped()).spawn().ok()?;
        git.stdin.take().expect("its input is a pipe").write_all(patch.as_bytes()).expect("git reads");
        Some(git.wait().expect("git ends").success())
    };
    if git(&["init", "-q"], "") != Some(true) {
        eprintln!("skipped: there is no git");
        return;
    }
    let (code, patch, err) = run(&folder.path().join("b"), &["--diff", "..", "--unsafe-fixes"]);
    assert_eq!(code, Some(1), "{err}");
    assert!(patch.contains("--- a/a dir/Dockerfile\t\n") && patch.contains("+++ b/b/Dockerfile\n"), "{patch}");
    assert!(err.contains("would fix 5 findings in 2 files"), "{err}");
    assert_eq!(text(&folder, "b/Dockerfile"), "FROM scratch\nENV A b");
    assert_eq!(git(&["apply", "-"], &patch), Some(true), "{patch}");
    assert_eq!(text(&folder, "a dir/Dockerfile"), SAFE.replace("CMD", "USER node\nCMD"));
    assert_eq!(text(&folder, "b/Dockerfile"), "FROM scratch\nENV A=b");
    let (code, patch, _) = run(folder.path(), &["--diff", "--unsafe-fixes"]);
    assert_eq!((code, patch.as_str()), (Some(0), ""));
}

#[test]
fn standard_input_goes_to_standard_output() {
    let folder = repository(&[("app/Dockerfile", b"FROM scratch\n")]);
    let args = ["--fix", "--format", "short", "--stdin-filename", "app/Dockerfile", "-"];
    let piped = |args: &[&str], input: &str| {
        let mut program = command(folder.path(), args);
        let program = program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut program = program.spawn().expect("the program was built");
        program.stdin.take().expect("its input is a pipe").write_all(input.as_bytes()).expect("it reads");
        said(program.wait_with_output().expect("it ends"))
    };
    let (code, out, err) = piped(&args, DOCKERFILE);
    assert_eq!((code, out.as_str()), (Some(1), SAFE));
    assert!(err.contains("app/Dockerfile:") && err.contains("[root-user]"), "{err}");
    assert_eq!(text(&folder, "app/Dockerfile"), "FROM scratch\n");
    let (code, out, _) = piped(&args, "FROM scratch\n");
    assert_eq!((code, out.as_str()), (Some(0), "FROM scratch\n"));
}

#[test]
fn line_ends_and_marks_of_order_are_kept() {
    let windows = format!("\u{feff}{}", DOCKERFILE.replace('\n', "\r\n"));
    let folder = repository(&[("Dockerfile", windows.as_bytes())]);
    run(folder.path(), &["--fix", "--unsafe-fixes"]);
    let expected = format!("\u{feff}{}", SAFE.replace("CMD", "USER node\nCMD").replace('\n', "\r\n"));
    assert_eq!(text(&folder, "Dockerfile"), expected);
}

#[test]
fn a_file_that_cannot_be_written_stops_no_other() {
    let odd = [DOCKERFILE.as_bytes(), b"# \xff\n"].concat();
    let folder = repository(&[("Dockerfile", DOCKERFILE.as_bytes()), ("odd/Dockerfile", &odd)]);
    let (code, _, err) = run(folder.path(), &["--fix"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("`odd/Dockerfile` is not mended: it is not UTF-8"), "{err}");
    assert_eq!(text(&folder, "Dockerfile"), SAFE);
    assert_eq!(fs::read(folder.path().join("odd/Dockerfile")).expect("it is there"), odd);
}

/// Both Dockerfiles say it; the manifest is mended once, and what is then said of it is nothing.
#[test]
fn a_manifest_that_two_dockerfiles_share_is_mended_once() {
    let dockerfile = b"FROM nginx:1.29\nEXPOSE 80\n";
    let compose = "services:\n  # the shop\n  a:\n    build: {context: ., dockerfile: a.Dockerfile}\n    ports: [\"80:8081\"]\n  \
                   b:\n    build: {context: ., dockerfile: b.Dockerfile}\n    ports: [\"81:8081\"]\n";
    let files: [(&str, &[u8]); 3] =
        [("a.Dockerfile", dockerfile), ("b.Dockerfile", dockerfile), ("compose.yaml", compose.as_bytes())];
    let folder = repository(&files);
    let args =
        ["--select", "compose-port-mismatch", "--ignore", "root-user", "--fix", "--unsafe-fixes", "--format", "short"];
    let (code, out, err) = run(folder.path(), &args);
    assert_eq!(text(&folder, "compose.yaml"), compose.replace("8081", "80"), "{out}{err}");
    assert_eq!((code, out.as_str()), (Some(0), ""));
    assert!(err.contains("fixed 2 findings in 1 file\n"), "{err}");
}

#[test]
fn the_configuration_says_what_is_mended() {
    let toml = "unfixable = [\"style\"]\nfixable = [\"root-user\", \"instruction-casing\"]\nunsafe-fixes = true\n";
    let folder = repository(&[("Dockerfile", DOCKERFILE.as_bytes()), ("dockvet.toml", toml.as_bytes())]);
    let (_, out, err) = run(folder.path(), &["--fix", "--format", "short"]);
    assert_eq!(text(&folder, "Dockerfile"), DOCKERFILE.replace("CMD", "USER node\nCMD"), "{err}");
    assert!(out.contains("[instruction-casing]"), "{out}");
    let (code, out, err) = run(folder.path(), &["--fix-only"]);
    assert_eq!((code, out.as_str(), err.as_str()), (Some(0), "", ""));
    let (code, _, err) = run(folder.path(), &["--unsafe-fixes"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("add `--fix` or `--diff`"), "{err}");
}
