//! Makes the fixes of whole analyses, round by round, until nothing is left to make.
//!
//! In a round each file gets every safe fix, and the unsafe ones of one rule, that touch no fix taken before; what is
//! left waits for the next analysis, since it may have changed. Where rules undo each other's work, or one never has
//! enough, it is begun anew without them.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use crate::analysis::{Analysis, Diagnostic};
use crate::catalogue::Entry;
use crate::rules::{Fix, Safety};
use crate::source::{Source, Span};
use crate::syntax::{self, ast::Kind};

use super::apply;

/// Rounds, at most: of real files hardly any needs ten.
const MOST_ROUNDS: usize = 30;

/// How often it is begun anew, without the rules that found no end.
const MOST_ATTEMPTS: usize = 10;

/// Fixes that one round makes in one file, at most.
const MOST_AT_ONCE: usize = 1_000;

/// How much longer than before, in bytes, a fix may make a file.
const MOST_ADDED: usize = 1 << 20;

/// Which fixes are made.
pub struct Allowed<'a> {
    /// The least safe fix that a finding may get, in the analysis of this number; `None`: it gets none.
    pub least: &'a dyn Fn(usize, &Diagnostic) -> Option<Safety>,
    /// Whether a file may be written.
    pub file: &'a dyn Fn(&Path) -> bool,
    /// Which findings of the analyses as they are by now are not shown to anybody: they get none.
    pub hidden: &'a dyn Fn(&[Analysis]) -> HashSet<Number>,
}

/// Which finding is meant: the number of its analysis, and its own in that; both count from 0.
pub type Number = (usize, usize);

/// The texts that a round starts from: those that are not what was read at first, by path.
pub type Texts = BTreeMap<PathBuf, Source>;

/// What came of it.
#[derive(Debug)]
pub struct Fixed {
    /// What is said of the texts as they are now, in the order of the analyses that came in.
    pub analyses: Vec<Analysis>,
    /// Files with another text than before, by path.
    pub files: Vec<Changed>,
    /// In the order in which they were made.
    pub made: Vec<Made>,
    /// Findings that are shown, with a fix that was not made.
    pub left: Vec<Left>,
}

/// A file before and after.
#[derive(Clone, Debug)]
pub struct Changed {
    pub before: Source,
    pub after: Source,
}

/// A fix that was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    pub entry: &'static Entry,
    pub title: String,
    pub safety: Safety,
    /// The file that it changed.
    pub path: PathBuf,
    /// The line of the finding, from 1, in its own file before the fix was made.
    pub line: u32,
}

/// A fix that was not made: the best of its finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Left {
    pub entry: &'static Entry,
    pub title: String,
    /// The file that it would change.
    pub path: PathBuf,
    /// The finding's, in its own file.
    pub span: Span,
    pub why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No fix of the finding is as safe as was asked for.
    Unsafe,
    /// The configuration leaves the rule out.
    Rule,
    /// The file is not to be written.
    File,
    /// Its edits do not fit the text, or the file would not parse.
    Broken,
    /// It was undone by another one, or there is always another to make.
    Unsettled,
}

/// Makes every allowed fix of `analyses`. `again` looks at the Dockerfiles of the given numbers with other texts in
/// some files, and gives back as many analyses.
pub fn all(
    analyses: Vec<Analysis>,
    allowed: &Allowed,
    again: &mut dyn FnMut(&[usize], &Texts) -> Vec<Analysis>,
) -> Fixed {
    let mut unsettled = BTreeSet::new();
    for _ in 0..MOST_ATTEMPTS {
        let mut engine = Engine::new(analyses.clone(), allowed, &unsettled);
        match engine.run(again) {
            Ok(made) => return engine.finish(made),
            Err(rules) => unsettled.extend(rules),
        }
    }
    let none = Allowed { least: &|_, _| None, ..*allowed };
    Engine::new(analyses, &none, &unsettled).finish(Vec::new())
}

fn same(one: &Texts, other: &Texts) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.1.text() == other.1.text())
}

struct Engine<'a> {
    allowed: &'a Allowed<'a>,
    analyses: Vec<Analysis>,
    /// The texts of all files that were changed, as they were read.
    firsts: Texts,
    texts: Texts,
    /// Fixes that do not fit, by file, title and edits.
    refused: HashSet<Key>,
    /// Rules that found no end.
    unsettled: &'a BTreeSet<&'static str>,
}

type Key = (PathBuf, String, Vec<(Span, String)>);

/// A fix that is to be made.
#[derive(Clone)]
struct Choice {
    source: Source,
    fix: Fix,
    made: Made,
}

impl Choice {
    fn key(&self) -> Key {
        let edits = self.fix.edits.iter().map(|it| (it.span, it.text.clone())).collect();
        (self.made.path.clone(), self.made.title.clone(), edits)
    }

    fn start(&self) -> u32 {
        self.fix.edits.iter().map(|it| it.span.start).min().unwrap_or(0)
    }

    fn touches(&self, other: &Choice) -> bool {
        let pairs = self.fix.edits.iter().flat_map(|one| other.fix.edits.iter().map(move |two| (one.span, two.span)));
        pairs.into_iter().any(|(one, two)| one.start <= two.end && two.start <= one.end)
    }
}

impl<'a> Engine<'a> {
    fn new(analyses: Vec<Analysis>, allowed: &'a Allowed<'a>, unsettled: &'a BTreeSet<&'static str>) -> Engine<'a> {
        let (firsts, texts, refused) = (Texts::new(), Texts::new(), HashSet::new());
        Engine { allowed, analyses, firsts, texts, refused, unsettled }
    }

    /// Goes on until nothing is left to make; else gives back the rules that find no end.
    fn run(
        &mut self,
        again: &mut dyn FnMut(&[usize], &Texts) -> Vec<Analysis>,
    ) -> Result<Vec<Made>, BTreeSet<&'static str>> {
        let mut made: Vec<Made> = Vec::new();
        let mut seen: Vec<(Texts, usize)> = Vec::new();
        loop {
            let chosen = self.choose();
            if chosen.is_empty() {
                return Ok(made);
            }
            let count = made.len();
            let done = self.make(chosen, again);
            // Nothing was made, but the choice was narrowed.
            if done.is_empty() {
                continue;
            }
            seen.push((self.texts.clone(), count));
            made.extend(done);
            let (_, before) = seen.split_last().expect("it was just filled");
            let circle = before.iter().position(|(texts, _)| same(texts, &self.texts));
            let start = match circle {
                Some(at) => seen[at + 1].1,
                None if self.texts.is_empty() => 0,
                None if seen.len() == MOST_ROUNDS => count,
                None => continue,
            };
            return Err(made[start..].iter().map(|it| it.entry.id).collect());
        }
    }

    fn finish(self, made: Vec<Made>) -> Fixed {
        let left = self.left();
        let change = |(path, after): (&PathBuf, &Source)| {
            let before = self.firsts.get(path)?.clone();
            Some(Changed { before, after: after.clone() })
        };
        let files = self.texts.iter().filter_map(change).collect();
        Fixed { analyses: self.analyses, files, made, left }
    }

    /// The fixes of this round, by file.
    fn choose(&self) -> BTreeMap<PathBuf, Vec<Choice>> {
        let mut by_file: BTreeMap<PathBuf, Vec<Choice>> = BTreeMap::new();
        for choice in self.shown().into_iter().filter_map(|(at, it)| self.choice(at, it).ok()) {
            let choices = by_file.entry(choice.made.path.clone()).or_default();
            // Several Dockerfiles may say the same of a manifest.
            if !choices.iter().any(|it| it.fix == choice.fix) {
                choices.push(choice);
            }
        }
        for choices in by_file.values_mut() {
            choices.sort_by(|one, other| (one.start(), &one.made.entry.id).cmp(&(other.start(), &other.made.entry.id)));
            let first_unsafe = choices.iter().find(|it| it.fix.safety == Safety::Unsafe).map(|it| it.made.entry);
            let mut taken: Vec<Choice> = Vec::new();
            for choice in choices.drain(..) {
                let in_turn = choice.fix.safety == Safety::Safe || Some(choice.made.entry) == first_unsafe;
                if in_turn && taken.len() < MOST_AT_ONCE && !taken.iter().any(|it| it.touches(&choice)) {
                    taken.push(choice);
                }
            }
            *choices = taken;
        }
        by_file.retain(|_, choices| !choices.is_empty());
        by_file
    }

    /// The findings that are shown, with the numbers of their analyses.
    fn shown(&self) -> Vec<(usize, &Diagnostic)> {
        let hidden = (self.allowed.hidden)(&self.analyses);
        let mut shown = Vec::new();
        for (at, analysis) in self.analyses.iter().enumerate() {
            let numbered = analysis.diagnostics.iter().enumerate();
            shown.extend(numbered.filter(|(number, _)| !hidden.contains(&(at, *number))).map(|(_, it)| (at, it)));
        }
        shown
    }

    /// The best fix of a finding that may be made.
    fn choice(&self, at: usize, diagnostic: &Diagnostic) -> Result<Choice, Why> {
        let Some(least) = (self.allowed.least)(at, diagnostic) else { return Err(Why::Rule) };
        if self.unsettled.contains(diagnostic.entry.id) {
            return Err(Why::Unsettled);
        }
        let line = diagnostic.source.line(diagnostic.span().start);
        let mut why = Why::Unsafe;
        for fix in diagnostic.finding.fixes.iter().filter(|it| it.safety >= least) {
            let source = fix.source(&diagnostic.source).clone();
            let path = source.path().to_owned();
            // What was said of an older text fits that one only.
            if self.texts.get(&path).is_some_and(|now| now.text() != source.text()) {
                why = Why::Unsettled;
                continue;
            }
            if !(self.allowed.file)(&path) {
                why = Why::File;
                continue;
            }
            let (entry, title) = (diagnostic.entry, fix.title.clone());
            let made = Made { entry, title, safety: fix.safety, path, line };
            let choice = Choice { source, fix: fix.clone(), made };
            if !self.refused.contains(&choice.key()) {
                return Ok(choice);
            }
            why = Why::Broken;
        }
        Err(why)
    }

    /// Makes the fixes and looks again at what they may have changed.
    fn make(
        &mut self,
        chosen: BTreeMap<PathBuf, Vec<Choice>>,
        again: &mut dyn FnMut(&[usize], &Texts) -> Vec<Analysis>,
    ) -> Vec<Made> {
        let mut made = Vec::new();
        let mut changed: BTreeSet<PathBuf> = BTreeSet::new();
        for (path, choices) in chosen {
            let Some(source) = choices.first().map(|it| it.source.clone()) else { continue };
            let is_dockerfile = self.analyses.iter().any(|it| it.source.path() == path);
            let Some((text, done)) = self.written(&source, choices, is_dockerfile) else { continue };
            let first = self.firsts.entry(path.clone()).or_insert_with(|| source.clone());
            match first.text() == text {
                true => self.texts.remove(&path),
                false => self.texts.insert(path.clone(), Source::new(path.clone(), text)),
            };
            changed.insert(path);
            made.extend(done);
        }
        let own = |it: &Analysis| changed.contains(it.source.path());
        let all_are_own = changed.iter().all(|path| self.analyses.iter().any(|it| it.source.path() == path));
        // Another file can mean something to every Dockerfile.
        let asked: Vec<usize> =
            (0..self.analyses.len()).filter(|at| !all_are_own || own(&self.analyses[*at])).collect();
        if !changed.is_empty() {
            for (at, analysis) in asked.iter().zip(again(&asked, &self.texts)) {
                self.analyses[*at] = analysis;
            }
        }
        made
    }

    /// The text with all the fixes made, or with those that leave it whole, one by one.
    fn written(&mut self, source: &Source, choices: Vec<Choice>, is_dockerfile: bool) -> Option<(String, Vec<Made>)> {
        let is_whole = |text: &str| {
            let fits = text.len() <= source.text().len() + MOST_ADDED;
            fits && (!is_dockerfile || invalid(text) <= invalid(source.text()))
        };
        let together = |choices: &[Choice]| {
            let edits = choices.iter().flat_map(|it| it.fix.edits.iter().cloned()).collect();
            let all = Fix::new("all of a round", Safety::Unsafe, edits).in_file(source.clone());
            apply(source, &all).filter(|text| is_whole(text) && text != source.text())
        };
        let done = |choices: Vec<Choice>| choices.into_iter().map(|it| it.made).collect();
        if let Some(text) = together(&choices) {
            return Some((text, done(choices)));
        }
        for choice in choices {
            match together(std::slice::from_ref(&choice)) {
                Some(text) => return Some((text, done(vec![choice]))),
                None => drop(self.refused.insert(choice.key())),
            }
        }
        None
    }

    fn left(&self) -> Vec<Left> {
        let mut left: Vec<Left> = Vec::new();
        for (at, diagnostic) in self.shown() {
            let Some(best) = diagnostic.finding.fixes.first() else { continue };
            let why = self.choice(at, diagnostic).err().unwrap_or(Why::Unsettled);
            let (entry, title, span) = (diagnostic.entry, best.title.clone(), diagnostic.span());
            let path = best.source(&diagnostic.source).path().to_owned();
            let one = Left { entry, title, path, span, why };
            if !left.contains(&one) {
                left.push(one);
            }
        }
        left
    }
}

fn invalid(text: &str) -> usize {
    let parsed = syntax::parse(&Source::new("Dockerfile", text));
    parsed.instructions.iter().filter(|it| matches!(it.kind, Kind::Invalid(_))).count()
}
