//! The incident's service: broken as it was, every row of its post-mortem that lies in the repository is
//! reported at its place, with the evidence that contradicts it; mended, nothing is.

use std::process::Command;

struct Finding {
    /// `Dockerfile:3`.
    place: String,
    rule: String,
    message: String,
    help: String,
    /// Places and texts of the evidence.
    labels: Vec<(String, String)>,
}

/// What a run over an example finds, in the order of places.
fn found(example: &str) -> Vec<Finding> {
    let run = Command::new(env!("CARGO_BIN_EXE_dockvet"))
        .args(["--isolated", "--format", "json", example])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the program starts");
    let report: serde_json::Value = serde_json::from_slice(&run.stdout).expect("the report is JSON");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let place = |it: &serde_json::Value| {
        let file = text(&it["file"]);
        assert!(file.starts_with(&format!("{example}/")), "`{file}` lies outside of `{example}`");
        let line = it["range"]["start"]["line"].as_u64().unwrap_or_default();
        format!("{}:{line}", file.rsplit('/').next().unwrap_or_default())
    };
    let finding = |it: &serde_json::Value| Finding {
        place: place(it),
        rule: text(&it["rule"]),
        message: text(&it["message"]),
        help: text(&it["help"]),
        labels: it["related"].as_array().into_iter().flatten().map(|it| (place(it), text(&it["message"]))).collect(),
    };
    let mut found: Vec<Finding> = report["findings"].as_array().expect("it has findings").iter().map(finding).collect();
    found.sort_by(|one, other| (&one.place, &one.rule).cmp(&(&other.place, &other.rule)));
    found
}

/// The row is reported by `rule` at `place`, with evidence at `other`, and with what to write instead.
fn row(rule: &str, place: &str, other: &str, help: &str) {
    let all = found("examples/incident");
    let finding = all.iter().find(|it| it.rule == rule && it.place == place);
    let finding = finding.unwrap_or_else(|| panic!("no `{rule}` at {place}"));
    let sides: Vec<&str> = finding.labels.iter().map(|(place, _)| place.as_str()).collect();
    assert!(sides.contains(&other), "`{}` has its evidence at {sides:?}", finding.message);
    assert!(finding.help.contains(help), "`{}` helps with `{}`", finding.message, finding.help);
}

#[test]
fn no_certificates() {
    row("missing-ca-certificates", "Dockerfile:7", "client.go:14", "ca-certificates");
}

#[test]
fn a_wrong_path_of_the_program() {
    row("start-command-missing", "Dockerfile:11", "Dockerfile:9", "/usr/local/bin/releases");
}

#[test]
fn a_wrong_exposed_port() {
    row("expose-port-mismatch", "Dockerfile:10", "main.go:16", "EXPOSE 8080");
}

#[test]
fn a_wrong_container_port() {
    row("container-port-mismatch", "deployment.yaml:22", "main.go:16", "containerPort: 8080");
}

#[test]
fn a_wrong_port_of_the_readiness_probe() {
    row("probe-port-mismatch", "deployment.yaml:38", "main.go:16", "8080");
}

#[test]
fn probes_that_are_too_frequent() {
    row("probe-interval-too-short", "deployment.yaml:39", "deployment.yaml:41", "every 10 s");
    row("probe-interval-too-short", "deployment.yaml:46", "deployment.yaml:48", "every 10 s");
}

#[test]
fn a_fixed_amount_of_cpu() {
    row("autoscaler-absolute-cpu", "hpa.yaml:18", "deployment.yaml:31", "averageUtilization: 50");
}

#[test]
fn a_service_that_selects_no_pods() {
    row("selector-matches-nothing", "service.yaml:8", "deployment.yaml:15", "`tier: backend`");
}

#[test]
fn a_network_policy_that_selects_no_pods() {
    row("selector-matches-nothing", "networkpolicy.yaml:9", "deployment.yaml:15", "`tier: backend`");
}

/// The other rows, and nothing that is no row.
#[test]
fn every_row_of_the_incident_is_reported_and_nothing_else() {
    let expected = [
        ("Dockerfile:10", "expose-port-mismatch"),
        ("Dockerfile:11", "start-command-missing"),
        ("Dockerfile:3", "dependencies-after-sources"),
        ("Dockerfile:3", "dockerignore-missing"),
        ("Dockerfile:7", "missing-ca-certificates"),
        ("Dockerfile:7", "root-user"),
        ("deployment.yaml:22", "container-port-mismatch"),
        ("deployment.yaml:38", "probe-port-mismatch"),
        ("deployment.yaml:39", "probe-interval-too-short"),
        ("deployment.yaml:46", "probe-interval-too-short"),
        ("hpa.yaml:18", "autoscaler-absolute-cpu"),
        ("networkpolicy.yaml:9", "selector-matches-nothing"),
        ("service.yaml:8", "selector-matches-nothing"),
    ];
    let found: Vec<(String, String)> = found("examples/incident").into_iter().map(|it| (it.place, it.rule)).collect();
    let expected: Vec<_> = expected.map(|(place, rule)| (place.to_owned(), rule.to_owned())).to_vec();
    assert_eq!(found, expected);
}

#[test]
fn the_mended_service_is_clean() {
    let found: Vec<String> = found("examples/incident-fixed").into_iter().map(|it| it.message).collect();
    assert!(found.is_empty(), "{found:?}");
}
