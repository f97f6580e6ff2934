//! `dockvet hadolint`: arguments, configuration, exit codes, and the bytes of each format.
//!
//! The messages are our own words: `said` tells what they are, and the rest is held byte by byte.

mod common;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// Two findings that follow from the text and the registry that is trusted, and one that is silenced.
const TEXT: &str = "\
FROM debian:12 AS base
FROM debian:12 AS base
# hadolint ignore=DL3024
FROM debian:12 AS base
FROM quay.example/app:1
USER 1000
";

struct Run<'a> {
    folder: &'a Path,
    args: &'a [&'a str],
    variables: &'a [(&'a str, &'a str)],
    input: &'a str,
}

impl Run<'_> {
    fn output(&self) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dockvet"));
        command.arg("hadolint").args(self.args).current_dir(self.folder).env_clear().env("HOME", self.folder);
        command.env("HADOLINT_TRUSTED_REGISTRIES", "docker.io");
        command.envs(self.variables.iter().copied());
        let pipes = || Stdio::piped();
        let mut child = command.stdin(pipes()).stdout(pipes()).stderr(pipes()).spawn().expect("the program was built");
        child.stdin.take().expect("it is a pipe").write_all(self.input.as_bytes()).expect("it reads");
        child.wait_with_output().expect("it ends")
    }
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }
    folder
}

fn run(folder: &TempDir, args: &[&str]) -> (String, i32) {
    with(folder, args, &[])
}

fn with(folder: &TempDir, args: &[&str], variables: &[(&str, &str)]) -> (String, i32) {
    let output = Run { folder: folder.path(), args, variables, input: "" }.output();
    (String::from_utf8(output.stdout).expect("text"), output.status.code().expect("it was not killed"))
}

/// `LINE CODE level` of each finding with one of `codes`.
fn told(text: &str, codes: &[&str]) -> Vec<String> {
    let findings: Vec<serde_json::Value> = serde_json::from_str(text).expect("an array");
    let line = |it: &serde_json::Value| {
        let part = |key: &str| it[key].to_string().trim_matches('"').to_owned();
        codes.contains(&part("code").as_str()).then(|| format!("{} {} {}", part("line"), part("code"), part("level")))
    };
    findings.iter().filter_map(line).collect()
}

const CODES: [&str; 2] = ["DL3024", "DL3026"];

#[test]
fn findings_stand_at_the_instruction_and_comments_silence_them() {
    let folder = folder(&[("Dockerfile", TEXT)]);
    let (text, code) = run(&folder, &["-f", "json", "Dockerfile"]);
    assert_eq!(told(&text, &CODES), ["2 DL3024 error", "5 DL3026 error"]);
    assert_eq!(code, 1);
    let (text, _) = run(&folder, &["-f", "json", "--disable-ignore-pragma", "Dockerfile"]);
    assert_eq!(told(&text, &CODES), ["2 DL3024 error", "4 DL3024 error", "5 DL3026 error"]);
}

#[test]
fn thresholds_and_formats_decide_the_exit_code() {
    let folder =
        folder(&[("Dockerfile", TEXT), ("clean", "FROM debian:12\nUSER 1000\n"), ("broken", "FROM a:1\nFOO bar\n")]);
    let only = ["--warning", "DL3024", "--ignore", "DL3026"];
    for (args, expected) in [
        (&["-t", "error", "Dockerfile"][..], 0),
        (&["-t", "warning", "Dockerfile"], 1),
        (&["Dockerfile"], 1),
        (&["--no-fail", "Dockerfile"], 0),
        (&["-f", "codeclimate", "Dockerfile"], 0),
        (&["-f", "codacy", "Dockerfile"], 0),
        (&["-f", "gitlab_codeclimate", "Dockerfile"], 1),
        (&["clean"], 0),
        (&["-t", "none", "broken"], 1),
        (&["--no-fail", "broken"], 0),
        (&[], 1),
        (&["--unknown-flag", "clean"], 1),
        (&["-f", "xml", "clean"], 1),
        (&["--version"], 0),
        (&["--help"], 0),
        (&["clean", "missing"], 1),
        (&["-c", "missing.yaml", "clean"], 1),
    ] {
        let args: Vec<&str> = only.iter().chain(args).copied().collect();
        assert_eq!(run(&folder, &args).1, expected, "{args:?}");
    }
}

#[test]
fn a_missing_file_does_not_stop_the_others() {
    let folder = folder(&[("Dockerfile", TEXT)]);
    let output =
        Run { folder: folder.path(), args: &["-f", "json", "missing", "Dockerfile"], variables: &[], input: "" }
            .output();
    assert_eq!(told(&String::from_utf8_lossy(&output.stdout), &CODES).len(), 2);
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot read `missing`"));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn standard_input_is_a_dash() {
    let folder = folder(&[]);
    let run = |input: &str| Run { folder: folder.path(), args: &["-f", "json", "-"], variables: &[], input }.output();
    let text = String::from_utf8(run(TEXT).stdout).expect("text");
    assert!(text.contains("\"file\":\"-\""), "{text}");
    let text = String::from_utf8(run("FROM a:1\nFOO bar\n").stdout).expect("text");
    assert!(
        text.starts_with("[{\"code\":\"DL1000\",\"column\":1,\"file\":\"/dev/stdin\",\"level\":\"error\",\"line\":2,"),
        "{text}"
    );
}

#[test]
fn flags_win_over_the_file_and_that_over_variables() {
    let file = "failure-threshold: error\nignored: [DL3026]\noverride:\n  style: [DL3024]\nno-fail: false\n";
    let files = [("Dockerfile", TEXT), (".hadolint.yaml", file), ("other.yml", "ignored: []\n")];
    let folder = folder(&files);
    let (text, code) = run(&folder, &["-f", "json", "Dockerfile"]);
    assert_eq!((told(&text, &CODES), code), (vec!["2 DL3024 style".to_owned()], 0));
    assert_eq!(run(&folder, &["-t", "style", "Dockerfile"]).1, 1);
    let (text, _) = run(&folder, &["-f", "json", "--info", "DL3024", "Dockerfile"]);
    assert_eq!(told(&text, &CODES), ["2 DL3024 info"]);
    let (text, _) = run(&folder, &["-c", "other.yml", "-f", "json", "Dockerfile"]);
    assert_eq!(told(&text, &CODES).len(), 2);
    // The file says `no-fail: false`, and lists are joined.
    let variables = [("HADOLINT_NOFAIL", "1"), ("HADOLINT_IGNORE", "DL3024"), ("HADOLINT_FORMAT", "json")];
    let (text, code) = with(&folder, &["-t", "style", "Dockerfile"], &variables);
    assert_eq!(told(&text, &CODES), [""; 0]);
    assert_eq!(code, i32::from(text != "[]"));
    let (text, code) =
        with(&folder, &["-c", "other.yml", "Dockerfile"], &[("HADOLINT_NOFAIL", "on"), ("HADOLINT_FORMAT", "gnu")]);
    assert!(text.contains("hadolint:Dockerfile:2: DL3024 error: "), "{text}");
    assert_eq!(code, 0);
}

#[test]
fn a_broken_configuration_is_told_and_does_not_count() {
    let folder = folder(&[("Dockerfile", TEXT), (".hadolint.yml", "ignored: DL3024\n")]);
    let output = Run { folder: folder.path(), args: &["-f", "json", "Dockerfile"], variables: &[], input: "" }.output();
    assert_eq!(told(&String::from_utf8_lossy(&output.stdout), &CODES).len(), 2);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains(".hadolint.yml` does not count: `ignored` is a list of names"), "{said}");
}

/// One finding, so that the whole output can be written down.
fn single(format: &str, args: &[&str]) -> String {
    let folder = folder(&[
        ("Dockerfile", "FROM debian:12 AS base\nFROM debian:12 AS base\nUSER 1000\n"),
        ("clean", "FROM debian:12\nUSER 1000\n"),
    ]);
    let ignored: Vec<String> = (3000..4010).filter(|it| *it != 3024).map(|it| format!("DL{it}")).collect();
    let list = ignored.join(",");
    let args: Vec<&str> = ["-f", format].iter().chain(args).copied().chain(["Dockerfile", "clean"]).collect();
    let (text, _) = with(&folder, &args, &[("HADOLINT_IGNORE", &list)]);
    text.replace("an earlier stage is named `base` too", "MESSAGE")
}

#[test]
fn every_format_has_its_bytes() {
    assert_eq!(single("tty", &["--no-color"]), "Dockerfile:2 DL3024 error: MESSAGE\n");
    assert_eq!(single("tty", &[]), "Dockerfile:2 DL3024 \u{1b}[1m\u{1b}[91merror\u{1b}[0m: MESSAGE\n");
    assert_eq!(single("gnu", &[]), "hadolint:Dockerfile:2: DL3024 error: MESSAGE\n");
    assert_eq!(
        single("json", &[]),
        r#"[{"code":"DL3024","column":1,"file":"Dockerfile","level":"error","line":2,"message":"MESSAGE"}]"#
    );
    assert_eq!(
        single("checkstyle", &["--file-path-in-report", "a&b"]),
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8"?><checkstyle version="4.3"><file name="a&amp;b">"#,
            r#"<error column="1" line="2" message="MESSAGE" severity="error" source="DL3024"/></file>"#,
            r#"<file name="a&amp;b"/></checkstyle>"#
        )
    );
    let issue = r#""categories":["Bug Risk"],"check_name":"DL3024","description":"MESSAGE""#;
    let rest = r#""location":{"lines":{"begin":2,"end":2},"path":"Dockerfile"},"severity":"blocker","type":"issue"}"#;
    assert_eq!(single("codeclimate", &[]), format!("{{{issue},{rest}\0"));
    let gitlab = single("gitlab_codeclimate", &[]);
    let (before, after) = gitlab.split_once("\"fingerprint\":\"").expect("there is one");
    assert_eq!((before, &after[40..]), (format!("[{{{issue},").as_str(), format!("\",{rest}]").as_str()));
    assert_eq!(single("codacy", &[]), r#"{"filename":"Dockerfile","line":2,"message":"MESSAGE","patternId":"DL3024"}"#);
    assert_eq!(
        single("sonarqube", &[]),
        concat!(
            r#"{"issues":[{"engineId":"Hadolint","primaryLocation":{"filePath":"Dockerfile","message":"MESSAGE","#,
            r#""textRange":{"endColumn":1,"endLine":2,"startColumn":0,"startLine":2}},"#,
            r#""ruleId":"DL3024","severity":"CRITICAL","type":"BUG"}]}"#
        )
    );
}

#[test]
fn sarif_and_junit_have_their_bytes() {
    let sarif = single("sarif", &[]);
    let expected = concat!(
        r#"{"$schema":"http://json.schemastore.org/sarif-2.1.0","runs":[{"defaultSourceLanguage":"dockerfile","results":["#,
        r#"{"level":"error","locations":[{"physicalLocation":{"artifactLocation":{"uri":"Dockerfile"},"region":"#,
        r#"{"endColumn":1,"endLine":2,"sourceLanguage":"dockerfile","startColumn":1,"startLine":2}}}],"#,
        r#""message":{"text":"MESSAGE"},"ruleId":"DL3024"}],"tool":{"driver":{"#,
        r#""downloadUri":"https://github.com/hadolint/hadolint","fullName":"Haskell Dockerfile Linter","name":"Hadolint","#,
    );
    assert!(sarif.starts_with(expected), "{sarif}");
    assert!(sarif.ends_with(r#"},"version":"2.15.1"}}}],"version":"2.1.0"}"#), "{sarif}");
    let junit = single("junit", &[]);
    let (head, rest) = junit.split_once("<testsuite ").expect("there is one");
    assert!(head.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?><testsuites id=\"2"), "{head}");
    assert!(head.contains("\" name=\"Hadolint run at 2") && head.ends_with("\" time=\"0.001\">"), "{head}");
    let expected = "errors=\"0\" failures=\"1\" id=\"hadolint\" name=\"Hadolint 2.15.1\" time=\"0.001\">\
        <testcase id=\"hadolint.rule.DL3024\" time=\"0.001\"><failure id=\"DL3024\" message=\"MESSAGE\" type=\"error\">\
        File: Dockerfile\nLine: 2\nCategory: Hadolint - Dockerfile Static Analysis\nerror: MESSAGE\n</failure></testcase>\
        </testsuite><testsuite errors=\"0\" failures=\"0\" id=\"hadolint\" name=\"Hadolint 2.15.1\" time=\"0.001\"/></testsuites>";
    assert_eq!(rest, expected);
}

#[test]
fn several_reports_go_to_several_places() {
    let folder = folder(&[("Dockerfile", TEXT)]);
    let (text, _) = run(&folder, &["-f", "json", "-o", "out.json", "-f", "gnu", "Dockerfile"]);
    assert!(text.starts_with("hadolint:Dockerfile:"), "{text}");
    let written = fs::read_to_string(folder.path().join("out.json")).expect("it was written");
    assert_eq!(told(&written, &CODES).len(), 2);
}

/// The README shows a run; so that nobody's rules but these move it, the file is made for it.
#[test]
fn the_readme_shows_the_real_output() {
    let text = "FROM debian\n# hadolint ignore=DL3059\nRUN sudo true\nCOPY --from=build /a /a\nENTRYPOINT run.sh\n";
    let folder = folder(&[("Dockerfile", text), (".hadolint.yaml", "ignored: [DL3006]\nfailure-threshold: error\n")]);
    let (shown, code) = run(&folder, &["--no-color", "Dockerfile"]);
    let block = format!("```console\n$ dockvet hadolint --no-color Dockerfile; echo $?\n{shown}{code}\n```");
    common::hold_readme("hadolint", &block);
}

#[cfg(unix)]
#[test]
fn the_program_is_hadolint_under_that_name() {
    let folder = folder(&[("Dockerfile", TEXT)]);
    let link = folder.path().join("hadolint");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_dockvet"), &link).expect("the link can be made");
    let output =
        Command::new(link).args(["--no-color", "Dockerfile"]).current_dir(folder.path()).output().expect("it runs");
    assert!(String::from_utf8_lossy(&output.stdout).contains("Dockerfile:2 DL3024 error: "));
    assert_eq!(output.status.code(), Some(1));
}
