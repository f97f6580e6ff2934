//! What the client can do, as far as the server asks.
//!
//! Read key by key: a client that writes one key wrong loses that one, and not the server.

use std::path::PathBuf;

use serde_json::Value;

use super::position::Encoding;
use super::uri;

/// The abilities of a client. The default is one that can do nothing but the first version of the protocol.
#[derive(Clone, Debug)]
pub(super) struct Client {
    pub(super) encoding: Encoding,
    /// Asks for diagnostics; nothing is pushed then.
    pub(super) pulls: bool,
    /// What a pull of one file may tell of others.
    pub(super) related_documents: bool,
    pub(super) refresh_diagnostics: bool,
    pub(super) refresh_hints: bool,
    pub(super) refresh_tokens: bool,
    pub(super) related_information: bool,
    pub(super) code_description: bool,
    pub(super) tags: bool,
    pub(super) data: bool,
    /// Takes edits with the versions of the documents.
    pub(super) document_changes: bool,
    /// Takes code actions; else commands only.
    pub(super) code_actions: bool,
    pub(super) preferred_actions: bool,
    /// Answers `workspace/configuration`.
    pub(super) configuration: bool,
    pub(super) registers_configuration: bool,
    pub(super) registers_watches: bool,
    pub(super) apply_edit: bool,
    pub(super) markdown_hover: bool,
    pub(super) markdown_completion: bool,
    pub(super) nested_symbols: bool,
    pub(super) location_links: bool,
    /// The client's process: the server ends with it.
    pub(super) process: Option<u32>,
    /// The folders that are open at the start.
    pub(super) folders: Vec<PathBuf>,
}

impl Client {
    /// Reads the parameters of `initialize`.
    pub(super) fn read(params: &Value) -> Client {
        let has = |path: &str| params.pointer(path).is_some_and(|it| it == &Value::Bool(true));
        let is_there = |path: &str| params.pointer(path).is_some_and(Value::is_object);
        let names = |path: &str, name: &str| {
            let list = params.pointer(path).and_then(Value::as_array);
            list.is_some_and(|list| list.iter().any(|it| it == name))
        };
        let document = "/capabilities/textDocument";
        let pushed = "/capabilities/textDocument/publishDiagnostics";
        let pulled = "/capabilities/textDocument/diagnostic";
        let either = |key: &str| has(&format!("{pushed}/{key}")) || has(&format!("{pulled}/{key}"));
        let utf8 = names("/capabilities/general/positionEncodings", "utf-8");
        Client {
            encoding: if utf8 { Encoding::Utf8 } else { Encoding::Utf16 },
            pulls: is_there(pulled),
            related_documents: has(&format!("{pulled}/relatedDocumentSupport")),
            refresh_diagnostics: has("/capabilities/workspace/diagnostics/refreshSupport"),
            refresh_hints: has("/capabilities/workspace/inlayHint/refreshSupport"),
            refresh_tokens: has("/capabilities/workspace/semanticTokens/refreshSupport"),
            related_information: either("relatedInformation"),
            code_description: either("codeDescriptionSupport"),
            tags: is_there(&format!("{pushed}/tagSupport")) || is_there(&format!("{pulled}/tagSupport")),
            data: either("dataSupport"),
            document_changes: has("/capabilities/workspace/workspaceEdit/documentChanges"),
            code_actions: is_there("/capabilities/textDocument/codeAction/codeActionLiteralSupport"),
            preferred_actions: has("/capabilities/textDocument/codeAction/isPreferredSupport"),
            configuration: has("/capabilities/workspace/configuration"),
            registers_configuration: has("/capabilities/workspace/didChangeConfiguration/dynamicRegistration"),
            registers_watches: has("/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration"),
            apply_edit: has("/capabilities/workspace/applyEdit"),
            markdown_hover: names(&format!("{document}/hover/contentFormat"), "markdown"),
            markdown_completion: names(
                &format!("{document}/completion/completionItem/documentationFormat"),
                "markdown",
            ),
            nested_symbols: has(&format!("{document}/documentSymbol/hierarchicalDocumentSymbolSupport")),
            location_links: has(&format!("{document}/definition/linkSupport")),
            process: params.pointer("/processId").and_then(Value::as_u64).and_then(|it| u32::try_from(it).ok()),
            folders: folders(params),
        }
    }
}

/// `workspaceFolders`, else the older `rootUri`, else the oldest `rootPath`.
fn folders(params: &Value) -> Vec<PathBuf> {
    let folders = params.pointer("/workspaceFolders").and_then(Value::as_array);
    let uris = folders.into_iter().flatten().filter_map(|it| it.get("uri")?.as_str());
    let mut folders: Vec<PathBuf> = uris.filter_map(uri::to_path).collect();
    if folders.is_empty() {
        let text = |key: &str| params.get(key).and_then(Value::as_str);
        let root = text("rootUri").and_then(uri::to_path).or_else(|| text("rootPath").map(PathBuf::from));
        folders.extend(root.filter(|it| it.is_absolute()));
    }
    folders
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_wrong_key_is_that_key_alone() {
        let client = Client::read(&json!({
            "processId": "x",
            "rootUri": "file:///a",
            "workspaceFolders": null,
            "capabilities": {
                "general": {"positionEncodings": ["utf-32", "utf-16", 3]},
                "textDocument": {"publishDiagnostics": {"relatedInformation": true, "dataSupport": "yes"}},
            },
        }));
        assert_eq!((client.encoding, client.process), (Encoding::Utf16, None));
        assert!(client.related_information && !client.data && !client.pulls);
        assert_eq!(client.folders, [PathBuf::from("/a")]);
        assert!(Client::read(&Value::Null).folders.is_empty());
    }
}
