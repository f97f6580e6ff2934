//! What the server offers.

use gen_lsp_types::{
    ChangeNotifications, CodeActionKind, CodeActionOptions, CompletionOptions, DiagnosticOptions, DocumentLinkOptions,
    ExecuteCommandOptions, InitializeResult, PositionEncodingKind, RenameOptions, SaveOptions, SemanticTokensOptions,
    ServerCapabilities, ServerInfo, TextDocumentSyncKind, TextDocumentSyncOptions, WorkspaceFoldersServerCapabilities,
    WorkspaceOptions,
};
use serde_json::{Value, json};

use super::client::Client;
use super::commands::COMMANDS;
use super::position::Encoding;
use super::whole;

/// The kind of the action that applies all safe fixes.
pub(super) const FIX_ALL: &str = "source.fixAll.dockvet";

/// The name by which pulled diagnostics are told from those of other servers.
pub(super) const IDENTIFIER: &str = "dockvet";

/// Characters after which proposals are wanted at once.
const TRIGGERS: [&str; 7] = [" ", "-", "=", "$", "{", "/", ","];

/// The answer to `initialize`.
pub(super) fn offer(client: &Client) -> InitializeResult {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::Incremental),
        save: Some(SaveOptions { include_text: Some(false) }.into()),
        ..TextDocumentSyncOptions::default()
    };
    let folders = WorkspaceFoldersServerCapabilities {
        supported: Some(true),
        change_notifications: Some(ChangeNotifications::Bool(true)),
    };
    let actions = CodeActionOptions {
        code_action_kinds: Some(vec![CodeActionKind::QuickFix, CodeActionKind::Custom(FIX_ALL.into())]),
        ..CodeActionOptions::default()
    };
    let diagnostics = DiagnosticOptions {
        identifier: Some(IDENTIFIER.to_owned()),
        inter_file_dependencies: true,
        workspace_diagnostics: true,
        ..DiagnosticOptions::default()
    };
    let commands =
        ExecuteCommandOptions { commands: COMMANDS.map(str::to_owned).to_vec(), ..ExecuteCommandOptions::default() };
    let capabilities = ServerCapabilities {
        position_encoding: Some(match client.encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
        }),
        text_document_sync: Some(sync.into()),
        code_action_provider: Some(actions.into()),
        diagnostic_provider: client.pulls.then(|| diagnostics.into()),
        document_formatting_provider: Some(true.into()),
        execute_command_provider: Some(commands),
        hover_provider: Some(true.into()),
        definition_provider: Some(true.into()),
        references_provider: Some(true.into()),
        document_highlight_provider: Some(true.into()),
        rename_provider: Some(RenameOptions { prepare_provider: Some(true), ..RenameOptions::default() }.into()),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(TRIGGERS.map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        selection_range_provider: Some(true.into()),
        document_symbol_provider: Some(true.into()),
        folding_range_provider: Some(true.into()),
        inlay_hint_provider: Some(true.into()),
        document_link_provider: Some(DocumentLinkOptions::default()),
        semantic_tokens_provider: Some(tokens().into()),
        workspace: Some(WorkspaceOptions { workspace_folders: Some(folders), ..WorkspaceOptions::default() }),
        ..ServerCapabilities::default()
    };
    let version = Some(env!("CARGO_PKG_VERSION").to_owned());
    InitializeResult { capabilities, server_info: Some(ServerInfo { name: "dockvet".to_owned(), version }) }
}

fn tokens() -> SemanticTokensOptions {
    SemanticTokensOptions {
        legend: whole::legend(),
        full: Some(true.into()),
        range: Some(true.into()),
        ..SemanticTokensOptions::default()
    }
}

/// What is asked of the client once it is ready: to watch files, and to tell of new settings.
pub(super) fn registrations(client: &Client) -> Vec<Value> {
    let mut all = Vec::new();
    if client.registers_watches {
        let watchers: Vec<Value> = WATCHED.iter().map(|glob| json!({"globPattern": glob})).collect();
        all.push(json!({
            "id": "dockvet-watch",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": {"watchers": watchers},
        }));
    }
    if client.registers_configuration {
        all.push(json!({
            "id": "dockvet-settings",
            "method": "workspace/didChangeConfiguration",
            "registerOptions": {"section": "dockvet"},
        }));
    }
    all
}

/// Files that decide what is said of a Dockerfile. Sources are looked at again when a Dockerfile is.
const WATCHED: [&str; 6] = [
    "**/{dockvet.toml,.dockvet.toml,.hadolint.yaml,.hadolint.yml}",
    "**/{.dockerignore,*.dockerignore,.gitignore}",
    "**/{Dockerfile,Containerfile,Dockerfile.*,*.Dockerfile}",
    "**/*.{yaml,yml,hcl,sh,toml}",
    "**/{Makefile,package.json,package-lock.json,yarn.lock,pnpm-lock.yaml,go.mod,go.sum,Cargo.lock,pom.xml}",
    "**/{requirements*.txt,poetry.lock,uv.lock,Gemfile,Gemfile.lock,composer.json,composer.lock}",
];
