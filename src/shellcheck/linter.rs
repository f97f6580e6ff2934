//! The one place that calls `shuck-linter`.

use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use shuck_linter::{
    AnalysisRequest, Diagnostic, LinterSettings, Rule, ShellCheckCodeMap, ShellCheckLevel, ShellDialect, rule_metadata,
};
use shuck_parser::parser::Parser;

use crate::source::Span;
use crate::syntax::ast::Text;

use super::{Code, Level, Lint, Shell, own};

/// Codes that make no sense in an image, as hadolint leaves them out: the dialect of `ash`, and files that `.`
/// reads, which only a directive of ShellCheck could name.
const LEFT_OUT: [u32; 3] = [1090, 1091, 2187];

/// What is known of a rule before anything is linted.
struct Known {
    code: Code,
    level: Level,
    help: Option<String>,
}

struct Rules {
    settings: LinterSettings,
    known: HashMap<Rule, Known>,
    map: ShellCheckCodeMap,
}

/// Every rule that goes by a code of ShellCheck.
fn rules() -> &'static Rules {
    static RULES: OnceLock<Rules> = OnceLock::new();
    RULES.get_or_init(|| {
        let map = ShellCheckCodeMap::default();
        let mut known = HashMap::new();
        for (_, rule) in map.mappings() {
            let Some(code) = map.code_for_rule(rule).filter(|code| !LEFT_OUT.contains(code)) else { continue };
            let Some(code) = Code::new(code) else { continue };
            let metadata = rule_metadata(rule);
            let level = level(metadata.and_then(|it| it.shellcheck_level));
            let help = metadata.and_then(|it| it.fix_description).map(in_house_style);
            known.insert(rule, Known { code, level, help });
        }
        let settings = LinterSettings::for_rules(known.keys().copied()).with_resolve_source_closure(false);
        Rules { settings, known, map }
    })
}

fn level(level: Option<ShellCheckLevel>) -> Level {
    match level {
        Some(ShellCheckLevel::Error) => Level::Error,
        Some(ShellCheckLevel::Warning) | None => Level::Warning,
        Some(ShellCheckLevel::Info) => Level::Info,
        Some(ShellCheckLevel::Style) => Level::Style,
    }
}

/// The level of what goes by `code`.
pub(super) fn level_of(code: Code) -> Option<Level> {
    rules().known.values().find(|known| known.code == code).map(|known| known.level)
}

/// Every code that the linter may find.
#[cfg(test)]
pub(super) fn codes() -> BTreeSet<Code> {
    rules().known.values().map(|known| known.code).collect()
}

/// Lints `text` as hadolint has ShellCheck do it: behind a `#!` line, with each variable exported.
pub(super) fn lint(text: &Text, shell: Shell, exported: &BTreeSet<String>) -> Vec<Lint> {
    let rules = rules();
    let (source, before) = with_prelude(text, shell, exported);
    let parsed = Parser::new(&source).parse();
    if !parsed.is_ok() {
        return Vec::new();
    }
    let settings = rules.settings.clone().with_shell(dialect(shell));
    let request = AnalysisRequest::from_parse_result(&parsed, &source, &settings).with_shellcheck_map(&rules.map);
    let body = |start: usize, end: usize| {
        let (start, end) = (start.checked_sub(before)?, end.checked_sub(before)?.min(text.text.len()));
        (start <= end).then(|| text.locate(start..end))
    };
    let lint = |found: Diagnostic| {
        let known = rules.known.get(&found.rule)?;
        let span = body(found.span.start.offset(), found.span.end.offset())?;
        let (code, level, help) = (known.code, known.level, known.help.clone());
        let edits = found.fix.as_ref().and_then(|fix| edits(fix, text, before)).unwrap_or_default();
        Some(Lint { code, level, message: in_house_style(&found.message), help, span, edits })
    };
    let mut lints: Vec<Lint> = request.lint().into_iter().filter_map(lint).collect();
    for it in own::find(&parsed.file.body, &source) {
        let Some(span) = body(it.start, it.end) else { continue };
        // The linter knows some cases of these codes by itself.
        if !lints.iter().any(|old| old.code == it.code && (old.span.contains(span) || span.contains(old.span))) {
            lints.push(Lint {
                code: it.code,
                level: it.level,
                message: it.message,
                help: Some(it.help.to_owned()),
                span,
                edits: Vec::new(),
            });
        }
    }
    lints
}

/// The edits of a fix as edits of the file, `before` bytes of which are none of it; `None` where a part of the file that
/// the shell does not see lies in one of them, or beside it.
fn edits(fix: &shuck_linter::Fix, text: &Text, before: usize) -> Option<Vec<(Span, String)>> {
    let edit = |edit: &shuck_linter::Edit| {
        let start = usize::from(edit.range().start()).checked_sub(before)?;
        let end = usize::from(edit.range().end()).checked_sub(before)?;
        let cut = text.pieces.iter().map(|(at, _)| *at as usize).filter(|at| *at > 0);
        let is_cut = cut.into_iter().any(|at| (start..=end).contains(&at));
        let is_one_line = !edit.content().contains(['\n', '\r']);
        (end <= text.text.len() && !is_cut && is_one_line).then(|| (text.locate(start..end), edit.content().to_owned()))
    };
    fix.edits().iter().map(edit).collect()
}

/// The whole text that is linted, and how many bytes stand before the script.
fn with_prelude(text: &Text, shell: Shell, exported: &BTreeSet<String>) -> (String, usize) {
    let mut source = match shell {
        Shell::Sh => "#!/bin/sh\n",
        Shell::Bash => "#!/bin/bash\n",
        Shell::Dash => "#!/bin/dash\n",
        Shell::Ksh => "#!/bin/ksh\n",
    }
    .to_owned();
    for name in exported {
        source.push_str("export ");
        source.push_str(name);
        source.push_str("=1\n");
    }
    // A script with a `#!` line of its own is read whole: the line decided on the dialect already.
    if text.text.starts_with("#!") && exported.is_empty() {
        source.clear();
    }
    let before = source.len();
    source.push_str(&text.text);
    (source, before)
}

fn dialect(shell: Shell) -> ShellDialect {
    match shell {
        Shell::Sh => ShellDialect::Sh,
        Shell::Bash => ShellDialect::Bash,
        Shell::Dash => ShellDialect::Dash,
        Shell::Ksh => ShellDialect::Ksh,
    }
}

/// Lower case, no full stop.
fn in_house_style(message: &str) -> String {
    let message = message.trim().trim_end_matches('.');
    let mut letters = message.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => message.to_owned(),
    }
}
