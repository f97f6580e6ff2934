//! The script that the container starts has Windows line ends: its interpreter is looked for under a
//! name that ends in a carriage return.
//!
//! Silent where a RUN takes the carriage returns out.

use crate::facts::commands::Arg;
use crate::model::path;
use crate::model::start::StartScript;
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety};
use crate::source::{Source, Span};

/// A longer script is none that a person reads the change of.
const MOST_LINES: usize = 2000;

pub(super) const RULE: Rule = Rule { id: "script-crlf", check };

fn check(input: &Input) -> Vec<Finding> {
    let Some(start) = input.model.start(input.model.target) else { return Vec::new() };
    if input.model.invocations.iter().any(|it| mends_line_ends(&it.argv)) {
        return Vec::new();
    }
    start.scripts.iter().filter_map(|script| finding(input, script)).collect()
}

fn finding(input: &Input, script: &StartScript) -> Option<Finding> {
    let first = script.text.split('\n').next()?;
    let breaks = first.ends_with('\r') && (first.starts_with("#!") || !script.by_kernel);
    if !breaks {
        return None;
    }
    let finding = Finding::new(script.span?, format!("the lines of `{}` end in CR LF", script.path));
    Some(match script.source(input.model) {
        Some(place) => {
            let fix = script.name.as_ref().and_then(|_| with_line_feeds(&place.source));
            finding.label(place, "this line ends in CR LF").fixes(fix)
        }
        None => finding,
    })
}

/// The script without the carriage returns at the ends of its lines.
fn with_line_feeds(script: &Source) -> Option<Fix> {
    let returns = script.text().match_indices("\r\n").map(|(at, _)| Span::new(at..at + 1));
    let edits: Vec<Edit> = returns.take(MOST_LINES + 1).map(|it| Edit::replace(it, "")).collect();
    if edits.is_empty() || edits.len() > MOST_LINES {
        return None;
    }
    let name = script.path().file_name()?.to_string_lossy().into_owned();
    Some(Fix::new(format!("end the lines of `{name}` in LF"), Safety::Unsafe, edits).in_file(script.clone()))
}

fn mends_line_ends(argv: &[Arg]) -> bool {
    let text = |arg: &Arg| match arg {
        Arg::Known(text) | Arg::Glob(text) => text.clone(),
        Arg::Unknown => String::new(),
    };
    let name = argv.first().map(text).unwrap_or_default();
    match path::file_name(&name) {
        "dos2unix" | "fromdos" => true,
        "sed" | "tr" | "perl" => {
            argv.iter().map(text).any(|it| it.contains("\\r") || it.contains("\\015") || it.contains('\r'))
        }
        _ => false,
    }
}
