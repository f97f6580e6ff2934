//! The conversation itself: its order, what makes no sense, what is no longer wanted.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::wire::{Client, framed, lines};
use crate::{Tree, pulled, pushed};

#[test]
fn initialize_comes_first_and_shutdown_last() {
    let mut client = Client::silent();
    assert_eq!(client.request("textDocument/hover", json!({})), Err(-32002));
    client.notify("textDocument/didOpen", json!({}));
    let offer = client.request("initialize", json!({"processId": null, "capabilities": {}})).expect("it is accepted");
    assert_eq!(offer["capabilities"]["positionEncoding"], "utf-16");
    assert_eq!(offer["serverInfo"]["name"], "dockvet");
    assert_eq!(client.request("initialize", json!({})), Err(-32600));
    assert_eq!(client.request("textDocument/foldEverything", json!({})), Err(-32601));
    client.notify("$/setTrace", json!({"value": "off"}));
    client.notify("no/such/notification", Value::Null);
    assert_eq!(client.request("shutdown", Value::Null), Ok(Value::Null));
    assert_eq!(client.request("textDocument/hover", json!({})), Err(-32600));
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(0));
}

#[test]
fn leaving_without_a_word_is_an_error() {
    let mut client = Client::silent();
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(1));
    assert_eq!(Client::silent().exit_code(), Some(1));
}

#[test]
fn what_makes_no_sense_is_refused_and_the_next_message_counts() {
    let tree = Tree::new(&[]);
    let mut client = tree.client();
    client.raw(b"Content-Length: 3\r\n\r\n{,}");
    assert_eq!(client.wait(|it| it.get("error").is_some())["error"]["code"], -32700);
    client.raw(&framed(&json!([1, 2])));
    assert_eq!(client.wait(|it| it.get("error").is_some())["error"]["code"], -32600);
    let odd = [Value::Null, json!(3), json!([]), json!({}), json!({"textDocument": {"uri": 3}}), json!("x")];
    let methods = client.offer["capabilities"].as_object().expect("capabilities").len();
    assert!(methods > 10, "many features are offered");
    for method in [
        "textDocument/hover",
        "textDocument/definition",
        "textDocument/references",
        "textDocument/documentHighlight",
        "textDocument/prepareRename",
        "textDocument/rename",
        "textDocument/completion",
        "textDocument/selectionRange",
        "textDocument/documentSymbol",
        "textDocument/foldingRange",
        "textDocument/inlayHint",
        "textDocument/documentLink",
        "textDocument/semanticTokens/full",
        "textDocument/semanticTokens/range",
        "textDocument/codeAction",
        "textDocument/formatting",
        "textDocument/diagnostic",
        "workspace/executeCommand",
        "workspace/diagnostic",
    ] {
        for params in &odd {
            assert_eq!(client.request(method, params.clone()), Err(-32602), "{method} {params}");
        }
    }
    for method in ["didOpen", "didChange", "didSave", "didClose"] {
        odd.iter().for_each(|params| client.notify(&format!("textDocument/{method}"), params.clone()));
    }
    for method in ["didChangeConfiguration", "didChangeWatchedFiles", "didChangeWorkspaceFolders"] {
        odd.iter().for_each(|params| client.notify(&format!("workspace/{method}"), params.clone()));
    }
    client.open("untitled:a", "dockerfile", "FROM ubuntu:24.04\nRUN apt-get install -y curl\n");
    assert!(!client.found("untitled:a").is_empty());
    assert_eq!(client.end(), Some(0));
}

#[test]
fn a_burst_of_changes_is_looked_at_once() {
    let tree = Tree::new(&[]);
    let mut client = tree.client();
    let uri = tree.uri("Dockerfile");
    client.open(&uri, "dockerfile", "FROM alpine:3.22\n");
    client.published(&uri);
    let mut burst = Vec::new();
    for version in 2..400 {
        let at = json!({"line": 1, "character": 0});
        let change = json!([{"range": {"start": at, "end": at}, "text": format!("# {version}\n")}]);
        let params = json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": change});
        burst.extend(framed(&json!({"jsonrpc": "2.0", "method": "textDocument/didChange", "params": params})));
    }
    client.raw(&burst);
    let mut count = 1;
    while client.published(&uri)["version"] != 399 {
        count += 1;
    }
    assert!(count < 100, "{count} of 398 versions were looked at");
    assert_eq!(client.end(), Some(0));
}

#[test]
fn a_request_can_be_taken_back() {
    let files: Vec<(String, &str)> =
        (0..60).map(|it| (format!("d{it}/Dockerfile"), "FROM a\nMAINTAINER b\n")).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let tree = Tree::new(&files);
    let mut client = Client::start(&tree.path(""), pulled(), Value::Null);
    let id = client.send("workspace/diagnostic", json!({"previousResultIds": []}));
    client.notify("$/cancelRequest", json!({"id": id}));
    assert_eq!(client.answer(id), Err(-32800));
    // A second look takes the place of the first.
    let first = client.send("workspace/diagnostic", json!({"previousResultIds": []}));
    let second = client.send("workspace/diagnostic", json!({"previousResultIds": []}));
    assert_eq!(client.answer(first), Err(-32802));
    let report = client.answer(second).expect("it is answered");
    assert_eq!(report["items"].as_array().map(Vec::len), Some(60));
    assert_eq!(client.end(), Some(0));
}

#[test]
fn columns_are_counted_as_agreed() {
    let tree = Tree::new(&[]);
    let text = "FROM alpine:3.22\r\nLABEL a=\"\u{1F600}\u{1F600}\" b=$nope\r\nMAINTAINER \u{1F600}\r\n";
    let mut columns = Vec::new();
    for encodings in [json!(["utf-8"]), json!(["utf-16"]), json!(["utf-32"]), Value::Null] {
        let mut capabilities = pushed();
        capabilities["general"]["positionEncodings"] = encodings;
        let mut client = Client::start(&tree.path(""), capabilities, json!({"profile": "strict"}));
        let uri = tree.uri("Dockerfile");
        client.open(&uri, "dockerfile", text);
        let diagnostics = client.published(&uri)["diagnostics"].take();
        let undefined = diagnostics.as_array().expect("a list").iter().find(|it| it["code"] == "undefined-variable");
        let range = undefined.expect("`$nope` is undefined")["range"].clone();
        assert_eq!((&range["start"]["line"], &range["end"]["line"]), (&json!(1), &json!(1)));
        columns.push(range["start"]["character"].as_u64().expect("a number"));
        // The edit is right only if the server counts as it says.
        let at = json!({"start": range["start"], "end": {"line": 2, "character": 0}});
        client.change(&uri, 2, json!([{"range": at, "text": "c\r\n"}]));
        let left = lines(&client.published(&uri)["diagnostics"]);
        assert!(left.iter().any(|it| *it == (2, "maintainer-deprecated".to_owned())), "{left:?}");
        assert!(!left.iter().any(|it| it.1 == "undefined-variable"), "{left:?}");
        assert_eq!(client.end(), Some(0));
    }
    let start = "LABEL a=\"\" b=".len() as u64;
    assert_eq!(columns, [start + 8, start + 4, start + 4, start + 4]);
}

#[test]
fn settings_come_at_the_start_and_later() {
    let tree = Tree::new(&[]);
    let mut client =
        Client::start(&tree.path(""), pushed(), json!({"ignore": ["maintainer-deprecated"], "profile": "x"}));
    let log = client.wait(|it| it["method"] == "window/logMessage");
    assert!(log["params"]["message"].as_str().is_some_and(|it| it.contains("`profile`")), "{log}");
    let uri = tree.uri("Dockerfile");
    let has = |found: &[(u64, String)]| found.iter().any(|it| it.1 == "maintainer-deprecated");
    client.open(&uri, "dockerfile", "FROM a\nMAINTAINER b\n");
    assert!(!has(&client.found(&uri)));
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"dockvet": {"profile": "strict"}}}));
    assert!(has(&client.found(&uri)));
    client.settings = json!({"select": ["root-user"]});
    client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    assert!(!has(&client.found(&uri)));
    client.settings = json!({"enable": false});
    client.notify("workspace/didChangeConfiguration", json!({"settings": {}}));
    assert_eq!(client.found(&uri), []);
    assert_eq!(client.end(), Some(0));
}

/// Whatever is typed, and wherever the cursor is asked to be.
#[test]
fn no_text_is_too_odd() {
    let tree = Tree::new(&[("a.txt", "x")]);
    let mut client = tree.client();
    let uri = tree.uri("Dockerfile");
    client.open(&uri, "dockerfile", "");
    client.published(&uri);
    let pieces = [
        "FROM a AS b\r\n",
        "RUN <<E\n\u{1F600}",
        "\\",
        "\n",
        "COPY --from=",
        "${",
        "#",
        " x=\"",
        "\u{0}",
        "\r",
        "[\"",
        "ARG A\n",
    ];
    let mut text = String::new();
    for (step, piece) in (0..60).map(|step| (step, pieces[step * 7 % pieces.len()])) {
        let _ = write!(text, "{piece}");
        client.write(&uri, step as i32 + 2, &text);
        let position = json!({"line": step as u64 / 3, "character": step * 31 % 17});
        let document = json!({"textDocument": {"uri": uri}, "position": position});
        for method in ["hover", "definition", "completion", "documentHighlight"] {
            client.request(&format!("textDocument/{method}"), document.clone()).expect("it is answered");
        }
        for method in ["documentSymbol", "foldingRange", "documentLink", "semanticTokens/full"] {
            client.request(&format!("textDocument/{method}"), document.clone()).expect("it is answered");
        }
    }
    assert_eq!(client.end(), Some(0));
}

#[test]
fn each_folder_may_have_settings_of_its_own() {
    let text = "FROM a\nMAINTAINER b\n";
    let tree = Tree::new(&[("one/Dockerfile", text), ("two/Dockerfile", text)]);
    let [one, two] = ["one", "two"].map(|it| tree.uri(it));
    let mut client = Client::silent();
    client.scoped.insert(two.clone(), json!({"enable": false}));
    let folders = [&one, &two].map(|it| json!({"uri": it, "name": it}));
    let options = json!({"profile": "strict"});
    let params = json!({"workspaceFolders": folders, "capabilities": pushed(), "initializationOptions": options});
    client.request("initialize", params).expect("it is accepted");
    client.notify("initialized", json!({}));
    let [one, two] = ["one/Dockerfile", "two/Dockerfile"].map(|it| tree.uri(it));
    client.open(&one, "dockerfile", text);
    assert!(client.found(&one).iter().any(|it| it.1 == "maintainer-deprecated"));
    client.open(&two, "dockerfile", text);
    while !client.found(&two).is_empty() {}
    // The settings of all change, those of a folder are asked for again.
    client.scoped.clear();
    client.settings = json!({"select": ["maintainer-deprecated"]});
    client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    while client.found(&two) != [(1, "maintainer-deprecated".to_owned())] {}
    assert_eq!(client.end(), Some(0));
}
