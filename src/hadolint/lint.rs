//! From the one analysis to what hadolint would say of the file.

use std::collections::BTreeMap;
use std::path::Path;

use crate::analysis::levels::{Choice, Levels};
use crate::analysis::pipeline::{self, Build, Job};
use crate::analysis::{Analysis, Comments, Diagnostic, Settings};
use crate::catalogue::{self, Severity};
use crate::config::Selector;
use crate::model::Options;
use crate::rules::Confidence;
use crate::shellcheck::{self, Code};
use crate::source::{Source, Span};
use crate::syntax;
use crate::syntax::ast::{Dockerfile, Instruction, Kind};

use super::codes::{self, Level};
use super::config::Config;
use super::order;
use super::pragma::Pragmas;

/// What is said of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// As it was typed; `-` for standard input.
    pub name: String,
    pub errors: Vec<ParseError>,
    pub failures: Vec<Failure>,
}

/// A finding with one of hadolint's or ShellCheck's codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub code: &'static str,
    pub level: Level,
    /// The first line of the instruction, from 1.
    pub line: u32,
    pub message: String,
}

/// Something that cannot be parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The name of the file, as parse errors have it.
    pub file: String,
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    pub message: String,
    /// The line of the file.
    pub text: String,
}

impl Outcome {
    /// Whether a run with this outcome fails.
    pub fn fails(&self, threshold: Level) -> bool {
        !self.errors.is_empty() || self.failures.iter().any(|it| it.level <= threshold)
    }
}

/// Lints the text that was read for `name`.
pub fn lint(name: &str, source: Source, config: &Config) -> Outcome {
    let analysis = analyze(source, config);
    let dockerfile = syntax::parse(&analysis.source);
    let pragmas = match config.disable_ignore_pragma {
        true => Pragmas::default(),
        false => Pragmas::read(&analysis.source, &dockerfile),
    };
    let last = last_of_shell(&analysis, &dockerfile);
    let mut told = Vec::new();
    for diagnostic in own(&analysis) {
        let place = place(&analysis.source, &dockerfile, diagnostic.span());
        for code in diagnostic.names().into_iter().filter(|it| catalogue::is_of_hadolint(it)) {
            if codes::is_shell(code) && last.get(&place) != Some(&rank(code, diagnostic)) {
                continue;
            }
            let Some(level) = config.level(code, level(code, diagnostic)) else { continue };
            if code != codes::PARSE_ERROR && !pragmas.silence(code, place.line) {
                let message = diagnostic.finding.message.clone();
                told.push((place, Failure { code, level, line: place.line, message }));
            }
        }
    }
    // In the order in which hadolint's rules find things: by rule, and what `ONBUILD` starts after the rest.
    told.sort_by_key(|(place, failure)| (codes::place(failure.code), *place, failure.code));
    // One for a code and instruction: the first message stands for the others.
    told.dedup_by_key(|(place, failure)| (place.line, failure.code));
    let failures = told.into_iter().map(|(_, failure)| failure).collect();
    let errors = own(&analysis).filter(|it| it.names().contains(&codes::PARSE_ERROR));
    Outcome {
        name: name.to_owned(),
        errors: errors.map(|it| error(name, it)).collect(),
        failures: order::order(failures, |it: &Failure| it.line),
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    is_onbuild: bool,
    line: u32,
}

/// Which of ShellCheck's findings hadolint tells of each instruction: the last. It takes all those of one
/// instruction for one and the same finding.
fn last_of_shell(analysis: &Analysis, dockerfile: &Dockerfile) -> BTreeMap<Place, Rank> {
    let mut last: BTreeMap<Place, Rank> = BTreeMap::new();
    for diagnostic in own(analysis) {
        for code in diagnostic.names().into_iter().filter(|it| codes::is_shell(it)) {
            let place = place(&analysis.source, dockerfile, diagnostic.span());
            let rank = rank(code, diagnostic);
            last.entry(place).and_modify(|it| *it = (*it).max(rank)).or_insert(rank);
        }
    }
    last
}

/// ShellCheck's own order: by place, then the worst first, then by code.
type Rank = (u32, Level, &'static str);

fn rank(code: &'static str, diagnostic: &Diagnostic) -> Rank {
    (diagnostic.span().start, level(code, diagnostic), code)
}

/// Every rule, the doubtful findings too, of the text alone.
fn analyze(source: Source, config: &Config) -> Analysis {
    let choice = Choice { select: Some(vec![Selector::All]), ..Choice::default() };
    let levels = Levels::new(&crate::config::Config::default(), &choice, Path::new("/"));
    let settings = Settings {
        levels,
        min_severity: Severity::Style,
        min_confidence: Confidence::Possible,
        comments: Comments::Disregarded,
        policy: config.policy.clone(),
        ..Settings::default()
    };
    pipeline::run(&Job { build: Build { source, place: None, options: Options::default() }, settings })
}

fn own(analysis: &Analysis) -> impl Iterator<Item = &Diagnostic> {
    analysis.diagnostics.iter().filter(|it| it.finding.file.is_none())
}

fn place(source: &Source, dockerfile: &Dockerfile, span: Span) -> Place {
    // A finding may stand at the end, where something is missing.
    let holds = |it: &&Instruction| (it.span.start..=it.span.end).contains(&span.start);
    match dockerfile.instructions.iter().find(holds) {
        Some(it) => Place { is_onbuild: matches!(it.kind, Kind::Onbuild(_)), line: source.line(it.span.start) },
        None => Place { is_onbuild: false, line: source.line(span.start) },
    }
}

/// hadolint's own level of its code, ShellCheck's of those.
fn level(code: &str, diagnostic: &Diagnostic) -> Level {
    let of_shell = Code::parse(code).and_then(shellcheck::level).map(|it| match it {
        shellcheck::Level::Error => Level::Error,
        shellcheck::Level::Warning => Level::Warning,
        shellcheck::Level::Info => Level::Info,
        shellcheck::Level::Style => Level::Style,
    });
    codes::default_level(code).or(of_shell).unwrap_or(match diagnostic.severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
        Severity::Info => Level::Info,
        Severity::Style => Level::Style,
    })
}

fn error(name: &str, diagnostic: &Diagnostic) -> ParseError {
    let source = &diagnostic.source;
    let at = source.position(diagnostic.span().start);
    ParseError {
        file: if name == "-" { "/dev/stdin".to_owned() } else { name.to_owned() },
        line: at.line,
        column: at.column,
        message: diagnostic.finding.message.clone(),
        text: source.slice(source.line_span(at.line)).to_owned(),
    }
}
