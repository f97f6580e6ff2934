//! What every fix of every rule must hold: its edits can be made, the file still parses, the finding is gone when it
//! is analyzed again, nothing is new, comments and line ends are kept, and what is called safe changes nothing that
//! the dry build sees.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use dockvet::analysis::Diagnostic;
use dockvet::analysis::levels::{Choice, Levels};
use dockvet::catalogue::{self, Profile, Severity};
use dockvet::config::Config;
use dockvet::model::equal;
use dockvet::rules::{Fix, Safety};
use dockvet::syntax::{self, ast::Kind};
use dockvet::{fix, source::Source};

use crate::common::{self, Checked, Laid, oracle};

/// A file as a fix leaves it.
pub(crate) struct Fixed {
    /// The name of the file that the case keeps of it: `fixed.Dockerfile`, `fixed.pod.yaml`.
    pub(crate) name: String,
    pub(crate) text: String,
}

/// One fix of a finding in a case.
struct Tried<'a> {
    case: &'a Path,
    rule: &'a str,
    diagnostic: &'a Diagnostic,
    fix: &'a Fix,
    /// The file that it edits, and where that lies in the case.
    source: &'a Source,
    path: PathBuf,
    is_dockerfile: bool,
    /// The file with the fix made.
    text: String,
}

/// What a fix brings to light, or stands for until more is mended: the rule, and the one that then speaks.
const FOLLOWS: [(&str, &str); 2] = [
    // An autoscaler that has no target asks nothing of it.
    ("autoscaler-target-missing", "autoscaler-without-requests"),
    // The finding is about the manifest, and so is its fix; the image may be root's all the same.
    ("run-as-non-root-violated", "user-set-elsewhere"),
];

/// Tries every fix of what `rule` found; returns what the first one makes.
pub(crate) fn hold(case: &Path, rule: &str, checked: &Checked) -> Result<Option<Fixed>, String> {
    let mut first = None;
    let mut before = None;
    for diagnostic in checked.diagnostics() {
        for fix in &diagnostic.finding.fixes {
            let source = fix.source(&diagnostic.source);
            let text = fix::apply(source, fix)
                .ok_or_else(|| format!("the edits of \"{}\" overlap or do not lie in the text", fix.title))?;
            let path = source.path().strip_prefix(&checked.root).unwrap_or(source.path()).to_owned();
            let is_dockerfile = checked.analyses.iter().any(|it| it.source.path() == source.path());
            let name = match is_dockerfile {
                false => format!("fixed.{}", path.file_name().unwrap_or_default().to_string_lossy()),
                true => "fixed.Dockerfile".to_owned(),
            };
            let tried = Tried { case, rule, diagnostic, fix, source, path, is_dockerfile, text };
            let before = before.get_or_insert_with(|| Before::of(case, rule));
            tried.hold(before).map_err(|why| format!("\"{}\": {why}\n{}", fix.title, tried.text))?;
            first.get_or_insert(Fixed { name, text: tried.text });
        }
    }
    Ok(first)
}

/// The safety of the safest fix of each rule, by what its cases show.
pub(crate) fn shown(root: &Path) -> BTreeMap<String, Safety> {
    let mut shown = BTreeMap::new();
    for entry in catalogue::entries().iter().filter(|it| common::is_built(it.id)) {
        let cases = common::children(&root.join(entry.id));
        let with_fix = cases.iter().filter(|case| common::children(case).iter().any(|it| common::is_fixed(it)));
        let safeties = with_fix.flat_map(|case| {
            let checked = common::check(case, entry.id);
            let of_case = checked.diagnostics().flat_map(|it| &it.finding.fixes).map(|it| it.safety);
            of_case.collect::<Vec<_>>()
        });
        shown.extend(safeties.max().map(|safety| (entry.id.to_owned(), safety)));
    }
    shown
}

/// The text of `rules.toml` with `fix` as `shown` says.
pub(crate) fn catalogued(text: &str, shown: &BTreeMap<String, Safety>) -> String {
    let mut id = "";
    let mut lines = String::new();
    for line in text.split_inclusive('\n') {
        if let Some(name) = line.strip_prefix("id = ") {
            id = name.trim().trim_matches('"');
        }
        if !line.starts_with("fix = ") || !common::is_built(id) {
            lines += line;
        }
        if let Some(safety) = shown.get(id).filter(|_| line.starts_with("profile = ")) {
            lines += &format!("fix = \"{}\"\n", safety.name());
        }
    }
    lines
}

/// What is said of the case as it is.
struct Before {
    laid: Laid,
    own: Counts,
    all: Counts,
    strict: Counts,
}

/// How many findings each rule has, and what they say.
type Counts = BTreeMap<String, Vec<(Severity, String)>>;

impl Before {
    fn of(case: &Path, rule: &str) -> Before {
        let laid = Laid::out(case, None);
        let (all, strict) = (counts(&laid.checked(&Levels::default())), counts(&laid.checked(&strict())));
        Before { own: counts(&common::check(case, rule)), laid, all, strict }
    }
}

fn strict() -> Levels {
    let choice = Choice { profile: Some(Profile::Strict), ..Choice::default() };
    Levels::new(&Config::default(), &choice, Path::new("/Dockerfile"))
}

fn counts(checked: &Checked) -> Counts {
    let mut counts = Counts::new();
    for it in checked.diagnostics() {
        let said = (it.severity, it.finding.message.clone());
        counts.entry(it.entry.id.to_owned()).or_default().push(said);
    }
    counts
}

impl Tried<'_> {
    fn hold(&self, before: &Before) -> Result<(), String> {
        if fix::hunks(self.source, self.fix).is_empty() || self.text == self.source.text() {
            return Err("it changes nothing".to_owned());
        }
        self.parses()?;
        self.keeps_the_hand()?;
        self.settles(before)?;
        if self.fix.safety == Safety::Safe { self.keeps_the_image(&before.laid) } else { Ok(()) }
    }

    /// No line that BuildKit does not accept is new.
    fn parses(&self) -> Result<(), String> {
        if !self.is_dockerfile {
            return Ok(());
        }
        let invalid = |text: &str| {
            let parsed = syntax::parse(&Source::new("Dockerfile", text));
            parsed.instructions.iter().filter(|it| matches!(it.kind, Kind::Invalid(_))).count()
        };
        if invalid(&self.text) > invalid(self.source.text()) {
            return Err("the fixed file does not parse".to_owned());
        }
        match oracle::ask(&[self.source.text(), &self.text]).as_deref() {
            Some([old, new]) if new.refused().len() > old.refused().len() => {
                Err(format!("BuildKit does not accept it: {}", new.refused().join("; ")))
            }
            _ => Ok(()),
        }
    }

    /// Comments, line ends and the line end of the last line are as they were.
    fn keeps_the_hand(&self) -> Result<(), String> {
        let old = self.source.text();
        let mut left = comments(&self.text);
        for (line, comment) in (1..).zip(old.lines()).filter_map(|(at, line)| Some((at, comment(line)?))) {
            // A rule about comments may change them.
            let span = self.diagnostic.span();
            let lines = self.source.line(span.start)..=self.source.line(span.end);
            let whole = self.source.line_span(line);
            let stands_there = lines.contains(&line) && span.start <= whole.start || whole.contains(span);
            let is_found = self.diagnostic.source == *self.source && stands_there;
            // So may one that writes another word into it.
            let mark = whole.start + old[whole.range()].find('#').unwrap_or(0) as u32;
            let is_about_it =
                is_found || self.fix.edits.iter().any(|it| mark < it.span.start && it.span.end <= whole.end);
            match left.iter().position(|it| *it == comment) {
                Some(at) => drop(left.swap_remove(at)),
                None if is_about_it => {}
                None => return Err(format!("the comment `{comment}` is gone")),
            }
        }
        if self.rule == "script-crlf" {
            return Ok(());
        }
        let ends = |text: &str| (text.matches("\r\n").count(), text.matches('\n').count());
        let ((old_crlf, old_all), (crlf, all)) = (ends(old), ends(&self.text));
        if old_all > 0 && (old_crlf == old_all && crlf != all || old_crlf == 0 && crlf > 0) {
            return Err(format!("the line ends are mixed: {crlf} of {all} with a carriage return"));
        }
        match old.ends_with('\n') && !self.text.is_empty() && !self.text.ends_with('\n') {
            true => Err("the last line has lost its end".to_owned()),
            false => Ok(()),
        }
    }

    /// The finding is gone, and no other has come.
    fn settles(&self, before: &Before) -> Result<(), String> {
        let edited = Laid::out(self.case, Some((&self.path, &self.text)));
        let said = &self.diagnostic.finding.message;
        let own = |counts: &Counts| {
            counts.get(self.rule).map_or(0, |it| it.iter().filter(|(_, message)| message == said).count())
        };
        let all = edited.checked(&Levels::default());
        let after = counts(&common::only(edited.checked(&common::levels(self.rule)), self.rule));
        if own(&after) >= own(&before.own) {
            return Err("the finding stays".to_owned());
        }
        if let Some(more) = grown(&before.own, &after, |_, _| true) {
            return Err(format!("the rule finds more: {more}"));
        }
        let follows = |id: &str| FOLLOWS.contains(&(self.rule, id));
        if let Some(new) = grown(&before.all, &counts(&all), |id, _| !follows(id)) {
            return Err(format!("new at the default settings: {new}"));
        }
        // Who runs matters of opinion is given nothing that is one by a safe fix.
        let is_safe = self.fix.safety == Safety::Safe;
        let matters = |id: &str, severity| (severity >= Severity::Warning || is_safe) && !follows(id);
        match grown(&before.strict, &counts(&edited.checked(&strict())), matters) {
            Some(new) => Err(format!("new in the profile `strict`: {new}")),
            None => Ok(()),
        }
    }

    /// The image that is built is the same.
    fn keeps_the_image(&self, before: &Laid) -> Result<(), String> {
        let is_ignore_file = self.path.to_string_lossy().ends_with(".dockerignore");
        if !self.is_dockerfile && !is_ignore_file {
            return Err("it changes what is deployed: that is not safe".to_owned());
        }
        let edited = Laid::out(self.case, Some((&self.path, &self.text)));
        let differences: Vec<String> =
            before.models().iter().zip(&edited.models()).flat_map(|(old, new)| equal::differences(old, new)).collect();
        match differences.is_empty() {
            true => Ok(()),
            false => Err(format!("it is called safe, and changes the image:\n  {}", differences.join("\n  "))),
        }
    }
}

/// Rules of which there are more findings than before, and what they say that was not said.
fn grown(before: &Counts, after: &Counts, matters: impl Fn(&str, Severity) -> bool) -> Option<String> {
    let none = Vec::new();
    let mut grown = after.iter().filter(|(id, found)| {
        let of = |list: &[(Severity, String)]| list.iter().filter(|(severity, _)| matters(id, *severity)).count();
        of(found) > of(before.get(*id).unwrap_or(&none))
    });
    grown.next().map(|(id, found)| {
        let old = before.get(id).unwrap_or(&none);
        let new = found.iter().filter(|it| !old.contains(it)).map(|(_, message)| message.as_str());
        format!("`{id}`: {}", new.collect::<Vec<_>>().join("; "))
    })
}

fn comments(text: &str) -> Vec<&str> {
    text.lines().filter_map(comment).collect()
}

/// A comment that has a line for itself.
fn comment(line: &str) -> Option<&str> {
    line.trim().strip_prefix('#').filter(|it| !it.starts_with('!')).map(str::trim)
}
