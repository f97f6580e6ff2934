//! The language server as clients meet it: the built program, spoken to over its standard input and output.

mod actions;
mod asked;
mod files;
mod protocol;
mod wire;

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;

use wire::Client;

/// A repository on disk.
pub(crate) struct Tree {
    folder: TempDir,
}

impl Tree {
    pub(crate) fn new(files: &[(&str, &str)]) -> Tree {
        let tree = Tree { folder: tempfile::tempdir().expect("a temporary folder") };
        fs::create_dir(tree.path(".git")).expect("a folder");
        files.iter().for_each(|(name, text)| tree.write(name, text));
        tree
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        let root = fs::canonicalize(self.folder.path()).expect("it is there");
        if name.is_empty() { root } else { root.join(name) }
    }

    pub(crate) fn uri(&self, name: &str) -> String {
        wire::uri(&self.path(name))
    }

    /// A client that takes all that is pushed, of every rule.
    pub(crate) fn client(&self) -> Client {
        Client::start(&self.path(""), pushed(), json!({"profile": "strict"}))
    }
}

/// The capabilities of a client to which diagnostics are pushed.
pub(crate) fn pushed() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-32", "utf-8", "utf-16"]},
        "textDocument": {
            "publishDiagnostics": {
                "relatedInformation": true, "codeDescriptionSupport": true, "dataSupport": true,
                "tagSupport": {"valueSet": [1, 2]}, "versionSupport": true,
            },
            "codeAction": {
                "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source"]}},
                "isPreferredSupport": true,
            },
            "hover": {"contentFormat": ["markdown"]},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
        },
        "workspace": {"workspaceEdit": {"documentChanges": true}, "applyEdit": true, "configuration": true},
    })
}

/// The same of one that asks for diagnostics.
pub(crate) fn pulled() -> Value {
    let mut capabilities = pushed();
    capabilities["textDocument"]["diagnostic"] = json!({"relatedDocumentSupport": true});
    capabilities["workspace"]["diagnostics"] = json!({"refreshSupport": true});
    capabilities
}
