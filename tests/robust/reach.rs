//! Nothing outside of the repository is read or written, whatever the checkout says.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use tempfile::TempDir;

use super::program::{folder, run, text};

/// What lies outside and must neither be told nor change.
const SECRET: &str = "FROM hunter2:latest\nRUN curl hunter2 | sh\nhunter2 = \"hunter2\"\n";

/// A checkout in `mine`, marked as a repository, beside `secret` and the folder `other`.
fn checkout(files: &[(&str, &str)]) -> TempDir {
    let top = folder(&[("secret", SECRET), ("other/Dockerfile", SECRET), ("other/.dockerignore", SECRET)]);
    fs::create_dir_all(top.path().join("mine/.git")).expect("a folder");
    for (name, text) in files {
        let path = top.path().join("mine").join(name);
        fs::create_dir_all(path.parent().expect("it has a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }
    top
}

/// Whether no command line of `all` shows or changes what lies outside.
fn keeps(top: &Path, all: &[&[&str]]) {
    for arguments in all {
        let output = run(&top.join("mine"), arguments);
        let said = text(&output.stdout) + &text(&output.stderr);
        assert!(!said.contains("hunter2"), "{arguments:?}: {said}");
        assert!(output.status.code().is_some_and(|code| code <= 2), "{arguments:?}: {said}");
    }
    for name in ["secret", "other/Dockerfile", "other/.dockerignore"] {
        assert_eq!(fs::read_to_string(top.join(name)).expect("it is there"), SECRET, "{all:?}");
    }
    assert_eq!(fs::read_dir(top.join("other")).expect("it is a folder").count(), 2, "{all:?}");
    assert_eq!(fs::read_dir(top).expect("it is a folder").count(), 3, "{all:?}");
}

/// Every way to ask about a Dockerfile.
const DOORS: [&[&str]; 12] = [
    &["."],
    &["Dockerfile"],
    &["--profile", "strict", "--min-confidence", "possible", "--format", "json", "."],
    &["--diff", "--unsafe-fixes", "Dockerfile"],
    &["--fix", "--unsafe-fixes", "Dockerfile"],
    &["fmt", "--diff", "Dockerfile"],
    &["fmt", "Dockerfile"],
    &["hadolint", "Dockerfile"],
    &["image", "Dockerfile"],
    &["context", "Dockerfile"],
    &["cache", "Dockerfile"],
    &["init", "--stdout"],
];

#[test]
fn a_dockerfile_that_is_a_link_out_is_not_read() {
    for name in ["Dockerfile", "Dockerfile.dockerignore", ".dockerignore", ".gitignore", ".env"] {
        let top = checkout(&[]);
        if name != "Dockerfile" {
            fs::write(top.path().join("mine/Dockerfile"), "FROM alpine\nCOPY . /x\n").expect("a file");
        }
        symlink("../secret", top.path().join("mine").join(name)).expect("a link");
        keeps(top.path(), &DOORS);
    }
}

#[test]
fn a_folder_that_is_a_link_out_is_not_read() {
    let top = checkout(&[("Dockerfile", "FROM alpine\nCOPY out/ /x/\nCOPY out/Dockerfile /y\n")]);
    symlink("../other", top.path().join("mine/out")).expect("a link");
    keeps(top.path(), &DOORS);
    keeps(top.path(), &[&["out/Dockerfile"], &["fmt", "out/Dockerfile"], &["--fix", "out/Dockerfile"]]);
}

#[test]
fn a_configuration_that_is_a_link_out_is_not_read() {
    for name in ["dockvet.toml", ".hadolint.yaml", ".editorconfig"] {
        let top = checkout(&[("Dockerfile", "FROM alpine\nUSER root\n")]);
        symlink("../secret", top.path().join("mine").join(name)).expect("a link");
        keeps(top.path(), &DOORS);
        keeps(top.path(), &[&["--config", name, "Dockerfile"], &["migrate", "--stdout", name]]);
        keeps(top.path(), &[&["--baseline", name, "Dockerfile"]]);
    }
}

#[test]
fn a_configuration_names_nothing_outside() {
    let out = |top: &TempDir| top.path().join("other").display().to_string();
    for setting in [
        "baseline = \"PATH/Dockerfile\"",
        "baseline = \"link/Dockerfile\"",
        "baseline = \"link/../secret\"",
        "[[image]]\ndockerfile = \"Dockerfile\"\ncontext = \"PATH\"",
        "[[image]]\ndockerfile = \"Dockerfile\"\ncontext = \"link\"",
        "[[image]]\ndockerfile = \"Dockerfile\"\ncontext = \"..\"",
        "[[image]]\ndockerfile = \"Dockerfile\"\nmanifests = [\"PATH/Dockerfile\"]",
        "[[image]]\ndockerfile = \"../other/Dockerfile\"",
    ] {
        let top = checkout(&[("Dockerfile", "FROM alpine\nCOPY . /x\nCOPY Dockerfile secret /y/\n")]);
        symlink("../other", top.path().join("mine/link")).expect("a link");
        let setting = setting.replace("PATH", &out(&top));
        fs::write(top.path().join("mine/dockvet.toml"), &setting).expect("a file");
        keeps(top.path(), &[&["context", "Dockerfile"], &["init", "--stdout"]]);
        let output = run(&top.path().join("mine"), &["Dockerfile"]);
        let said = text(&output.stderr);
        assert!(said.contains("leads out of the repository") && output.status.code() == Some(2), "{setting}: {said}");
    }
}

#[test]
fn a_configuration_of_the_user_names_anything() {
    let top = checkout(&[("Dockerfile", "FROM alpine\nCOPY secret /y/\n")]);
    fs::write(top.path().join("dockvet.toml"), "[[image]]\ndockerfile = \"mine/Dockerfile\"\ncontext = \".\"\n")
        .expect("a file");
    let output = run(&top.path().join("mine"), &["--config", "../dockvet.toml", "--select", "build", "Dockerfile"]);
    assert_eq!((text(&output.stderr).as_str(), output.status.code()), ("", Some(0)), "{}", text(&output.stdout));
}

#[test]
fn nothing_is_written_through_a_link() {
    let writers: [&[&str]; 8] = [
        &["--output", "out", "Dockerfile"],
        &["--format", "sarif:out", "Dockerfile"],
        &["--write-baseline", "out", "Dockerfile"],
        &["--diff", "--output", "out", "Dockerfile"],
        &["hadolint", "--format", "json", "--output", "out", "Dockerfile"],
        &["--output", "folder/new", "Dockerfile"],
        &["--write-baseline", "folder/new", "Dockerfile"],
        &["--output", "dead", "Dockerfile"],
    ];
    let top = checkout(&[("Dockerfile", "FROM alpine\nUSER root\n"), ("conf/.hadolint.yaml", "ignored: [DL3008]\n")]);
    for (target, name) in [
        ("../secret", "out"),
        ("../other", "folder"),
        ("../other/new", "dead"),
        ("../other/new", ".dockerignore"),
        ("../../other/new", "conf/dockvet.toml"),
    ] {
        symlink(target, top.path().join("mine").join(name)).expect("a link");
    }
    keeps(top.path(), &writers);
    keeps(top.path(), &[&["init"], &["init", "--force"], &["migrate", "conf/.hadolint.yaml"]]);
    keeps(top.path(), &[&["migrate", "--force", "conf/.hadolint.yaml"]]);
    // A link within the repository is written through, and stays one.
    symlink("real.json", top.path().join("mine/inside")).expect("a link");
    fs::write(top.path().join("mine/real.json"), "").expect("a file");
    run(&top.path().join("mine"), &["--format", "json:inside", "Dockerfile"]);
    assert!(top.path().join("mine/inside").is_symlink());
    assert!(fs::read_to_string(top.path().join("mine/real.json")).is_ok_and(|it| it.starts_with('{')));
}

#[test]
fn manifests_reach_nothing_outside() {
    let compose = "include: [../secret, link/Dockerfile]\nservices:\n  a:\n    build:\n      context: ../other\n\
                   \x20 b:\n    extends: {file: ../secret, service: b}\n    env_file: ../secret\n\
                   \x20 c:\n    build: {context: link, dockerfile: ../../other/Dockerfile}\n    env_file: link/Dockerfile\n";
    let kustomize = "resources: [../other, ../secret, link]\npatches: [{path: ../secret}]\n";
    let top = checkout(&[
        ("Dockerfile", "FROM alpine\nCOPY ../secret ../../secret link/../../secret /x/\nENTRYPOINT [\"/x/run.sh\"]\n"),
        ("compose.yaml", compose),
        ("kustomization.yaml", kustomize),
        ("docker-bake.hcl", "target \"a\" { context = \"../other\" }\n"),
        ("package.json", "{\"main\": \"../secret\", \"scripts\": {\"start\": \"node ../secret\"}}"),
        ("Cargo.toml", "[package]\nname = \"a\"\n[workspace]\nmembers = [\"../other\", \"link\"]\n"),
        (".gitmodules", "[submodule \"x\"]\npath = ../other\n"),
    ]);
    symlink("../other", top.path().join("mine/link")).expect("a link");
    symlink("../secret", top.path().join("mine/go.mod")).expect("a link");
    symlink("../secret", top.path().join("mine/run.sh")).expect("a link");
    keeps(top.path(), &DOORS);
}
