//! What the editor can do about a finding.

use serde_json::{Value, json};

use crate::wire::Client;
use crate::{Tree, pushed};

const TEXT: &str =
    "# syntax=docker/dockerfile:1\nFROM alpine:3.22 as build\nMAINTAINER me\nRUN  apk add curl\nENV A b\n";

fn actions(client: &mut Client, uri: &str, lines: (u32, u32), only: Value) -> Vec<Value> {
    let at = |line: u32| json!({"line": line, "character": 0});
    let mut context = json!({"diagnostics": []});
    if !only.is_null() {
        context["only"] = only;
    }
    let params = json!({
        "textDocument": {"uri": uri}, "range": {"start": at(lines.0), "end": at(lines.1)}, "context": context,
    });
    let actions = client.request("textDocument/codeAction", params).expect("it is answered");
    actions.as_array().expect("a list").clone()
}

/// The text after the edits of one action, which end on the lines that they start on, counted in bytes.
fn applied(text: &str, edits: &Value) -> String {
    let offset = |at: &Value| {
        let line = at["line"].as_u64().expect("a number") as usize;
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        start + at["character"].as_u64().expect("a number") as usize
    };
    let mut edits: Vec<(usize, usize, &str)> = edits
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| {
            let range = &it["range"];
            (offset(&range["start"]), offset(&range["end"]), it["newText"].as_str().expect("a text"))
        })
        .collect();
    edits.sort();
    let mut text = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        text.replace_range(start..end, new);
    }
    text
}

#[test]
fn all_safe_fixes_are_one_action() {
    let tree = Tree::new(&[]);
    let mut client = tree.client();
    let uri = tree.uri("Dockerfile");
    client.open(&uri, "dockerfile", TEXT);
    client.published(&uri);
    for only in ["source", "source.fixAll", "source.fixAll.dockvet"] {
        let found = actions(&mut client, &uri, (0, 0), json!([only]));
        let [action] = found.as_slice() else { panic!("{only}: {found:?}") };
        assert_eq!(action["kind"], "source.fixAll.dockvet");
    }
    assert!(actions(&mut client, &uri, (0, 0), json!(["source.organizeImports"])).is_empty());
    let action = actions(&mut client, &uri, (0, 0), json!(["source.fixAll"])).remove(0);
    let change = &action["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({"uri": uri, "version": 1}));
    let fixed = applied(TEXT, &change["edits"]);
    assert!(fixed.contains("ENV A=b"), "{fixed}");
    client.write(&uri, 2, &fixed);
    client.published(&uri);
    assert!(actions(&mut client, &uri, (0, 0), json!(["source.fixAll"])).is_empty(), "once is enough");
    assert_eq!(client.end(), Some(0));
}

#[test]
fn a_finding_can_be_fixed_silenced_and_explained() {
    let tree = Tree::new(&[]);
    let mut client = tree.client();
    let uri = tree.uri("Dockerfile");
    client.open(&uri, "dockerfile", TEXT);
    let published = client.published(&uri)["diagnostics"].take();
    let all = actions(&mut client, &uri, (4, 5), json!(["quickfix"]));
    let titles: Vec<&str> = all.iter().filter_map(|it| it["title"].as_str()).collect();
    let preferred: Vec<&Value> = all.iter().filter(|it| it["isPreferred"] == true).collect();
    assert_eq!(preferred.len(), 1, "{titles:?}");
    assert_eq!(preferred[0]["diagnostics"][0]["code"], "legacy-key-value");
    assert!(published.as_array().expect("a list").contains(&preferred[0]["diagnostics"][0]), "as it was published");
    let named = |title: &str| all.iter().find(|it| it["title"] == title).unwrap_or_else(|| panic!("{titles:?}"));
    let one = named("suppress `legacy-key-value` for this instruction");
    let text = applied(TEXT, &one["edit"]["documentChanges"][0]["edits"]);
    assert_eq!(text, TEXT.replace("ENV", "# dockvet ignore=legacy-key-value\nENV"));
    let file = named("suppress `legacy-key-value` for this file");
    let text = applied(TEXT, &file["edit"]["documentChanges"][0]["edits"]);
    assert_eq!(text, TEXT.replace("FROM", "# dockvet ignore-file=legacy-key-value\nFROM"));
    client.write(&uri, 2, &text);
    let found = client.found(&uri);
    assert!(!found.iter().any(|it| it.1 == "legacy-key-value"), "{found:?}");
    let explain = named("explain `legacy-key-value`")["command"].clone();
    let text = client.request("workspace/executeCommand", explain).expect("it is answered");
    assert!(text.as_str().is_some_and(|it| it.contains("legacy-key-value")));
    assert_eq!(client.end(), Some(0));
}

#[test]
fn an_old_client_gets_what_it_knows() {
    let tree = Tree::new(&[]);
    let mut capabilities = pushed();
    capabilities["workspace"]["workspaceEdit"] = json!({});
    capabilities["textDocument"]["publishDiagnostics"] = json!({});
    let mut client = Client::start(&tree.path(""), capabilities, json!({"profile": "strict"}));
    let uri = tree.uri("Dockerfile");
    client.open(&uri, "dockerfile", TEXT);
    let published = client.published(&uri)["diagnostics"].take();
    for diagnostic in published.as_array().expect("a list") {
        for key in ["data", "tags", "relatedInformation", "codeDescription"] {
            assert!(diagnostic.get(key).is_none(), "{diagnostic}");
        }
    }
    let action = actions(&mut client, &uri, (0, 0), json!(["source.fixAll"])).remove(0);
    assert!(action["edit"].get("documentChanges").is_none());
    assert!(applied(TEXT, &action["edit"]["changes"][&uri]).contains("ENV A=b"));
    assert_eq!(client.end(), Some(0));

    let mut client =
        Client::start(&tree.path(""), json!({"workspace": {"applyEdit": true}}), json!({"profile": "strict"}));
    client.open(&uri, "dockerfile", TEXT);
    client.published(&uri);
    let command = actions(&mut client, &uri, (0, 0), Value::Null).remove(0);
    assert_eq!(command["command"], "dockvet.applyAllFixes");
    let id = client.send("workspace/executeCommand", command);
    let asked = client.wait(|it| it["method"] == "workspace/applyEdit");
    assert!(applied(TEXT, &asked["params"]["edit"]["changes"][&uri]).contains("ENV A=b"));
    assert_eq!(client.answer(id), Ok(Value::Null));
    let stale = json!({"command": "dockvet.applyAllFixes", "arguments": [{"uri": uri, "version": 7}]});
    assert_eq!(client.request("workspace/executeCommand", stale), Err(-32801));
    let unknown = json!({"command": "dockvet.explainRule", "arguments": ["no-such-rule"]});
    assert_eq!(client.request("workspace/executeCommand", unknown), Err(-32602));
    assert_eq!(client.end(), Some(0));
}
