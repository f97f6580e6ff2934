//! The one place that calls `shuck-linter`.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

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

/// What is found in a text, its places counted in bytes of that text.
struct Found {
    code: Code,
    level: Level,
    message: String,
    help: Option<String>,
    place: Range<usize>,
    edits: Vec<(Range<usize>, String)>,
}

/// Texts whose findings are remembered, at most.
const MOST_REMEMBERED: usize = 1_000;

/// Longer texts are not remembered, in bytes.
const LONGEST_REMEMBERED: usize = 16 << 10;

type Memory = HashMap<(Shell, String), Arc<Vec<Found>>>;

/// Lints `text` as hadolint has ShellCheck do it: behind a `#!` line, with each variable exported.
pub(super) fn lint(text: &Text, shell: Shell, exported: &BTreeSet<String>) -> Vec<Lint> {
    let (source, before) = with_prelude(text, shell, exported);
    let found = remembered(shell, source, before);
    let lint = |it: &Found| Lint {
        code: it.code,
        level: it.level,
        message: it.message.clone(),
        help: it.help.clone(),
        span: text.locate(it.place.clone()),
        edits: edits(&it.edits, text).unwrap_or_default(),
    };
    found.iter().map(lint).collect()
}

/// What is found in `source`, of which the first bytes are none of the script. Most scripts of a file that somebody
/// writes are as they were a moment ago, and many files share theirs: the answer is remembered.
fn remembered(shell: Shell, source: String, before: usize) -> Arc<Vec<Found>> {
    static MEMORY: LazyLock<Mutex<Memory>> = LazyLock::new(Mutex::default);
    let memory = || MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (shell, source);
    if let Some(known) = memory().get(&key) {
        return Arc::clone(known);
    }
    let found = Arc::new(find(shell, &key.1, before));
    if key.1.len() <= LONGEST_REMEMBERED {
        let mut memory = memory();
        if memory.len() >= MOST_REMEMBERED {
            memory.clear();
        }
        memory.insert(key, Arc::clone(&found));
    }
    found
}

fn find(shell: Shell, source: &str, before: usize) -> Vec<Found> {
    let rules = rules();
    let parsed = Parser::new(source).parse();
    if !parsed.is_ok() {
        return Vec::new();
    }
    let settings = rules.settings.clone().with_shell(dialect(shell));
    let request = AnalysisRequest::from_parse_result(&parsed, source, &settings).with_shellcheck_map(&rules.map);
    let body = |start: usize, end: usize| {
        let (start, end) = (start.checked_sub(before)?, end.checked_sub(before)?.min(source.len() - before));
        (start <= end).then_some(start..end)
    };
    let of_linter = |found: Diagnostic| {
        let known = rules.known.get(&found.rule)?;
        let place = body(found.span.start.offset(), found.span.end.offset())?;
        let edits = found.fix.iter().flat_map(|fix| fix.edits()).map(|edit| {
            let start = usize::from(edit.range().start()).checked_sub(before)?;
            let end = usize::from(edit.range().end()).checked_sub(before)?;
            Some((start..end, edit.content().to_owned()))
        });
        let edits = edits.collect::<Option<Vec<_>>>().unwrap_or_default();
        let (code, level, help) = (known.code, known.level, known.help.clone());
        Some(Found { code, level, message: in_house_style(&found.message), help, place, edits })
    };
    let mut all: Vec<Found> = request.lint().into_iter().filter_map(of_linter).collect();
    for it in own::find(&parsed.file.body, source) {
        let Some(place) = body(it.start, it.end) else { continue };
        let holds = |one: &Range<usize>, other: &Range<usize>| one.start <= other.start && other.end <= one.end;
        // The linter knows some cases of these codes by itself.
        let is_known = |old: &Found| old.code == it.code && (holds(&old.place, &place) || holds(&place, &old.place));
        if !all.iter().any(is_known) {
            let help = Some(it.help.to_owned());
            all.push(Found { code: it.code, level: it.level, message: it.message, help, place, edits: Vec::new() });
        }
    }
    all
}

/// The edits as edits of the file; `None` where a part of the file that the shell does not see lies in one of them, or
/// beside it.
fn edits(edits: &[(Range<usize>, String)], text: &Text) -> Option<Vec<(Span, String)>> {
    let edit = |(range, content): &(Range<usize>, String)| {
        let mut cut = text.pieces.iter().map(|(at, _)| *at as usize).filter(|at| *at > 0);
        let is_cut = cut.any(|at| (range.start..=range.end).contains(&at));
        let is_one_line = !content.contains(['\n', '\r']);
        (range.end <= text.text.len() && !is_cut && is_one_line).then(|| (text.locate(range.clone()), content.clone()))
    };
    edits.iter().map(edit).collect()
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
