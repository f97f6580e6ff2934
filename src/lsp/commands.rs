//! The commands that a client can have executed.

use gen_lsp_types::{ApplyWorkspaceEditParams, ExecuteCommandParams};
use serde_json::{Value, json};

use crate::catalogue;
use crate::report::rules;

use super::edits;
use super::server::{Question, Server};
use super::transport::{Code, Refusal};

/// Applies all safe fixes of a file: `{"uri": .., "version"?: ..}`, or the URI alone.
pub(super) const APPLY_ALL: &str = "dockvet.applyAllFixes";
/// Tells all about a rule, by any of its names. The text is the result, and is shown.
pub(super) const EXPLAIN: &str = "dockvet.explainRule";
/// Tells what the server knows. The text is the result, and goes to the log.
const DEBUG: &str = "dockvet.printDebugInformation";

pub(super) const COMMANDS: [&str; 3] = [APPLY_ALL, EXPLAIN, DEBUG];

impl Server {
    pub(super) fn execute(&mut self, params: ExecuteCommandParams) -> Result<Value, Refusal> {
        let argument = params.arguments.unwrap_or_default().into_iter().next().unwrap_or_default();
        match params.command.as_str() {
            APPLY_ALL => self.apply_all(&argument),
            EXPLAIN => self.explain(&argument),
            DEBUG => Ok(self.print_debug_information()),
            other => Err(Refusal::new(Code::InvalidParams, format!("there is no command `{other}`"))),
        }
    }

    fn apply_all(&mut self, argument: &Value) -> Result<Value, Refusal> {
        let uri = argument.get("uri").unwrap_or(argument).as_str();
        let uri = uri.ok_or_else(|| Refusal::new(Code::InvalidParams, "the first argument is a URI"))?;
        while let Some(stale) = self.stale.pop_first() {
            self.look_at(&stale);
        }
        let Some(document) = self.documents.get(uri) else {
            return Err(Refusal::new(Code::RequestFailed, format!("`{uri}` is not open")));
        };
        let version = argument.get("version").and_then(Value::as_i64);
        if version.is_some_and(|it| it != i64::from(document.version)) || self.is_outdated(uri) {
            return Err(Refusal::new(Code::ContentModified, "the text has changed since"));
        }
        if !self.client.apply_edit {
            return Err(Refusal::new(Code::RequestFailed, "the client takes no edits from a command"));
        }
        let edits = self.all_safe(uri);
        if let Some(document) = self.documents.get(uri).filter(|_| !edits.is_empty()) {
            let edit = edits::of_document(&self.client, document, &edits);
            let label = Some("Dockvet: fix all".to_owned());
            let params = ApplyWorkspaceEditParams { label, edit, metadata: None };
            self.ask(Question::Whatever, "workspace/applyEdit", &json!(params));
        }
        Ok(Value::Null)
    }

    fn explain(&mut self, argument: &Value) -> Result<Value, Refusal> {
        let name = argument.get("rule").unwrap_or(argument).as_str().unwrap_or_default();
        let Some(entry) = catalogue::find(name) else {
            return Err(Refusal::new(Code::InvalidParams, format!("there is no rule `{name}`")));
        };
        let mut text = Vec::new();
        rules::explain(entry, name, &mut text).map_err(|it| Refusal::new(Code::RequestFailed, it.to_string()))?;
        let text = String::from_utf8_lossy(&text).into_owned();
        self.notify("window/showMessage", &json!({"type": 3, "message": text}));
        Ok(json!(text))
    }

    fn print_debug_information(&mut self) -> Value {
        let mut lines = vec![format!("dockvet {}", env!("CARGO_PKG_VERSION"))];
        let mut documents: Vec<_> = self.documents.all().collect();
        documents.sort_by(|one, other| one.uri.cmp(&other.uri));
        for document in documents {
            lines.push(format!("{} version {} ({:?})", document.uri, document.version, document.kind));
            let Some(checked) = self.checked.get(&document.uri) else { continue };
            lines.push(format!("  {} findings", checked.analysis.diagnostics.len()));
            if let Some((root, why)) = &checked.analysis.context {
                lines.push(format!("  the build context is {}: {why}", root.display()));
            }
        }
        lines.push(format!("folders: {:?}", self.client.folders));
        for (folder, settings) in self.world.scopes.all() {
            let of = folder.map_or_else(String::new, |it| format!(" of {}", it.display()));
            lines.push(format!("settings{of}: {settings:?}"));
        }
        let text = lines.join("\n");
        self.notify("window/logMessage", &json!({"type": 3, "message": text}));
        json!(text)
    }
}
