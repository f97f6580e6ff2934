//! Pipes, devices, huge files and texts made to explode: every run ends, and what was left out is told.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use super::program::{folder, run, run_with, text};

const DOCKERFILE: &str = "FROM alpine\nCOPY . /x\nCOPY run.sh package.json /y/\nENTRYPOINT [\"/y/run.sh\"]\n";

/// Files that are looked for in a checkout.
const LOOKED_FOR: [&str; 22] = [
    ".gitignore",
    ".git/info/exclude",
    ".dockerignore",
    "Dockerfile.dockerignore",
    "dockvet.toml",
    ".hadolint.yaml",
    ".editorconfig",
    "compose.yaml",
    "kustomization.yaml",
    "package.json",
    "Cargo.toml",
    "go.mod",
    ".env",
    "run.sh",
    "Makefile",
    ".gitmodules",
    ".git/HEAD",
    "docker-bake.hcl",
    "values.yaml",
    "main.py",
    "nginx.conf",
    "fly.toml",
];

#[test]
fn no_pipe_device_or_socket_stops_a_run() {
    for kind in ["pipe", "zero", "socket", "folder"] {
        let folder = folder(&[("Dockerfile", DOCKERFILE), (".git/x", ""), (".git/info/x", ""), (".git/objects/x", "")]);
        let mut sockets = Vec::new();
        for name in LOOKED_FOR {
            let path = folder.path().join(name);
            match kind {
                "pipe" => assert!(Command::new("mkfifo").arg(&path).status().is_ok_and(|it| it.success())),
                "zero" => symlink("/dev/zero", &path).expect("a link"),
                "socket" => sockets.push(std::os::unix::net::UnixListener::bind(&path).expect("a socket")),
                _ => fs::create_dir(&path).expect("a folder"),
            }
        }
        for arguments in [
            &["."][..],
            &["--diff-base", "HEAD", "."],
            &["--fix", "."],
            &["fmt", "--check", "."],
            &["cache", "Dockerfile"],
            &["context", "Dockerfile"],
            &["init", "--stdout"],
            &["hadolint", "Dockerfile"],
            &["migrate", "--stdout"],
            &["--config", "dockvet.toml", "."],
            &["--baseline", ".env", "."],
            &["--output", ".env", "."],
            &["hadolint", "--config", "dockvet.toml", "Dockerfile"],
            &["hadolint", "run.sh"],
        ] {
            let output = run(folder.path(), arguments);
            assert!(output.status.code().is_some_and(|it| it <= 2), "{kind} {arguments:?}: {}", text(&output.stderr));
        }
    }
}

#[test]
fn huge_files_are_left_out_and_told() {
    for name in [
        "Dockerfile",
        ".dockerignore",
        "dockvet.toml",
        ".hadolint.yaml",
        ".editorconfig",
        "compose.yaml",
        "deploy.yaml",
        "Makefile",
        "run.sh",
        ".gitignore",
        "base.json",
    ] {
        let folder =
            folder(&[("Dockerfile", DOCKERFILE), (".git/x", ""), ("package.json", "{}"), ("run.sh", "#!/bin/sh\n")]);
        let file = fs::File::create(folder.path().join(name)).expect("a file");
        file.set_len(1 << 30).expect("a sparse file");
        let arguments: &[&str] = match name {
            "base.json" => &["--baseline", "base.json", "Dockerfile"],
            ".editorconfig" => &["fmt", "--check", "Dockerfile"],
            ".hadolint.yaml" => &["hadolint", "Dockerfile"],
            _ => &["."],
        };
        let output = run(folder.path(), arguments);
        let said = text(&output.stderr);
        assert!(output.status.code().is_some_and(|it| it <= 2), "{name}: {said}");
        assert!(said.contains(name) && said.contains("more than"), "{name}: {said}");
    }
}

#[test]
fn a_limit_stands_in_the_report_too() {
    let large = "a".repeat(1 << 20) + "\n";
    let folder = folder(&[("Dockerfile", DOCKERFILE), ("package.json", "{}"), ("run.sh", &large)]);
    let output = run(folder.path(), &["--format", "sarif", "--exit-zero", "."]);
    assert!(
        text(&output.stderr).contains("limit reached: not read, as it has more than 1 MiB: `"),
        "{}",
        text(&output.stderr)
    );
    assert!(text(&output.stdout).contains("limit reached: not read"), "{}", text(&output.stdout));
    let quiet = run(folder.path(), &["--quiet", "--exit-zero", "."]);
    assert_eq!(text(&quiet.stderr), "");
    let small = super::program::folder(&[("Dockerfile", "FROM alpine\n")]);
    assert!(!text(&run(small.path(), &["--format", "sarif", "."]).stdout).contains("limit reached"));
}

#[test]
fn yaml_that_explodes_ends_and_is_told() {
    let laughs: String =
        (1..30).map(|at| format!("a{at}: &a{at} [{}]\n", format!("*a{},", at - 1).repeat(9))).collect();
    let merges: String = (1..30).map(|at| format!("m{at}: &m{at}\n  <<: [*m{0}, *m{0}]\n", at - 1)).collect();
    let deep = format!("a: {}", "[".repeat(50_000));
    let deep_block: String = (0..2_000).map(|at| format!("{}a:\n", " ".repeat(at))).collect();
    for bomb in [
        format!("a0: &a0 [lol]\n{laughs}services:\n  x:\n    build: .\n    ports: *a29\n"),
        format!("m0: &m0 {{k: v}}\n{merges}services:\n  x:\n    <<: *m29\n    build: .\n"),
        format!("services:\n  x:\n    build: .\n    image: \"{}\"\n", "x".repeat(900_000)),
        format!("services:\n  x: {{build: .}}\n{deep}"),
        format!("services:\n  x: {{build: .}}\n{deep_block}"),
        format!("apiVersion: v1\nkind: Pod\n{deep}"),
        "apiVersion: v1\nkind: Pod\n---\n".repeat(30_000),
        format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: x}}\n{}", "- a\n".repeat(200_000)),
    ] {
        for name in ["compose.yaml", "deploy.yaml", "kustomization.yaml", "values.yaml", ".hadolint.yaml"] {
            let folder = folder(&[("Dockerfile", "FROM alpine\n"), (name, &bomb), ("Chart.yaml", "name: x\n")]);
            let output = run(folder.path(), &["."]);
            let start: String = bomb.chars().take(40).collect();
            assert!(output.status.code().is_some_and(|it| it <= 2), "{name} {start}: {}", text(&output.stderr));
        }
    }
    let folder =
        folder(&[("Dockerfile", "FROM alpine\n"), ("deploy.yaml", &format!("apiVersion: v1\nkind: Pod\n{deep}"))]);
    let said = text(&run(folder.path(), &["."]).stderr);
    assert!(said.contains("the YAML is too deep") && said.contains("`deploy.yaml`"), "{said}");
}

#[test]
fn toml_and_json_that_are_too_deep_end() {
    let deep = |open: &str| open.repeat(100_000);
    for (name, bomb) in [
        ("dockvet.toml", format!("a = {}", deep("["))),
        ("dockvet.toml", format!("a = {}", deep("{a="))),
        ("dockvet.toml", format!("{} = 1", "a.".repeat(100_000) + "a")),
        ("dockvet.toml", format!("{}a{}", deep("["), deep("]"))),
        ("package.json", deep("{\"a\":")),
        ("package.json", deep("[")),
        ("Cargo.toml", format!("a = {}", deep("["))),
        ("docker-bake.json", deep("{\"target\":")),
        ("docker-bake.hcl", deep("target \"a\" {")),
        ("nginx.conf", deep("server {")),
        ("base.json", deep("[")),
    ] {
        let folder = folder(&[("Dockerfile", DOCKERFILE), (name, &bomb)]);
        let arguments: &[&str] = if name == "base.json" { &["--baseline", name, "."] } else { &["."] };
        let output = run(folder.path(), arguments);
        assert!(output.status.code().is_some_and(|it| it <= 2), "{name}: {:?} {}", output.status, text(&output.stderr));
    }
}

#[test]
fn patterns_that_explode_end() {
    let stars = "*a".repeat(20_000);
    let many: String = (0..20_000).map(|at| format!("**/*{at}*x*y*z\n")).collect();
    let long = format!("{}\n", "(a|b)*[a-z]?".repeat(80_000));
    let braces = format!("{}\n", "{a,b}".repeat(10_000));
    for text_of in [&stars, &many, &long, &braces] {
        let strings: Vec<String> = text_of.lines().map(|it| format!("{it:?}")).collect();
        let toml = format!("exclude = [{}]\n", strings.join(","));
        let yaml = format!("trustedRegistries: [{}]\n", strings.join(","));
        for (name, written) in [
            (".dockerignore", text_of),
            (".gitignore", text_of),
            ("dockvet.toml", &toml),
            (".hadolint.yaml", &yaml),
            (".editorconfig", &format!("[{}]\nindent_size = 2\n", text_of.trim_end())),
        ] {
            let folder = folder(
                &[("Dockerfile", DOCKERFILE), (name, written), (&"aaaa/".repeat(20), "")]
                    .map(|(name, text)| (name.trim_end_matches('/'), text)),
            );
            for arguments in [&["."][..], &["fmt", "--check", "."]] {
                let output = run(folder.path(), arguments);
                let start: String = text_of.chars().take(20).collect();
                assert!(output.status.code().is_some_and(|it| it <= 2), "{name} {start}: {}", text(&output.stderr));
            }
        }
    }
}

#[test]
fn dockerfiles_that_explode_end() {
    let double: String =
        (1..200).map(|at| format!("ARG A{at}=$A{0}$A{0}\nENV B{at}=${{A{at}}}${{B{0}}}$B{0}\n", at - 1)).collect();
    for (what, dockerfile) in [
        ("doubling", format!("FROM alpine\nARG A0=xxxxxxxxxx\n{double}RUN echo $A199 $B199\nCOPY $B199 /x\n")),
        ("self", format!("FROM alpine\nENV A=xx\n{}", "ENV A=$A$A\n".repeat(100))),
        ("defaults", format!("FROM alpine\nENV A={}{}\n", "${A:-".repeat(3_000), "}".repeat(3_000))),
        ("sources", format!("FROM alpine\nCOPY {} /x/\n", "a* ".repeat(20_000))),
        ("stages", "FROM scratch\n".repeat(5_000)),
        ("subshells", format!("FROM alpine\nRUN {}true{}\n", "(".repeat(3_000), ")".repeat(3_000))),
        ("ifs", format!("FROM alpine\nRUN {}true{}\n", "if true; then ".repeat(1_000), "; fi".repeat(1_000))),
        (
            "functions",
            format!(
                "FROM alpine\nRUN {}f0\n",
                (0..25).map(|at| format!("f{at}() {{ f{0}; f{0}; }}; ", at + 1)).collect::<String>()
            ),
        ),
        ("braces", format!("FROM alpine\nRUN touch {}\n", "{a,b}".repeat(60))),
        ("triggers", format!("FROM alpine\n{}RUN x\n", "ONBUILD ".repeat(500))),
        ("heredocs", format!("FROM alpine\nRUN {}\n", (0..3_000).map(|at| format!("<<E{at} ")).collect::<String>())),
        ("open heredocs", "FROM alpine\nRUN <<A\n".to_owned() + &"RUN <<B\n".repeat(2_000)),
        ("mounts", format!("FROM alpine\nRUN {} true\n", "--mount=type=bind,source=a,target=b ".repeat(3_000))),
        ("sh -c", format!("FROM alpine\nRUN {}true\n", "sh -c ".repeat(2_000))),
        ("continued", format!("FROM alpine\nRUN a{}\n", " \\\n".repeat(20_000))),
    ] {
        let folder = folder(&[]);
        let output = run_with(folder.path(), &["-"], dockerfile.as_bytes());
        assert!(output.status.code().is_some_and(|it| it < 2), "{what}: {:?} {}", output.status, text(&output.stderr));
    }
}
