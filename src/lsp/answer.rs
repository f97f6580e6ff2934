//! Which request is answered by what.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::server::Server;
use super::transport::{Code, Incoming, Refusal};

impl Server {
    pub(super) fn answer(&mut self, method: &str, params: Value) -> Result<Value, Refusal> {
        match method {
            "textDocument/diagnostic" => self.with(params, Server::pull),
            "textDocument/codeAction" => self.with(params, Server::actions),
            "textDocument/hover" => self.with(params, Server::hover),
            "textDocument/definition" => self.with(params, Server::definition),
            "textDocument/references" => self.with(params, Server::references),
            "textDocument/documentHighlight" => self.with(params, Server::highlight),
            "textDocument/prepareRename" => self.with(params, Server::prepare_rename),
            "textDocument/rename" => self.with(params, Server::rename),
            "textDocument/completion" => self.with(params, Server::complete),
            "textDocument/selectionRange" => self.with(params, Server::selection),
            "textDocument/documentSymbol" => self.with(params, Server::symbols),
            "textDocument/foldingRange" => self.with(params, Server::folds),
            "textDocument/inlayHint" => self.with(params, Server::hints),
            "textDocument/documentLink" => self.with(params, Server::links),
            "textDocument/semanticTokens/full" => self.with(params, Server::tokens),
            "textDocument/semanticTokens/range" => self.with(params, Server::tokens_within),
            "textDocument/formatting" => self.with(params, Server::format),
            "workspace/executeCommand" => self.with(params, Server::execute),
            _ => Err(Refusal::new(Code::MethodNotFound, format!("`{method}` is not offered"))),
        }
    }

    fn with<P: DeserializeOwned, R: Serialize>(
        &mut self,
        params: Value,
        answer: impl Fn(&mut Server, P) -> Result<R, Refusal>,
    ) -> Result<Value, Refusal> {
        let params = serde_json::from_value(params).map_err(|it| Refusal::new(Code::InvalidParams, it.to_string()))?;
        let result = answer(self, params)?;
        serde_json::to_value(result).map_err(|it| Refusal::new(Code::RequestFailed, it.to_string()))
    }

    /// Whether the client has changed the file since it asked.
    pub(super) fn is_outdated(&self, uri: &str) -> bool {
        self.queue.iter().any(|it| match it {
            Incoming::Notification { method, params } if method == "textDocument/didChange" => {
                params.pointer("/textDocument/uri").is_some_and(|it| it == uri)
            }
            _ => false,
        })
    }
}
