//! The command line: its cases in `tests/cmd`, and its output on the examples.

mod common;

use std::process::{Command, Output};

use dockvet::catalogue;
use serde_json::Value;

#[test]
fn the_command_line_does_what_its_cases_say() {
    trycmd::TestCases::new().case("tests/cmd/*.md").case("tests/cmd/*.toml");
}

#[test]
fn the_readme_shows_the_real_output() {
    let shown = String::from_utf8(run(&["examples/incident"], 1).stdout).expect("the report is text");
    common::hold_readme("output", &format!("```text\n{}```", shown));
    let fixed = run(&["--format", "short", "examples/incident-fixed"], 0);
    assert!(fixed.stdout.is_empty(), "{}", String::from_utf8_lossy(&fixed.stdout));
}

#[test]
fn the_readme_shows_real_fixes() {
    let patch =
        String::from_utf8(run(&["--diff", "--unsafe-fixes", "examples/incident"], 1).stdout).expect("it is text");
    common::hold_readme("fix", &format!("```console\n$ dockvet --diff --unsafe-fixes examples/incident\n{patch}```"));
    let safe = run(&["--diff", "examples"], 0);
    assert!(safe.stdout.is_empty(), "{}", String::from_utf8_lossy(&safe.stdout));
}

/// `--context` may name a folder outside of the Dockerfile's repository; its files are read all the same.
#[test]
fn a_named_context_may_lie_outside_of_the_repository() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("the folder can be made");
        std::fs::write(path, text).expect("the file can be written");
    };
    write("docker/.git/HEAD", "ref: refs/heads/main\n");
    write("docker/Dockerfile", "FROM alpine:3.22\nCOPY run.sh /run.sh\nUSER 1000\nCMD [\"sh\", \"/run.sh\"]\n");
    write("sources/run.sh", "#!/bin/sh\r\nexit 0\r\n");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (context, dockerfile) = (path("sources"), path("docker/Dockerfile"));
    let run = run(&["--isolated", "--format", "short", "--context", &context, &dockerfile], 1);
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(said.contains("[script-crlf]") && !said.contains("[copy-source-missing]"), "{said}");
}

#[test]
fn the_formats_say_the_same() {
    let report = json(&run(&["--format", "json", "examples"], 1));
    let schema: Value = serde_json::from_str(include_str!("../schemas/dockvet-report.schema.json")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let mistakes: Vec<String> = validator.iter_errors(&report).map(|it| it.to_string()).collect();
    assert!(mistakes.is_empty(), "{mistakes:?}");
    let sarif = json(&run(&["--format", "sarif", "examples"], 1));
    let short = String::from_utf8(run(&["--format", "short", "examples"], 1).stdout).expect("text");
    let ids = |list: &Value, key: &str| -> Vec<String> {
        let list = list.as_array().expect("a list").iter();
        list.map(|it| it[key].as_str().expect("a rule").to_owned()).collect()
    };
    let named: Vec<String> = short.lines().filter_map(|line| Some(line.rsplit_once('[')?.1.replace(']', ""))).collect();
    assert!(named.len() > 20, "{short}");
    assert_eq!(ids(&report["findings"], "rule"), named);
    let sorted = |mut list: Vec<String>| {
        list.sort();
        list
    };
    assert_eq!(sorted(ids(&sarif["runs"][0]["results"], "ruleId")), sorted(named));
}

#[test]
fn rules_as_json_are_the_catalogue() {
    let rules = json(&run(&["rules", "--format", "json"], 0));
    let listed: Vec<&str> =
        rules.as_array().expect("a list").iter().map(|it| it["id"].as_str().expect("an id")).collect();
    let known: Vec<&str> = catalogue::entries().iter().map(|it| it.id).collect();
    assert_eq!(listed, known);
}

/// Runs the program without configuration, in the root of the project.
fn run(args: &[&str], code: i32) -> Output {
    let program = env!("CARGO_BIN_EXE_dockvet");
    let output = Command::new(program)
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("FORCE_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .expect("the program was built");
    assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("the output is JSON")
}
