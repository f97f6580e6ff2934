//! Code actions: fixes, suppressions, what a rule means.

use gen_lsp_types::{
    CodeAction, CodeActionKind, CodeActionParams, CodeActionResponse, Command, Diagnostic, WorkspaceEdit,
};
use serde_json::{Value, json};

use crate::analysis;
use crate::rules::{Fix, Safety};
use crate::source::Span;

use super::commands::{APPLY_ALL, EXPLAIN};
use super::diagnostics::Writer;
use super::documents::{Document, Kind};
use super::edits;
use super::offer::FIX_ALL;
use super::server::Server;
use super::suppress::{self, Reach};
use super::transport::Refusal;

/// A finding with what the client was told of it.
pub(super) struct Shown<'a> {
    pub(super) diagnostic: &'a analysis::Diagnostic,
    written: Diagnostic,
}

impl Server {
    pub(super) fn actions(&mut self, params: CodeActionParams) -> Result<Vec<CodeActionResponse>, Refusal> {
        let uri = params.text_document.uri.0;
        while let Some(stale) = self.stale.pop_first() {
            self.look_at(&stale);
        }
        let Some(document) = self.documents.get(&uri) else { return Ok(Vec::new()) };
        let only: Option<Vec<String>> =
            params.context.only.map(|kinds| kinds.iter().map(|it| it.as_str().to_owned()).collect());
        if !self.client.code_actions {
            return Ok(vec![apply_all(&uri).into()]);
        }
        let mut actions = Vec::new();
        if wants(only.as_deref(), "quickfix") {
            let here = document.lines(self.client.encoding).span(params.range);
            let shown = self.shown(&uri, |span| span.start <= here.end && here.start <= span.end);
            self.quick_fixes(document, &shown, &mut actions);
            for it in &shown {
                actions.extend(self.suppressions(document, it));
            }
            let mut rules: Vec<&str> = shown.iter().map(|it| it.diagnostic.entry.id).collect();
            rules.dedup();
            actions.extend(rules.into_iter().map(explain));
        }
        let title = "Fix all that Dockvet can fix safely";
        match only {
            _ if !self.world.scopes.of(document.path.as_deref()).settings.fix_all => (),
            // Worked out only where it is wanted: clients ask for everything whenever the cursor moves.
            None if self.client.apply_edit && self.has_safe(&uri) => {
                let command = Some(command(title, APPLY_ALL, vec![json!({"uri": uri})]));
                actions.push(CodeAction { kind: fix_all(), command, ..action(title) });
            }
            Some(only) if wants(Some(&only), FIX_ALL) => {
                let edits = self.all_safe(&uri);
                if let Some(document) = self.documents.get(&uri).filter(|_| !edits.is_empty()) {
                    let edit = Some(edits::of_document(&self.client, document, &edits));
                    actions.push(CodeAction { kind: fix_all(), edit, ..action(title) });
                }
            }
            _ => (),
        }
        Ok(actions.into_iter().map(CodeActionResponse::CodeAction).collect())
    }

    /// The findings in the file whose place is wanted.
    pub(super) fn shown(&self, uri: &str, is_wanted: impl Fn(Span) -> bool) -> Vec<Shown<'_>> {
        let mut writer = Writer::new(&self.client, &self.world, &self.documents);
        let mut shown: Vec<Shown> = Vec::new();
        let mut owners: Vec<&String> = self.checked.keys().collect();
        owners.sort();
        for owner in owners {
            let analysis = &self.checked[owner].analysis;
            let here = |it: &&analysis::Diagnostic| writer.uri(&it.source, owner, &analysis.source) == uri;
            let wanted: Vec<_> = analysis.diagnostics.iter().filter(|it| is_wanted(it.span())).filter(here).collect();
            for diagnostic in wanted {
                let written = writer.diagnostic(uri, diagnostic, owner, &analysis.source);
                if !shown.iter().any(|it| it.written == written) {
                    shown.push(Shown { diagnostic, written });
                }
            }
        }
        shown
    }

    fn has_safe(&self, uri: &str) -> bool {
        let has = |it: &Shown| it.diagnostic.finding.fixes.iter().any(|it| it.safety == Safety::Safe);
        self.shown(uri, |_| true).iter().any(has)
    }

    /// A fix of a finding in the open file `document`, which may be of another file.
    fn edit(&self, document: &Document, fix: &Fix, diagnostic: &analysis::Diagnostic) -> WorkspaceEdit {
        let Some(file) = fix.file.as_ref().filter(|it| it.path() != diagnostic.source.path()) else {
            return edits::of_document(&self.client, document, &fix.edits);
        };
        let path = self.world.absolute(file.path());
        match self.documents.at(&path) {
            Some(other) => edits::of_document(&self.client, other, &fix.edits),
            None => edits::of_file(&self.client, &self.uri_at(&path), file, &fix.edits),
        }
    }

    fn quick_fixes(&self, document: &Document, shown: &[Shown], actions: &mut Vec<CodeAction>) {
        for it in shown {
            let fixes = &it.diagnostic.finding.fixes;
            let preferred = fixes.iter().position(|it| it.safety == Safety::Safe);
            for (index, fix) in fixes.iter().enumerate() {
                let title = match fix.safety {
                    Safety::Safe => fix.title.clone(),
                    Safety::Unsafe => format!("{} (read it before you take it)", fix.title),
                };
                let edit = Some(self.edit(document, fix, it.diagnostic));
                if actions.iter().any(|it| it.title == title && it.edit == edit) {
                    continue;
                }
                let is_preferred = (self.client.preferred_actions && preferred == Some(index)).then_some(true);
                actions.push(CodeAction { is_preferred, edit, ..quick_fix(&title, &it.written) });
            }
        }
    }

    fn suppressions(&self, document: &Document, shown: &Shown) -> Vec<CodeAction> {
        // The comment stands in a Dockerfile, whatever file the finding stands in.
        let owner = self.checked.iter().find(|(_, it)| {
            let same = |other: &analysis::Diagnostic| std::ptr::eq(other, shown.diagnostic);
            it.analysis.diagnostics.iter().any(same)
        });
        let Some((uri, checked)) = owner else { return Vec::new() };
        let Some(dockerfile) = self.documents.get(uri).filter(|it| it.kind == Kind::Dockerfile) else {
            return Vec::new();
        };
        let own = dockerfile.uri == document.uri;
        let rule = &shown.diagnostic.entry.id;
        let names = shown.diagnostic.names();
        let asked = suppress::Asked { rule, names: &names, at: shown.diagnostic.span() };
        let action = |reach: Reach, what: &str| {
            let edit = suppress::edit(&checked.model.source, &checked.model.dockerfile, &asked, reach)?;
            let edit = Some(edits::of_document(&self.client, dockerfile, &[edit]));
            Some(CodeAction { edit, ..quick_fix(&format!("suppress `{rule}` for this {what}"), &shown.written) })
        };
        let instruction = own.then(|| action(Reach::Instruction, "instruction")).flatten();
        instruction.into_iter().chain(action(Reach::File, if own { "file" } else { "Dockerfile" })).collect()
    }
}

/// Whether the client asks for actions of `kind`, which `only` may name by a prefix.
fn wants(only: Option<&[String]>, kind: &str) -> bool {
    only.is_none_or(|only| {
        only.iter().any(|it| {
            let rest = kind.strip_prefix(it.as_str());
            rest.is_some_and(|rest| it.is_empty() || rest.is_empty() || rest.starts_with('.'))
        })
    })
}

fn fix_all() -> Option<CodeActionKind> {
    Some(CodeActionKind::Custom(FIX_ALL.into()))
}

fn action(title: &str) -> CodeAction {
    CodeAction { title: title.to_owned(), ..CodeAction::default() }
}

fn quick_fix(title: &str, diagnostic: &Diagnostic) -> CodeAction {
    let diagnostics = Some(vec![diagnostic.clone()]);
    CodeAction { kind: Some(CodeActionKind::QuickFix), diagnostics, ..action(title) }
}

fn explain(rule: &str) -> CodeAction {
    let title = format!("explain `{rule}`");
    let command = command(&title, EXPLAIN, vec![json!(rule)]);
    CodeAction { kind: Some(CodeActionKind::QuickFix), command: Some(command), ..action(&title) }
}

/// For clients that know commands only.
fn apply_all(uri: &str) -> Command {
    command("fix all that Dockvet can fix safely", APPLY_ALL, vec![json!({"uri": uri})])
}

fn command(title: &str, command: &str, arguments: Vec<Value>) -> Command {
    let (title, command) = (title.to_owned(), command.to_owned());
    Command { title, command, arguments: Some(arguments), ..Command::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_wanted_by_their_prefix() {
        let only = |kinds: &[&str]| kinds.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        for (kinds, expected) in [
            (&["source.fixAll.dockvet"][..], true),
            (&["source.fixAll"], true),
            (&["refactor", "source"], true),
            (&[""], true),
            (&["source.fix"], false),
            (&["source.fixAll.dockvet.more"], false),
            (&["quickfix"], false),
            (&[], false),
        ] {
            assert_eq!(wants(Some(&only(kinds)), FIX_ALL), expected, "{kinds:?}");
        }
        assert!(wants(None, FIX_ALL));
    }
}
