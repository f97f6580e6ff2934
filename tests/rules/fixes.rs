//! What every fix of every rule must hold: its edits can be made, the file still parses, the finding is gone when it
//! is analyzed again, and nothing of warning or above is new.

use std::collections::BTreeMap;
use std::path::Path;

use dockvet::analysis::Diagnostic;
use dockvet::analysis::levels::Levels;
use dockvet::catalogue::Severity;
use dockvet::syntax::{self, ast::Kind};
use dockvet::{fix, source::Source};

use crate::common::{self, Checked};

/// Tries every fix of what `rule` found; returns the text that the first one makes, headed by the file's name where
/// that is no Dockerfile; empty without any.
pub(crate) fn hold(case: &Path, rule: &str, checked: &Checked) -> Result<String, String> {
    let mut first = String::new();
    for diagnostic in checked.diagnostics() {
        for one in &diagnostic.finding.fixes {
            let title = &one.title;
            let source = one.source(&diagnostic.source);
            let text = fix::apply(source, one)
                .ok_or_else(|| format!("the edits of \"{title}\" overlap or do not lie in the text"))?;
            if fix::hunks(source, one).is_empty() || text == source.text() {
                return Err(format!("\"{title}\" changes nothing"));
            }
            if one.file.is_none() {
                parses(diagnostic, &text)?;
            }
            let path = source.path().strip_prefix(&checked.root).unwrap_or(source.path());
            settles(case, rule, diagnostic, (path, &text)).map_err(|why| format!("\"{title}\": {why}\n{text}"))?;
            if first.is_empty() {
                let other = one.file.as_ref().or(diagnostic.finding.file.as_ref());
                let head = other.map(|_| format!("# {}\n", path.display()));
                first = head.unwrap_or_default() + &text;
            }
        }
    }
    Ok(first)
}

/// No line that BuildKit does not accept is new.
fn parses(diagnostic: &Diagnostic, text: &str) -> Result<(), String> {
    let invalid = |text: &str| {
        let parsed = syntax::parse(&Source::new("Dockerfile", text));
        parsed.instructions.iter().filter(|it| matches!(it.kind, Kind::Invalid(_))).count()
    };
    if diagnostic.finding.file.is_none() && invalid(text) > invalid(diagnostic.source.text()) {
        return Err(format!("the fixed file does not parse\n{text}"));
    }
    Ok(())
}

fn settles(case: &Path, rule: &str, diagnostic: &Diagnostic, edited: (&Path, &str)) -> Result<(), String> {
    let levels = Levels::default();
    let before = counts(&common::check_with(case, &levels, None));
    let after = common::check_with(case, &levels, Some(edited));
    let same = |it: &&Diagnostic| it.entry.id == rule && it.finding.message == diagnostic.finding.message;
    let own = |checked: &Checked| checked.diagnostics().filter(same).count();
    if own(&after) >= own(&common::check(case, rule)) {
        return Err("the finding stays".to_owned());
    }
    for (id, count) in counts(&after) {
        if count > before.get(&id).copied().unwrap_or(0) {
            let said = after.diagnostics().filter(|it| it.entry.id == id).map(|it| it.finding.message.as_str());
            return Err(format!("`{id}` is new: {}", said.collect::<Vec<_>>().join("; ")));
        }
    }
    Ok(())
}

/// How many findings of warning or above each rule has.
fn counts(checked: &Checked) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for diagnostic in checked.diagnostics().filter(|it| it.severity >= Severity::Warning) {
        *counts.entry(diagnostic.entry.id.clone()).or_insert(0) += 1;
    }
    counts
}
