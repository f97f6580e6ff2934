//! What an editor asks about places and files.

use serde_json::{Value, json};

use crate::Tree;
use crate::wire::Client;

const TEXT: &str = "ARG V=3.22\nFROM alpine:$V AS base\nWORKDIR /app\nCOPY main.sh ./\n\nFROM base\nRUN cat main.sh && \\\n    true\nCMD [\"./main.sh\"]\n";

fn ask(client: &mut Client, method: &str, uri: &str, line: u32, character: u32) -> Value {
    let position = json!({"line": line, "character": character});
    let mut params = json!({"textDocument": {"uri": uri}, "position": position, "positions": [position]});
    if method == "references" {
        params["context"] = json!({"includeDeclaration": true});
    }
    params["range"] = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
    params["options"] = json!({"tabSize": 4, "insertSpaces": true});
    params["newName"] = json!("ground");
    client.request(&format!("textDocument/{method}"), params).unwrap_or_else(|code| panic!("{method}: {code}"))
}

#[test]
fn every_feature_answers() {
    let tree = Tree::new(&[("main.sh", "#!/bin/sh\n"), ("Dockerfile", TEXT)]);
    let mut client = tree.client();
    let uri = tree.uri("Dockerfile");
    client.open(&uri, "dockerfile", TEXT);
    let hover = ask(&mut client, "hover", &uri, 1, 1);
    assert_eq!(hover["contents"]["kind"], "markdown");
    assert!(hover["contents"]["value"].as_str().is_some_and(|it| !it.is_empty()));
    let stage = ask(&mut client, "definition", &uri, 5, 6);
    assert_eq!((&stage[0]["uri"], &stage[0]["range"]["start"]["line"]), (&json!(uri), &json!(1)));
    let file = ask(&mut client, "definition", &uri, 3, 6);
    assert_eq!(file[0]["uri"], tree.uri("main.sh").as_str());
    assert_eq!(ask(&mut client, "references", &uri, 5, 6).as_array().map(Vec::len), Some(2));
    assert_eq!(ask(&mut client, "documentHighlight", &uri, 0, 4).as_array().map(Vec::len), Some(2));
    assert_eq!(ask(&mut client, "prepareRename", &uri, 5, 6)["placeholder"], "base");
    let renamed = ask(&mut client, "rename", &uri, 5, 6);
    let edits = renamed["documentChanges"][0]["edits"].as_array().expect("a list");
    assert_eq!(edits.iter().map(|it| it["newText"].as_str()).collect::<Vec<_>>(), [Some("ground"); 2]);
    let proposals = ask(&mut client, "completion", &uri, 5, 5);
    assert!(proposals["items"].as_array().expect("a list").iter().any(|it| it["label"] == "base"));
    let symbols = ask(&mut client, "documentSymbol", &uri, 0, 0);
    assert!(symbols.as_array().expect("a list").len() >= 2 && symbols[1].get("children").is_some());
    assert!(!ask(&mut client, "foldingRange", &uri, 0, 0).as_array().expect("a list").is_empty());
    assert!(!ask(&mut client, "documentLink", &uri, 0, 0).as_array().expect("a list").is_empty());
    assert!(!ask(&mut client, "inlayHint", &uri, 0, 0).as_array().expect("a list").is_empty());
    let tokens = ask(&mut client, "semanticTokens/full", &uri, 0, 0)["data"].as_array().expect("a list").len();
    assert!(tokens > 50 && tokens.is_multiple_of(5), "{tokens}");
    let around = ask(&mut client, "selectionRange", &uri, 3, 6);
    assert_eq!(around[0]["range"]["start"], json!({"line": 3, "character": 5}));
    assert!(around[0]["parent"].is_object());
    let shouting = TEXT.replace("WORKDIR", "workdir");
    client.write(&uri, 2, &shouting);
    let edits = ask(&mut client, "formatting", &uri, 0, 0);
    assert_eq!((&edits[0]["newText"], &edits[0]["range"]["start"]["line"]), (&json!("WORKDIR"), &json!(2)));
    // A file that is no Dockerfile, and one that is not open.
    client.open(&tree.uri("main.sh"), "shellscript", "#!/bin/sh\n");
    for other in [tree.uri("main.sh"), tree.uri("nothing")] {
        assert_eq!(ask(&mut client, "hover", &other, 0, 0), Value::Null);
    }
    assert_eq!(client.end(), Some(0));
}
