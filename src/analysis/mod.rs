//! Runs rules, applies configuration and suppressions, sorts.

pub mod asked;
pub mod baseline;
pub mod checks;
pub mod fingerprint;
pub mod levels;
mod links;
pub mod pipeline;
pub mod suppress;

use std::collections::HashSet;
use std::path::PathBuf;

use crate::catalogue::{self, Entry, Named, Severity};
use crate::clock::Date;
use crate::rules::{Confidence, Finding, Input, Policy, Rule};
use crate::source::{Source, Span};

use checks::Checks;
use levels::{Levels, Verdict};
use suppress::Suppressions;

/// A finding with its rule, its severity and its place.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    pub entry: &'static Entry,
    pub severity: Severity,
    /// Whether the rule came after the pinned set: counted, and not shown.
    pub newer: bool,
    pub finding: Finding,
    /// The stage that the finding stands in: its name, else its number.
    pub stage: Option<String>,
    /// The same for the same mistake after lines have moved; unique in an analysis.
    pub fingerprint: String,
    /// The file that the finding stands in.
    pub source: Source,
}

/// A diagnostic that a comment silences.
#[derive(Clone, Debug)]
pub struct Suppressed {
    pub diagnostic: Diagnostic,
    /// What stands behind `--` in the comment.
    pub reason: Option<String>,
}

/// All that is said of one Dockerfile.
#[derive(Clone, Debug)]
pub struct Analysis {
    pub source: Source,
    /// What is shown: the Dockerfile's own in the order of the text, then those of other files.
    pub diagnostics: Vec<Diagnostic>,
    pub suppressed: Vec<Suppressed>,
    /// What rules say that are newer than the pinned set.
    pub newer: Vec<Diagnostic>,
    /// The build context's root, and how it was found.
    pub context: Option<(PathBuf, String)>,
}

/// What a run shows of one Dockerfile.
#[derive(Clone, Debug)]
pub struct Settings {
    pub levels: Levels,
    pub min_severity: Severity,
    pub min_confidence: Confidence,
    pub comments: Comments,
    /// The parameters of the rules.
    pub policy: Policy,
    /// What takes the place of the file's `# check=`.
    pub check: Option<String>,
    /// The day on which this is, for what ends.
    pub today: Date,
}

/// Which suppression comments count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comments {
    /// Ours, hadolint's and BuildKit's.
    Honoured,
    /// Those, and the ones of other scanners.
    Every,
    /// Ours and BuildKit's.
    NotHadolints,
    Disregarded,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            levels: Levels::default(),
            min_severity: Severity::Style,
            min_confidence: Confidence::Likely,
            comments: Comments::Honoured,
            policy: Policy::default(),
            check: None,
            today: Date::default(),
        }
    }
}

impl Diagnostic {
    pub fn span(&self) -> Span {
        self.finding.span
    }

    /// What to do: the finding's own words, else the rule's.
    pub fn help(&self) -> &str {
        self.finding.help.as_deref().unwrap_or(self.entry.help)
    }

    /// What the finding is called in other tools.
    pub fn names(&self) -> Vec<&'static str> {
        self.finding.names(self.entry)
    }

    /// Whether `named` means the finding: it is of that rule, and where another tool's name was used, goes by that name.
    pub fn goes_by(&self, named: Named) -> bool {
        named.entry.id == self.entry.id && named.alias.is_none_or(|it| self.names().contains(&it))
    }
}

/// Runs `rules` over `input`.
pub fn analyze(rules: &[&Rule], input: &Input, settings: &Settings) -> Analysis {
    let model = input.model;
    let mut analysis = Analysis {
        source: model.source.clone(),
        diagnostics: Vec::new(),
        suppressed: Vec::new(),
        newer: Vec::new(),
        context: model.context.as_ref().map(|it| (it.root().to_owned(), it.why().to_owned())),
    };
    let checks = Checks::of(settings, &model.dockerfile);
    let mut suppressions = Suppressions::read(&model.source, &model.dockerfile, &checks, settings);
    let mut changed = settings.clone();
    checks.switch_on(&mut changed.levels);
    let settings = &changed;
    let active = rules.iter().filter(|rule| settings.levels.is_used(catalogue::get(rule.id)));
    let found = active.flat_map(|rule| (rule.check)(input).into_iter().map(|finding| (rule.id, finding)));
    let mut found = diagnostics(input, settings, found);
    checks.harden(&mut found);
    sort(&mut found, &model.source);
    settle(&mut analysis, &mut suppressions, found);
    for about in [suppressions.unknown(), suppressions.unused(&model.source, &settings.levels)] {
        let found = diagnostics(input, settings, about.into_iter());
        settle(&mut analysis, &mut suppressions, found);
    }
    analysis.diagnostics.retain(|it| is_shown(it, settings));
    analysis.newer.retain(|it| is_shown(it, settings));
    analysis.suppressed.retain(|it| is_shown(&it.diagnostic, settings));
    sort(&mut analysis.diagnostics, &model.source);
    fingerprint::number(&mut analysis.diagnostics);
    analysis
}

/// What several Dockerfiles say of one place in another file, word by word the same, is said once: with the first.
pub fn drop_repeats(analyses: &mut [Analysis]) {
    let mut seen = HashSet::new();
    for analysis in analyses {
        let own = analysis.source.path().to_owned();
        analysis.diagnostics.retain(|it| {
            let path = it.source.path();
            let key = (it.entry.id, path.to_owned(), it.span(), it.finding.message.clone());
            path == own || seen.insert(key)
        });
    }
}

fn is_shown(diagnostic: &Diagnostic, settings: &Settings) -> bool {
    diagnostic.finding.confidence >= settings.min_confidence && diagnostic.severity >= settings.min_severity
}

fn diagnostics(
    input: &Input,
    settings: &Settings,
    found: impl Iterator<Item = (&'static str, Finding)>,
) -> Vec<Diagnostic> {
    let links = links::Links::new(input.workloads);
    let stages = fingerprint::Stages::of(&input.model.dockerfile);
    let diagnostic = |(id, mut finding): (&'static str, Finding)| {
        let entry = catalogue::get(id);
        let (severity, newer) = match settings.levels.verdict(entry, &finding)? {
            Verdict::Shown(severity) => (severity, false),
            Verdict::Newer(severity) => (severity, true),
        };
        links.bound(&mut finding, &input.model.source);
        let source = finding.file.clone().unwrap_or_else(|| input.model.source.clone());
        finding.span = clamp(finding.span, &source);
        let stage = finding.file.is_none().then(|| stages.at(finding.span)).flatten();
        let fingerprint = fingerprint::of(entry, &finding, &source, &input.model.dockerfile, stage.as_deref());
        Some(Diagnostic { entry, severity, newer, finding, stage, fingerprint, source })
    };
    found.filter_map(diagnostic).collect()
}

/// A span inside the text, on the bounds of characters: what follows can rely on it.
fn clamp(span: Span, source: &Source) -> Span {
    let text = source.text();
    let bound = |at: u32| {
        let mut at = (at as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = (bound(span.start), bound(span.end));
    Span::new(start..end.max(start))
}

/// Puts each diagnostic where it belongs. `found` holds no two that are the same.
fn settle(analysis: &mut Analysis, suppressions: &mut Suppressions, found: Vec<Diagnostic>) {
    for diagnostic in found {
        match suppressions.silence(&diagnostic) {
            Some(reason) => analysis.suppressed.push(Suppressed { diagnostic, reason }),
            None if diagnostic.newer => analysis.newer.push(diagnostic),
            None => analysis.diagnostics.push(diagnostic),
        }
    }
}

/// A fixed order, whatever the order of the rules; what is said twice is said once.
fn sort(diagnostics: &mut Vec<Diagnostic>, own: &Source) {
    diagnostics.sort_by(|left, right| key(left, own).cmp(&key(right, own)));
    diagnostics.dedup_by(|left, right| key(left, own) == key(right, own));
}

fn key<'a>(diagnostic: &'a Diagnostic, own: &Source) -> impl Ord + use<'a> {
    let path = diagnostic.source.path();
    let elsewhere = path != own.path();
    (elsewhere, path, diagnostic.span(), diagnostic.entry.id, diagnostic.finding.message.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::suppress::tests::lines;
    use crate::evidence::kubernetes::Cluster;
    use crate::model::{self, Options};

    fn check(input: &Input) -> Vec<Finding> {
        let at = |needle: &str| input.model.source.text().find(needle).expect("the text holds it");
        let span = Span::new(at("USER root")..at("USER root") + 9);
        vec![
            Finding::new(Span { start: 90_000, end: 3 }, "odd").confidence(Confidence::Likely),
            Finding::new(span, "the container runs as root"),
            Finding::new(span, "the container runs as root"),
            Finding::new(Span::empty(0), "doubtful").confidence(Confidence::Possible),
        ]
    }

    const RULE: Rule = Rule { id: "root-user", check };

    fn run(text: &str, settings: &Settings) -> Analysis {
        let (source, dockerfile) = lines(text);
        let model = model::build(source, dockerfile, None, &Options::default());
        let (cluster, policy) = (Cluster::default(), Policy::default());
        let input = Input { model: &model, workloads: &[], cluster: &cluster, policy: &policy };
        analyze(&[&RULE], &input, settings)
    }

    fn said(analysis: &Analysis) -> Vec<&str> {
        analysis.diagnostics.iter().map(|it| it.finding.message.as_str()).collect()
    }

    #[test]
    fn merges_sorts_and_clamps() {
        let analysis = run("FROM a\nUSER root\n", &Settings::default());
        assert_eq!(said(&analysis), ["the container runs as root", "odd"]);
        assert_eq!(analysis.diagnostics[1].span(), Span { start: 17, end: 17 });
    }

    #[test]
    fn suppressed_findings_are_kept_apart() {
        let text = "FROM a\n# dockvet ignore=root-user -- needed\nUSER root\n";
        let analysis = run(text, &Settings::default());
        assert_eq!(said(&analysis), ["odd"]);
        assert_eq!(analysis.suppressed.len(), 1);
        assert_eq!(analysis.suppressed[0].reason.as_deref(), Some("needed"));
        let disregard = Settings { comments: Comments::Disregarded, ..Settings::default() };
        assert_eq!(said(&run(text, &disregard)).len(), 2);
    }

    #[test]
    fn what_two_dockerfiles_say_of_a_manifest_is_said_once() {
        fn of_manifest(_: &Input) -> Vec<Finding> {
            let manifest = Source::new("k8s.yaml", "kind: Service\n");
            vec![Finding::new(Span::new(0..4), "wrong").in_file(manifest)]
        }
        let both = |text: &str| {
            let (source, dockerfile) = lines(text);
            let model = model::build(source, dockerfile, None, &Options::default());
            let rules = [&RULE, &Rule { id: "probe-port-mismatch", check: of_manifest }];
            let (cluster, policy) = (Cluster::default(), Policy::default());
            let input = Input { model: &model, workloads: &[], cluster: &cluster, policy: &policy };
            analyze(&rules, &input, &Settings::default())
        };
        let mut analyses = [both("FROM a\nUSER root\n"), both("FROM b\nUSER root\n")];
        drop_repeats(&mut analyses);
        let counts = analyses.each_ref().map(|it| it.diagnostics.len());
        assert_eq!(counts, [3, 2]);
    }

    #[test]
    fn confidence_and_severity_are_floors() {
        let mut settings = Settings { min_confidence: Confidence::Possible, ..Settings::default() };
        assert_eq!(run("FROM a\nUSER root\n", &settings).diagnostics.len(), 3);
        settings.min_severity = Severity::Error;
        assert!(run("FROM a\nUSER root\n", &settings).diagnostics.is_empty());
    }
}
