//! Comments that silence findings: ours, hadolint's, BuildKit's `check=skip`, and on request those of scanners.
//!
//! `# dockvet ignore=ID[,ID] -- reason` counts for the next instruction, or the one that it stands
//! in; `ignore-stage` for a stage, `ignore-file` for the file. Other tools' comments count through
//! the catalogue's aliases and are never reported, because they may serve their own tool.

mod foreign;
mod mend;

use std::ops::Range;
use std::rc::Rc;

use crate::catalogue::{self, Named};
use crate::rules::{Finding, Fix};
use crate::source::{Source, Span};
use crate::syntax::ast::{Comment, Dockerfile, Instruction, Kind};

use super::checks::Checks;
use super::levels::Levels;
use super::{Comments, Diagnostic, Settings};

use foreign::{Reach, Whose};

/// All suppressions of one file.
#[derive(Debug, Default)]
pub(super) struct Suppressions {
    items: Vec<Item>,
    /// Comments that look like ours and say nothing that we know, with what to write.
    unknown: Vec<(Finding, Option<Fix>)>,
}

#[derive(Debug)]
struct Item {
    rule: Names,
    scope: Scope,
    reason: Option<String>,
    /// The place of the name; `None` for other tools' comments.
    place: Option<Span>,
    /// All names of its comment.
    beside: Rc<[Span]>,
    /// It does not stand there yet: what it is once the unknown comment of this number is mended.
    meant: Option<usize>,
    used: bool,
}

#[derive(Debug)]
enum Names {
    Rule(Named),
    /// Every finding with a name that fits: those of another tool.
    Tool(fn(&str) -> bool),
    All,
}

#[derive(Clone, Debug)]
enum Scope {
    File,
    /// Bytes of the file.
    Part(Range<u32>),
}

/// What a comment says, its kind and scope settled.
struct Pragma<'a> {
    names: &'a str,
    /// The place of `names` in the file.
    at: usize,
    scope: Scope,
    native: bool,
}

impl Suppressions {
    pub(super) fn read(source: &Source, dockerfile: &Dockerfile, checks: &Checks, settings: &Settings) -> Suppressions {
        let mut all = Suppressions::default();
        if settings.comments == Comments::Disregarded {
            return all;
        }
        all.skip(checks, &Scope::File);
        for comment in &dockerfile.comments {
            all.comment(source, dockerfile, comment, settings);
        }
        if settings.comments == Comments::Every {
            for line in foreign::nosonar(source) {
                // One byte more: a finding may stand at the end, where something is missing.
                all.push(Names::Tool(foreign::is_of_sonar), Scope::Part(line.start..line.end + 1), None);
            }
        }
        all
    }

    /// The reason, if a suppression covers `diagnostic`; the suppression is then used.
    pub(super) fn silence(&mut self, diagnostic: &Diagnostic) -> Option<Option<String>> {
        let covering = self.items.iter_mut().filter(|it| it.covers(diagnostic));
        let mut reason = None;
        for item in covering {
            item.used = true;
            if item.meant.is_none() {
                reason = reason.or(Some(item.reason.clone()));
            }
        }
        reason
    }

    /// Our comments that name no rule. What is meant is offered where it would silence something.
    pub(super) fn unknown(&mut self) -> Vec<(&'static str, Finding)> {
        let unknown = std::mem::take(&mut self.unknown).into_iter().enumerate();
        let mended = unknown.map(|(number, (finding, fix))| {
            let mut meant = self.items.iter().filter(|it| it.meant == Some(number)).map(|it| it.used).peekable();
            let is_used = meant.peek().is_some() && meant.all(|used| used);
            match fix.filter(|_| is_used) {
                Some(fix) => (UNKNOWN, finding.fix(fix)),
                None => (UNKNOWN, finding),
            }
        });
        mended.collect()
    }

    /// Our comments that silenced nothing, of rules that were run.
    pub(super) fn unused(&self, source: &Source, levels: &Levels) -> Vec<(&'static str, Finding)> {
        let of_ours = |item: &'_ Item| {
            let (Names::Rule(Named { entry, .. }), Some(place)) = (&item.rule, item.place) else { return None };
            (entry.id != UNUSED && levels.is_used(entry)).then_some((place, *entry, Rc::clone(&item.beside)))
        };
        let unused: Vec<_> =
            self.items.iter().filter(|it| !it.used && it.meant.is_none()).filter_map(of_ours).collect();
        let places: Vec<Span> = unused.iter().map(|(place, ..)| *place).collect();
        let finding = |(place, entry, beside): &(Span, &catalogue::Entry, Rc<[Span]>)| {
            let finding = Finding::new(*place, format!("`{}` silences nothing here", entry.id));
            (UNUSED, finding.fix(mend::without(source, *place, beside, &places)))
        };
        unused.iter().map(finding).collect()
    }

    fn comment(&mut self, source: &Source, dockerfile: &Dockerfile, comment: &Comment, settings: &Settings) {
        let text = source.slice(comment.span);
        let body = text.trim_start_matches('#').trim_start();
        let at = comment.span.start as usize + (text.len() - body.len());
        if let Some(rest) = after_word(body, "dockvet") {
            self.native(dockerfile, comment, rest, at + (body.len() - rest.len()));
        } else if let Some(rest) = after_word(body, "hadolint") {
            if settings.comments != Comments::NotHadolints {
                self.hadolint(source, dockerfile, comment, rest);
            }
        } else if let Some(rest) = body.strip_prefix("check=") {
            let rest = rest.split("//").next().unwrap_or_default();
            self.skip(&Checks::read(rest), &next(dockerfile, comment).map_or(Scope::Part(0..0), part));
        } else if settings.comments == Comments::Every {
            for said in foreign::read(body, settings.today) {
                let scope = match said.reach {
                    Reach::Instruction => next(dockerfile, comment).map_or(Scope::Part(0..0), part),
                    Reach::File => Scope::File,
                };
                let names = match said.whose {
                    Whose::Name(name) => catalogue::named(name).map(Names::Rule),
                    Whose::Trivy => Some(Names::Tool(foreign::is_of_trivy)),
                    Whose::All => Some(Names::All),
                };
                if let Some(names) = names {
                    self.push(names, scope, said.reason.filter(|it| !it.is_empty()).map(str::to_owned));
                }
            }
        }
    }

    /// A suppression of another tool.
    fn push(&mut self, rule: Names, scope: Scope, reason: Option<String>) {
        let beside = Rc::default();
        self.items.push(Item { rule, scope, reason, place: None, beside, meant: None, used: false });
    }

    /// What follows `dockvet`; `at` is its place.
    fn native(&mut self, dockerfile: &Dockerfile, comment: &Comment, rest: &str, at: usize) {
        let Some((keyword, names)) = rest.split_once('=') else { return };
        let scope = match keyword.trim_end() {
            known if reach(dockerfile, comment, known).is_some() => reach(dockerfile, comment, known),
            other => {
                // Prose may follow the word; one word and `=` is meant for us.
                if !other.contains(char::is_whitespace) {
                    let span = Span::new(at..at + other.len());
                    let near = catalogue::nearest(other, ["ignore", "ignore-stage", "ignore-file"].into_iter());
                    let scope = near.and_then(|it| reach(dockerfile, comment, it));
                    for name in names.split("--").next().unwrap_or_default().split(',') {
                        self.mean(catalogue::named(name.trim()), scope.clone());
                    }
                    self.report_unknown(span, format!("`dockvet {other}` is no suppression"), near);
                }
                return;
            }
        };
        let Some(scope) = scope else { return };
        self.add(&Pragma { names, at: at + keyword.len() + 1, scope, native: true });
    }

    fn hadolint(&mut self, source: &Source, dockerfile: &Dockerfile, comment: &Comment, rest: &str) {
        let Some((keyword, names)) = rest.split_once('=') else { return };
        let scope = match keyword.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["ignore"] => {
                let line = source.line(comment.span.start);
                let below = next(dockerfile, comment).filter(|it| source.line(it.keyword.start) <= line + 1);
                below.map(part)
            }
            ["stage", "ignore"] => Some(stage(dockerfile, comment)),
            ["global", "ignore"] => Some(Scope::File),
            _ => None,
        };
        let Some(scope) = scope else { return };
        let names = names.split('#').next().unwrap_or_default();
        self.add(&Pragma { names, at: 0, scope, native: false });
    }

    /// What BuildKit's `check` skips.
    fn skip(&mut self, checks: &Checks, scope: &Scope) {
        for name in &checks.skip {
            let names = match name.eq_ignore_ascii_case("all") {
                true => Some(Names::Tool(catalogue::is_of_buildkit)),
                false => catalogue::named(name).map(Names::Rule),
            };
            if let Some(names) = names {
                self.push(names, scope.clone(), None);
            }
        }
    }

    fn add(&mut self, pragma: &Pragma) {
        let (names, reason) = match pragma.names.split_once("--") {
            Some((names, reason)) => (names, Some(reason.trim().to_owned())),
            None => (pragma.names, None),
        };
        let mut at = pragma.at;
        let pieces = names.split(',').map(|piece| {
            let name = piece.trim();
            let start = at + (piece.len() - piece.trim_start().len());
            at += piece.len() + 1;
            (name, Span::new(start..start + name.len()))
        });
        let pieces: Vec<(&str, Span)> = pieces.collect();
        let beside: Rc<[Span]> = pieces.iter().map(|(_, span)| *span).collect();
        for (name, span) in pieces {
            match catalogue::named(name) {
                Some(named) => self.items.push(Item {
                    rule: Names::Rule(named),
                    scope: pragma.scope.clone(),
                    reason: reason.clone().filter(|it| !it.is_empty()),
                    place: pragma.native.then_some(span),
                    beside: Rc::clone(&beside),
                    meant: None,
                    used: false,
                }),
                None if pragma.native => {
                    let near = catalogue::suggest(name, &[]);
                    self.mean(near.and_then(catalogue::named), Some(pragma.scope.clone()));
                    self.report_unknown(span, format!("`{name}` is no rule"), near);
                }
                None => (),
            }
        }
    }

    fn report_unknown(&mut self, span: Span, message: String, near: Option<&str>) {
        let finding = Finding::new(span, message);
        self.unknown.push(match near {
            Some(near) => (finding.help(format!("write `{near}`")), Some(mend::renamed(span, near))),
            None => (finding, None),
        });
    }

    /// Says what the next unknown comment would silence if it were right.
    fn mean(&mut self, rule: Option<Named>, scope: Option<Scope>) {
        let (Some(rule), Some(scope)) = (rule.map(Names::Rule), scope) else { return };
        let (place, reason, beside) = (None, None, Rc::default());
        self.items.push(Item { rule, scope, reason, place, beside, meant: Some(self.unknown.len()), used: false });
    }
}

const UNUSED: &str = "unused-suppression";
const UNKNOWN: &str = "unknown-rule";

impl Item {
    fn covers(&self, diagnostic: &Diagnostic) -> bool {
        let names = match self.rule {
            Names::Rule(named) => diagnostic.goes_by(named),
            Names::Tool(is_of_tool) => diagnostic.names().iter().any(|it| is_of_tool(it)),
            Names::All => true,
        };
        names
            && match &self.scope {
                Scope::File => true,
                Scope::Part(part) => diagnostic.finding.file.is_none() && part.contains(&diagnostic.span().start),
            }
    }
}

/// What follows `word` and a blank.
fn after_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(word)?;
    let trimmed = rest.trim_start();
    (trimmed.len() < rest.len()).then_some(trimmed)
}

/// What a comment of ours is about that begins with `keyword`; `None` where that is none of ours.
fn reach(dockerfile: &Dockerfile, comment: &Comment, keyword: &str) -> Option<Scope> {
    match keyword {
        "ignore" => Some(next(dockerfile, comment).map_or(Scope::Part(0..0), part)),
        "ignore-stage" => Some(stage(dockerfile, comment)),
        "ignore-file" => Some(Scope::File),
        _ => None,
    }
}

/// The instruction that `comment` stands in, else the next one.
fn next<'a>(dockerfile: &'a Dockerfile, comment: &Comment) -> Option<&'a Instruction> {
    // Instructions stand one behind the other, and the comment in one of them or between two.
    let at = dockerfile.instructions.partition_point(|it| it.span.end < comment.span.end);
    dockerfile.instructions.get(at)
}

fn part(instruction: &Instruction) -> Scope {
    // One byte more: a finding may stand at the end, where something is missing.
    Scope::Part(instruction.span.start..instruction.span.end + 1)
}

/// The stage that begins with the next instruction, else the one around `comment`.
fn stage(dockerfile: &Dockerfile, comment: &Comment) -> Scope {
    let is_from = |it: &&Instruction| matches!(it.kind, Kind::From(_));
    let froms = || dockerfile.instructions.iter().filter(is_from).map(|it| it.span.start);
    let begins = next(dockerfile, comment).filter(is_from).map(|it| it.span.start);
    let Some(start) = begins.or_else(|| froms().take_while(|start| *start < comment.span.start).last()) else {
        return Scope::Part(0..0);
    };
    Scope::Part(start..froms().find(|next| *next > start).unwrap_or(u32::MAX))
}

#[cfg(test)]
pub(super) mod tests;
