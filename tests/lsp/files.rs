//! What is found, and where: over the texts of the editor, before those on disk.

use std::process::Command;

use serde_json::{Value, json};

use crate::wire::{Client, lines};
use crate::{Tree, pulled, pushed};

const NODE: &str =
    "FROM node:22-alpine\nWORKDIR /app\nCOPY package.json server.js ./\nUSER node\nCMD [\"node\", \"server.js\"]\n";

#[test]
fn a_file_is_followed_from_its_opening_to_its_end() {
    let tree = Tree::new(&[("Dockerfile", "FROM alpine:3.22\n")]);
    let mut client = tree.client();
    let uri = tree.uri("Dockerfile");
    client.open(&uri, "dockerfile", "FROM alpine:3.22\nMAINTAINER me\nCOPY nope.txt /x\n");
    let published = client.published(&uri);
    assert_eq!(published["version"], 1);
    let missing =
        published["diagnostics"].as_array().expect("a list").iter().find(|it| it["code"] == "maintainer-deprecated");
    let deprecated = missing.expect("MAINTAINER is told of");
    assert_eq!((&deprecated["source"], &deprecated["tags"]), (&json!("dockvet"), &json!([2])));
    assert!(deprecated["codeDescription"]["href"].as_str().is_some_and(|it| it.starts_with("https://")));
    // The line goes, and what stands below moves up.
    let line = json!({"start": {"line": 1, "character": 0}, "end": {"line": 2, "character": 0}});
    client.change(&uri, 2, json!([{"range": line, "text": ""}]));
    let published = client.published(&uri);
    assert_eq!(published["version"], 2);
    let found = lines(&published["diagnostics"]);
    assert!(!found.iter().any(|it| it.1 == "maintainer-deprecated"), "{found:?}");
    client.close(&uri);
    assert_eq!(client.published(&uri)["diagnostics"], json!([]));
    assert_eq!(client.end(), Some(0));
}

#[test]
fn an_open_ignore_file_counts_before_the_one_on_disk() {
    let tree =
        Tree::new(&[("Dockerfile", NODE), ("package.json", "{}"), ("server.js", "x()"), (".dockerignore", "*.md\n")]);
    let mut client = tree.client();
    let (uri, ignore) = (tree.uri("Dockerfile"), tree.uri(".dockerignore"));
    let has = |found: &[(u64, String)]| found.iter().any(|it| it.0 == 2 && it.1.starts_with("copy-source"));
    client.open(&uri, "dockerfile", NODE);
    assert!(!has(&client.found(&uri)));
    client.open(&ignore, "ignore", "*.md\nserver.js\n");
    assert!(has(&client.found(&uri)), "the buffer leaves `server.js` out");
    client.write(&ignore, 2, "*.md\n");
    assert!(!has(&client.found(&uri)));
    client.write(&ignore, 3, "server.js\n");
    assert!(has(&client.found(&uri)));
    client.close(&ignore);
    assert!(!has(&client.found(&uri)), "the file on disk counts again");
    // One that nobody has open.
    tree.write(".dockerignore", "server.js\n");
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": ignore, "type": 2}]}));
    assert!(has(&client.found(&uri)));
    assert_eq!(client.end(), Some(0));
}

#[test]
fn what_a_manifest_gets_wrong_is_told_there() {
    let manifest = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels:\n      app: shop\n  template:\n    metadata:\n      labels:\n        app: shop\n    spec:\n      containers:\n        - name: shop\n          image: shop:1\n          ports:\n            - containerPort: 9090\n          livenessProbe:\n            httpGet:\n              path: /\n              port: 9091\n";
    let dockerfile = "FROM nginx:1.29-alpine\nEXPOSE 80\n";
    let compose = "services:\n  shop:\n    build: .\n    image: shop:1\n";
    let tree = Tree::new(&[("Dockerfile", dockerfile), ("k8s/shop.yaml", manifest), ("compose.yaml", compose)]);
    let mut client = tree.client();
    let (uri, yaml) = (tree.uri("Dockerfile"), tree.uri("k8s/shop.yaml"));
    client.open(&uri, "dockerfile", dockerfile);
    let before = client.found(&yaml);
    assert!(!before.is_empty(), "the manifest on disk has faults");
    // One line more in the editor, and everything stands a line below.
    client.open(&yaml, "yaml", &format!("# mine\n{manifest}"));
    let moved = client.found(&yaml);
    assert_eq!(moved, before.iter().map(|it| (it.0 + 1, it.1.clone())).collect::<Vec<_>>());
    client.close(&uri);
    assert_eq!(client.found(&yaml), [], "no Dockerfile is open that it could be held against");
    assert_eq!(client.end(), Some(0));
}

#[test]
fn an_open_configuration_counts_and_its_mistakes_are_told_there() {
    let tree = Tree::new(&[("Dockerfile", "FROM a\nMAINTAINER b\n")]);
    let mut client = tree.client();
    let (uri, toml) = (tree.uri("Dockerfile"), tree.uri("dockvet.toml"));
    let has = |found: &[(u64, String)]| found.iter().any(|it| it.1 == "maintainer-deprecated");
    client.open(&uri, "dockerfile", "FROM a\nMAINTAINER b\n");
    assert!(has(&client.found(&uri)));
    client.open(&toml, "toml", "ignore = [\"DL4000\"]\n");
    assert!(!has(&client.found(&uri)), "it was never saved, and counts");
    client.write(&toml, 2, "\nignored = [\"DL4000\"]\n");
    assert!(!has(&client.found(&uri)), "the last one that was right holds");
    let wrong = client.published(&toml)["diagnostics"].take();
    assert_eq!(wrong[0]["range"]["start"], json!({"line": 1, "character": 0}));
    client.write(&toml, 3, "");
    assert!(has(&client.found(&uri)));
    assert_eq!(client.published(&toml)["diagnostics"], json!([]));
    assert_eq!(client.end(), Some(0));
}

#[test]
fn what_the_baseline_of_the_configuration_knows_is_not_told() {
    let text = "FROM a\nMAINTAINER b\n";
    let tree = Tree::new(&[("web/Dockerfile", text)]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_dockvet"));
    let command = command.args(["--profile", "strict", "--write-baseline", "known.json"]).current_dir(tree.path(""));
    assert!(command.output().expect("the program was built").status.success());
    tree.write("dockvet.toml", "baseline = \"known.json\"\n");
    let mut client = tree.client();
    let (uri, known) = (tree.uri("web/Dockerfile"), tree.uri("known.json"));
    client.open(&uri, "dockerfile", text);
    assert_eq!(client.found(&uri), []);
    // Of two equal ones, the second is new.
    client.write(&uri, 2, "FROM a\nMAINTAINER b\nMAINTAINER b\n");
    assert!(client.found(&uri).contains(&(2, "maintainer-deprecated".to_owned())));
    client.write(&uri, 3, text);
    assert_eq!(client.found(&uri), []);
    client.open(&known, "json", "{\"schema\": 1}");
    let published = client.published(&uri)["diagnostics"].take();
    let told = published.as_array().expect("a list").iter().any(|it| {
        it["message"].as_str().is_some_and(|it| it.starts_with("cannot read the baseline") && it.contains("findings"))
    });
    assert!(told && lines(&published).len() > 1, "{published}");
    assert_eq!(client.end(), Some(0));
}

#[test]
fn text_without_a_place_is_looked_at_alone() {
    let tree = Tree::new(&[("compose.yaml", "services: {a: {build: .}}\n")]);
    let mut client = tree.client();
    for uri in ["untitled:Untitled-1", "git:/a/Dockerfile?x", "vscode-remote://ssh/a/Dockerfile"] {
        client.open(uri, "dockerfile", "FROM alpine:3.22\nMAINTAINER b\nCOPY a b\n");
        let found = client.found(uri);
        assert!(found.iter().any(|it| it.1 == "maintainer-deprecated"), "{uri} {found:?}");
        assert!(!found.iter().any(|it| it.1 == "copy-source-missing"), "nothing is known of its context");
    }
    let odd = tree.uri("").replace("/tmp", "/%74mp") + "/sp%20ace/Dockerfile";
    client.open(&odd, "dockerfile", "FROM a\nMAINTAINER b\n");
    assert!(!client.found(&odd).is_empty(), "the client's own spelling is kept");
    assert_eq!(client.end(), Some(0));
}

#[test]
fn who_asks_for_diagnostics_is_told_nothing_unasked() {
    let tree = Tree::new(&[
        ("Dockerfile", NODE),
        ("package.json", "{}"),
        ("server.js", "x()"),
        ("b/Dockerfile", "FROM a\nMAINTAINER b\n"),
    ]);
    let mut client = Client::start(&tree.path(""), pulled(), json!({"profile": "strict"}));
    assert_eq!(client.offer["capabilities"]["diagnosticProvider"]["identifier"], "dockvet");
    let (uri, other) = (tree.uri("Dockerfile"), tree.uri("b/Dockerfile"));
    client.open(&uri, "dockerfile", "FROM a\nMAINTAINER b\n");
    let ask = |client: &mut Client, previous: Value| {
        let params = json!({"textDocument": {"uri": uri}, "previousResultId": previous});
        client.request("textDocument/diagnostic", params).expect("it is answered")
    };
    let first = ask(&mut client, Value::Null);
    assert_eq!(first["kind"], "full");
    assert!(lines(&first["items"]).iter().any(|it| it.1 == "maintainer-deprecated"));
    let again = ask(&mut client, first["resultId"].clone());
    assert_eq!((&again["kind"], again.get("items")), (&json!("unchanged"), None));
    client.write(&uri, 2, "FROM a\n\nMAINTAINER b\n");
    assert_eq!(ask(&mut client, first["resultId"].clone())["kind"], "full");

    let all = client.request("workspace/diagnostic", json!({"previousResultIds": []})).expect("it is answered");
    let items = all["items"].as_array().expect("a list");
    let ids: Vec<Value> = items.iter().map(|it| json!({"uri": it["uri"], "value": it["resultId"]})).collect();
    assert!(items.iter().any(|it| it["uri"] == other.as_str() && it["version"].is_null()));
    assert!(items.iter().any(|it| it["uri"] == uri.as_str() && it["version"] == 2));
    let again = client.request("workspace/diagnostic", json!({"previousResultIds": ids})).expect("it is answered");
    assert!(again["items"].as_array().expect("a list").iter().all(|it| it["kind"] == "unchanged"));

    client.open(&tree.uri(".dockerignore"), "ignore", "x\n");
    client.wait(|it| it["method"] == "workspace/diagnostic/refresh");
    assert!(!client.heard.iter().any(|it| it["method"] == "textDocument/publishDiagnostics"));
    assert_eq!(client.end(), Some(0));
}

#[test]
fn files_that_nobody_watches_are_looked_at_again() {
    let tree = Tree::new(&[("Dockerfile", NODE), ("package.json", "{}"), ("server.js", "x()")]);
    let mut client = Client::start(&tree.path(""), pushed(), Value::Null);
    let uri = tree.uri("Dockerfile");
    let has = |found: &[(u64, String)]| found.iter().any(|it| it.1.starts_with("copy-source"));
    client.open(&uri, "dockerfile", NODE);
    assert!(!has(&client.found(&uri)));
    std::fs::remove_file(tree.path("server.js")).expect("it is there");
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    client.write(&uri, 2, &format!("{NODE}\n"));
    let found = client.found(&uri);
    assert!(has(&found) || has(&client.found(&uri)), "the file is gone");
    assert_eq!(client.end(), Some(0));
}
