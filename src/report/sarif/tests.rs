use serde_json::{Value, json};

use crate::analysis::Analysis;
use crate::report::Format;
use crate::report::tests::{analyses, diagnostic, written};
use crate::source::Source;

fn log(analyses: &[Analysis]) -> Value {
    serde_json::from_str(&written(Format::Sarif, analyses)).expect("it is JSON")
}

#[test]
fn a_result_holds_what_github_requires() {
    let log = log(&analyses());
    let run = &log["runs"][0];
    let result = &run["results"][1];
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    assert_eq!(run["results"].as_array().map(Vec::len), Some(2), "what is silenced is left out");
    assert_eq!(result["ruleId"], "start-command-missing");
    let index = result["ruleIndex"].as_u64().expect("a number") as usize;
    assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "start-command-missing");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"], json!({"uri": "sub/a%20dir/Dockerfile", "uriBaseId": "%SRCROOT%"}));
    assert_eq!(place["region"], json!({"startLine": 7, "startColumn": 13, "endLine": 7, "endColumn": 21}));
    assert_eq!(result["properties"]["precision"], "very-high");
    assert!(result["partialFingerprints"]["primaryLocationLineHash"].as_str().is_some_and(|it| it.ends_with(":1")));
}

#[test]
fn evidence_is_linked_and_a_chain_is_a_code_flow() {
    let log = log(&analyses());
    let [port, start] = [0, 1].map(|index| &log["runs"][0]["results"][index]);
    let text = start["message"]["text"].as_str().expect("a text");
    assert_eq!(
        text,
        "`/app/ü` is not in the final image. Start `/ü`. \
         Evidence: [the program is built here](1), [and copied to `/ü`](2)."
    );
    assert_eq!(start["relatedLocations"][1]["id"], 2);
    assert_eq!(start["codeFlows"][0]["threadFlows"][0]["locations"].as_array().map(Vec::len), Some(3));
    assert!(port.get("codeFlows").is_none());
    let place = &port["relatedLocations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "sub/a%20dir/main.go");
    assert_eq!(place["region"]["startColumn"], 23);
}

#[test]
fn a_fix_replaces_a_region() {
    let log = log(&analyses());
    let [port, start] = [0, 1].map(|index| &log["runs"][0]["results"][index]);
    assert!(port.get("fixes").is_none());
    let change = &start["fixes"][0]["artifactChanges"][0];
    assert_eq!(start["fixes"][0]["description"]["text"], "Start `/ü`.");
    assert_eq!(change["artifactLocation"], start["locations"][0]["physicalLocation"]["artifactLocation"]);
    let region = &start["locations"][0]["physicalLocation"]["region"];
    assert_eq!(change["replacements"][0]["deletedRegion"], *region);
    assert_eq!(change["replacements"][0]["insertedContent"]["text"], "\"/ü\"");
}

#[test]
fn columns_are_utf16_units_and_brackets_are_no_links() {
    let source = Source::new("/elsewhere/x#y", "# \u{1F600} [a]\n");
    let odd = diagnostic("root-user", &source, "[a]", "`[a](1)` is odd");
    let log =
        log(&[Analysis { source, diagnostics: vec![odd], suppressed: Vec::new(), newer: Vec::new(), context: None }]);
    let result = &log["runs"][0]["results"][0];
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["region"]["startColumn"], 6);
    assert_eq!(place["artifactLocation"], json!({"uri": "file:///elsewhere/x%23y"}));
    assert!(result["message"]["text"].as_str().is_some_and(|it| it.starts_with("`\\[a\\](1)` is odd.")));
}

#[test]
fn rules_carry_what_the_alert_page_shows() {
    let log = log(&[]);
    assert_eq!(log["runs"][0]["results"], json!([]), "an empty list is what closes alerts");
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("a list");
    for rule in rules {
        for text in ["/shortDescription/text", "/fullDescription/text", "/help/text", "/help/markdown", "/helpUri"] {
            assert!(rule.pointer(text).and_then(Value::as_str).is_some_and(|it| !it.is_empty()), "{text} of {rule}");
        }
        let score = rule["properties"]["security-severity"].as_str();
        let is_security = rule["properties"]["tags"].as_array().is_some_and(|it| it.contains(&"security".into()));
        assert_eq!(score.is_some(), is_security, "{rule}");
        assert!(score.is_none_or(|it| it.parse::<f64>().is_ok_and(|it| (0.1..=10.0).contains(&it))), "{rule}");
    }
    let root = rules.iter().find(|it| it["id"] == "root-user").expect("the rule is there");
    assert_eq!(root["name"], "RootUser");
    assert_eq!(root["defaultConfiguration"]["level"], "warning");
    assert!(root["properties"]["aliases"].as_array().is_some_and(|it| it.contains(&"DL3002".into())));
}

#[test]
fn the_worst_are_kept_where_there_are_too_many() {
    let source = Source::new("Dockerfile", "FROM a\n");
    let mut all = vec![diagnostic("volatile-instruction-early", &source, "FROM", "info"); 5_000];
    all.push(diagnostic("script-crlf", &source, "FROM", "error"));
    let log = log(&[Analysis { source, diagnostics: all, suppressed: Vec::new(), newer: Vec::new(), context: None }]);
    let run = &log["runs"][0];
    assert_eq!(run["results"].as_array().map(Vec::len), Some(5_000));
    assert_eq!(run["results"][0]["level"], "error");
    let note = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert_eq!(note, "1 findings are left out: a run holds 5000 at most.");
}
