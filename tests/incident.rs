//! The incident's service: broken as it was, every row of its post-mortem that lies in the repository is
//! reported at its place; mended, nothing is.

use std::process::Command;

/// (place, rule), sorted, of a run over an example.
fn found(example: &str) -> Vec<(String, String)> {
    let run = Command::new(env!("CARGO_BIN_EXE_dockvet"))
        .args(["--isolated", "--format", "json", example])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the program starts");
    let report: serde_json::Value = serde_json::from_slice(&run.stdout).expect("the report is JSON");
    let findings = report["findings"].as_array().expect("it has findings");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let place = |finding: &serde_json::Value| {
        let file = text(&finding["file"]);
        let line = finding["range"]["start"]["line"].as_u64().unwrap_or_default();
        format!("{}:{line}", file.rsplit('/').next().unwrap_or_default())
    };
    let mut found: Vec<_> = findings.iter().map(|it| (place(it), text(&it["rule"]))).collect();
    found.sort();
    found
}

#[test]
fn every_row_of_the_incident_is_reported() {
    let expected = [
        ("Dockerfile:10", "expose-port-mismatch"),
        ("Dockerfile:11", "start-command-missing"),
        ("Dockerfile:3", "dependencies-after-sources"),
        ("Dockerfile:3", "dockerignore-missing"),
        ("Dockerfile:7", "missing-ca-certificates"),
        ("Dockerfile:7", "root-user"),
        ("deployment.yaml:22", "container-port-mismatch"),
        ("deployment.yaml:38", "probe-port-mismatch"),
    ];
    let expected: Vec<_> = expected.map(|(place, rule)| (place.to_owned(), rule.to_owned())).to_vec();
    assert_eq!(found("examples/incident"), expected);
}

#[test]
fn the_mended_service_is_clean() {
    assert_eq!(found("examples/incident-fixed"), []);
}
