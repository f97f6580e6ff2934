//! `.dockerignore` with the semantics of `moby/patternmatcher` and the walk of `tonistiigi/fsutil`.
//!
//! What a path comes to depends on the folders above it: BuildKit walks the tree from the root, keeps for every
//! folder which patterns matched, and does not enter a left-out folder where no `!` pattern can match below.

pub mod gopath;
mod goregexp;
mod pattern;

use std::sync::Arc;

use crate::source::{Source, Span};

pub use pattern::Pattern;

/// Go's line scanner gives up on longer lines, in bytes.
const LONGEST_LINE: usize = 64 * 1024 - 1;

/// Linux knows no longer paths, in bytes; they are said to be sent, as no walk meets them.
pub const LONGEST_PATH: usize = 4096;

/// More patterns than any file needs; the rest is not read, and said so.
const MOST_PATTERNS: usize = 20_000;

/// The ignore file in force; the default leaves nothing out.
#[derive(Debug, Default)]
pub struct Ignored {
    pub source: Option<Source>,
    pub patterns: Vec<Pattern>,
    /// Lines that the builder refuses: with one of them the build fails.
    pub problems: Vec<Problem>,
    has_negated: bool,
    /// Whether every `!` pattern is plain, so that the walk may pass by folders.
    may_prune: bool,
}

/// A line that no builder accepts.
#[derive(Clone, Debug)]
pub struct Problem {
    pub message: String,
    pub span: Span,
}

/// Which patterns matched a folder or one above it. The default stands for the context's root.
#[derive(Clone, Debug, Default)]
pub struct Matched(Option<Arc<[bool]>>);

/// What the walk does with a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Sent,
    /// Left out; what is below may come back.
    LeftOut,
    /// A folder that is left out and not entered.
    Pruned,
}

/// A verdict, and the index of the pattern that settled it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement {
    pub verdict: Verdict,
    pub pattern: Option<usize>,
}

/// Reads an ignore file: one pattern a line, `#` in the first column starts a comment.
pub fn parse(source: Source) -> Ignored {
    let mut ignored = Ignored::default();
    for (span, line) in lines(&source) {
        if line.len() > LONGEST_LINE || ignored.patterns.len() >= MOST_PATTERNS {
            let message = "the line is too long, or there are too many".to_owned();
            ignored.problems.push(Problem { message, span });
            break;
        }
        ignored.add(&line, span);
    }
    ignored.settle();
    ignored.source = Some(source);
    ignored
}

/// Patterns that stand in no file, such as those of `COPY --exclude`.
pub fn from_patterns<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Ignored {
    let mut ignored = Ignored::default();
    for pattern in patterns.into_iter().take(MOST_PATTERNS) {
        ignored.add(pattern, Span::default());
    }
    ignored.settle();
    ignored
}

impl Ignored {
    /// Whether the walk leaves out `path` (clean, relative to the root, not empty). `is_folder` says what
    /// stands there; all names before the last are folders.
    pub fn excludes(&self, path: &str, is_folder: bool) -> bool {
        self.judge_deep(path, is_folder).verdict != Verdict::Sent
    }

    /// The pattern that left `path` out or brought it back; `None` where none matched.
    pub fn deciding_pattern(&self, path: &str, is_folder: bool) -> Option<&Pattern> {
        self.patterns.get(self.judge_deep(path, is_folder).pattern?)
    }

    /// Walks down to `path` and judges it.
    pub fn judge_deep(&self, path: &str, is_folder: bool) -> Judgement {
        if path.len() > LONGEST_PATH {
            return Judgement { verdict: Verdict::Sent, pattern: None };
        }
        let mut above = Matched::default();
        for (at, _) in path.match_indices('/') {
            let (judgement, matched) = self.enter(&path[..at], &above);
            if judgement.verdict == Verdict::Pruned {
                return judgement;
            }
            above = matched;
        }
        if is_folder { self.enter(path, &above).0 } else { self.judge(path, &above) }
    }

    /// Judges a path that is no folder; `above` is what [`Ignored::enter`] said of the folder that holds it.
    pub fn judge(&self, path: &str, above: &Matched) -> Judgement {
        let (matched, pattern) = self.decide(path, above, |_| ());
        Judgement { verdict: if matched { Verdict::LeftOut } else { Verdict::Sent }, pattern }
    }

    /// Judges a folder, and says which patterns matched, for what is below it.
    pub fn enter(&self, path: &str, above: &Matched) -> (Judgement, Matched) {
        let mut hits = vec![false; self.patterns.len()].into_boxed_slice();
        let (matched, pattern) = self.decide(path, above, |index| hits[index] = true);
        let verdict = match matched {
            false => Verdict::Sent,
            true if self.may_prune && !self.may_return_below(path) => Verdict::Pruned,
            true => Verdict::LeftOut,
        };
        (Judgement { verdict, pattern }, Matched(Some(hits.into())))
    }

    /// `MatchesUsingParentResults`: a pattern that hit the folder above hits here; else it is tried only where
    /// it could change the answer.
    fn decide(&self, path: &str, above: &Matched, mut hit: impl FnMut(usize)) -> (bool, Option<usize>) {
        let mut matched = false;
        let mut decider = None;
        for (index, pattern) in self.patterns.iter().enumerate() {
            let inherited = above.0.as_ref().is_some_and(|hits| hits[index]);
            if !inherited && (pattern.negated != matched || !pattern.matches(path)) {
                continue;
            }
            hit(index);
            if matched == pattern.negated {
                decider = Some(index);
            }
            matched = !pattern.negated;
        }
        (matched, decider)
    }

    /// Whether a `!` pattern starts with this folder, byte by byte: the walk's own shortcut.
    fn may_return_below(&self, folder: &str) -> bool {
        self.has_negated
            && self.patterns.iter().filter(|pattern| pattern.negated).any(|pattern| {
                let rest = pattern.without_trailing_glob().strip_prefix(folder);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
    }

    fn add(&mut self, line: &str, span: Span) {
        let read = Pattern::parse(line, span);
        match read {
            Ok(Some(pattern)) => self.patterns.push(pattern),
            Ok(None) => (),
            Err(message) => self.problems.push(Problem { message, span }),
        }
    }

    fn settle(&mut self) {
        let is_plain = |pattern: &Pattern| !pattern.without_trailing_glob().contains(['*', '[', ']', '?', '^', '\\']);
        self.has_negated = self.patterns.iter().any(|pattern| pattern.negated);
        self.may_prune = self.patterns.iter().filter(|pattern| pattern.negated).all(is_plain);
        let flaws = self.patterns.iter().filter_map(|pattern| {
            let message = format!("`{}` cannot be matched: {}", pattern.text, pattern.flaw()?);
            Some(Problem { message, span: pattern.span })
        });
        let flaws: Vec<_> = flaws.collect();
        self.problems.extend(flaws);
        self.problems.sort_by_key(|problem| problem.span);
    }
}

/// The lines that hold patterns, cleaned as `ignorefile.ReadAll` does, and where they stand.
fn lines(source: &Source) -> impl Iterator<Item = (Span, String)> {
    let mut start = 0;
    source.text().split_inclusive('\n').enumerate().filter_map(move |(index, raw)| {
        let mut at = start;
        start += raw.len();
        let mut line = raw.strip_suffix('\n').unwrap_or(raw);
        if let Some(rest) = line.strip_prefix('\u{FEFF}').filter(|_| index == 0) {
            at += line.len() - rest.len();
            line = rest;
        }
        let trimmed = line.trim();
        if line.starts_with('#') || trimmed.is_empty() {
            return None;
        }
        at += line.len() - line.trim_start().len();
        Some((Span::new(at..at + trimmed.len()), cleaned(trimmed)))
    })
}

fn cleaned(line: &str) -> String {
    let (sign, path) = line.strip_prefix('!').map_or(("", line), |path| ("!", path.trim()));
    if path.is_empty() {
        return sign.to_owned();
    }
    let path = gopath::clean(path);
    let path = path.strip_prefix('/').filter(|rest| !rest.is_empty()).unwrap_or(&path);
    format!("{sign}{path}")
}
