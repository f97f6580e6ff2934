//! Findings that are known and not shown: how many of each rule and fingerprint a file had when the baseline was
//! written. Fingerprints hold no line numbers, so a finding that moved stays known; a second equal one is new.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use crate::catalogue;
use crate::disk;
use crate::source::Span;

use super::{Analysis, Diagnostic};

/// The number of the form.
pub const SCHEMA: u32 = 1;

/// Larger files are no baselines, in bytes.
const MOST_BYTES: u64 = 64 << 20;

/// The text of the baseline in `file`.
///
/// # Errors
/// It cannot be read, is no plain file, has more than 64 MiB, or a link takes it out of the repository.
pub fn text(file: &Path) -> io::Result<String> {
    disk::text(file, MOST_BYTES)
}

/// What is known: how many findings of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    counts: BTreeMap<Known, u32>,
}

/// What equal findings have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Known {
    /// From the repository, with `/` between names.
    pub file: String,
    /// The rule's id.
    pub rule: String,
    fingerprint: String,
}

/// Why a baseline cannot be read; line and column count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub line: usize,
    pub column: usize,
    pub message: String,
}

/// What is left of a baseline while findings are held against it.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    left: BTreeMap<Known, u32>,
    /// What was said of a place: several Dockerfiles may say the same of a manifest, which is one finding.
    decided: HashMap<(&'static str, PathBuf, Span, String), bool>,
}

impl Known {
    fn of(diagnostic: &Diagnostic, file: String) -> Known {
        // Behind the colon stands the number that tells equal ones apart.
        let fingerprint = diagnostic.fingerprint.split(':').next().unwrap_or_default().to_owned();
        Known { file, rule: diagnostic.entry.id.to_owned(), fingerprint }
    }
}

impl Baseline {
    /// What `analyses` show; `name` says what the file of a finding is called.
    pub fn of(analyses: &[Analysis], name: &dyn Fn(&Diagnostic) -> String) -> Baseline {
        let mut counts = BTreeMap::new();
        for it in analyses.iter().flat_map(|it| &it.diagnostics) {
            *counts.entry(Known::of(it, name(it))).or_default() += 1;
        }
        Baseline { counts }
    }

    /// How many findings are known.
    pub fn len(&self) -> usize {
        self.counts.values().map(|it| *it as usize).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Reads what [`Baseline::text`] writes; rules may go by old names.
    ///
    /// # Errors
    /// The first mistake, with its place.
    pub fn read(text: &str) -> Result<Baseline, Mistake> {
        let whole: Whole = serde_json::from_str(text).map_err(|error| {
            let said = error.to_string();
            let message = said.rsplit_once(" at line ").map_or(said.as_str(), |(message, _)| message).to_owned();
            Mistake { line: error.line().max(1), column: error.column().max(1), message }
        })?;
        let mut counts = BTreeMap::new();
        for Entry { file, rule, fingerprint, count } in whole.findings {
            *counts.entry(Known { file, rule, fingerprint }).or_default() += count;
        }
        Ok(Baseline { counts })
    }

    /// JSON with a line for each kind of finding, sorted, so that changes of it can be read.
    pub fn text(&self) -> String {
        let mut text = format!("{{\n  \"schema\": {SCHEMA},\n  \"findings\": [");
        for (index, (Known { file, rule, fingerprint }, count)) in self.counts.iter().enumerate() {
            let [file, rule, print] = [file, rule, fingerprint].map(|it| serde_json::Value::from(it.as_str()));
            let comma = if index == 0 { "" } else { "," };
            let entry = format!("\"file\": {file}, \"rule\": {rule}, \"fingerprint\": {print}, \"count\": {count}");
            let _ = write!(text, "{comma}\n    {{{entry}}}");
        }
        text + if self.counts.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" }
    }

    pub fn compare(&self) -> Comparison {
        Comparison { left: self.counts.clone(), decided: HashMap::new() }
    }
}

impl Comparison {
    /// Whether the finding in the file called `file` is known. Each entry knows as many as it counts.
    pub fn knows(&mut self, diagnostic: &Diagnostic, file: String) -> bool {
        let path = diagnostic.source.path().to_owned();
        let message = diagnostic.finding.message.clone();
        let spot = (diagnostic.entry.id, path, diagnostic.span(), message);
        if let Some(decided) = self.decided.get(&spot) {
            return *decided;
        }
        let left = self.left.get_mut(&Known::of(diagnostic, file));
        let known = left.filter(|it| **it > 0).map(|it| *it -= 1).is_some();
        self.decided.insert(spot, known);
        known
    }

    /// What was known and is not there any more, and how many of each.
    pub fn vanished(&self) -> impl Iterator<Item = (&Known, u32)> {
        self.left.iter().filter(|(_, count)| **count > 0).map(|(known, count)| (known, *count))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    #[serde(rename = "schema", deserialize_with = "schema")]
    _schema: (),
    findings: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    file: String,
    #[serde(deserialize_with = "rule")]
    rule: String,
    #[serde(deserialize_with = "fingerprint")]
    fingerprint: String,
    #[serde(deserialize_with = "count")]
    count: u32,
}

fn schema<'a, D: Deserializer<'a>>(from: D) -> Result<(), D::Error> {
    match u32::deserialize(from)? {
        SCHEMA => Ok(()),
        other => Err(D::Error::custom(format!("the form {other} is not known: write the baseline anew"))),
    }
}

fn rule<'a, D: Deserializer<'a>>(from: D) -> Result<String, D::Error> {
    let name = String::deserialize(from)?;
    let entry = catalogue::find(&name).map(|it| it.id.to_owned());
    entry.ok_or_else(|| D::Error::custom(format!("there is no rule `{name}`: write the baseline anew")))
}

fn fingerprint<'a, D: Deserializer<'a>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    let is_one = text.len() == 16 && text.bytes().all(|it| it.is_ascii_hexdigit());
    if is_one { Ok(text) } else { Err(D::Error::custom(format!("`{text}` is no fingerprint"))) }
}

fn count<'a, D: Deserializer<'a>>(from: D) -> Result<u32, D::Error> {
    match u32::deserialize(from)? {
        0 => Err(D::Error::custom("a count of 0 says nothing")),
        count => Ok(count),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::{analyses, analysis, diagnostic};
    use crate::source::Source;

    fn name(diagnostic: &Diagnostic) -> String {
        diagnostic.source.path().display().to_string()
    }

    #[test]
    fn what_is_written_is_read_and_described_by_the_schema() {
        let schema = include_str!("../../schemas/dockvet-baseline.schema.json");
        let schema: serde_json::Value = serde_json::from_str(schema).expect("the schema is JSON");
        let validator = jsonschema::validator_for(&schema).expect("the schema is one");
        for analyses in [analyses(), Vec::new()] {
            let baseline = Baseline::of(&analyses, &name);
            let text = baseline.text();
            assert_eq!(Baseline::read(&text), Ok(baseline), "{text}");
            let mut value: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
            assert!(validator.is_valid(&value), "{text}");
            value["more"] = true.into();
            assert!(!validator.is_valid(&value), "a key that the schema does not know");
        }
    }

    #[test]
    fn a_second_equal_one_is_new_and_one_that_went_is_told() {
        let source = Source::new("Dockerfile", "FROM a\n");
        let first = |message: &str| diagnostic("root-user", &source, "FROM", message);
        let baseline = Baseline::of(&[analysis(&source, vec![first("one")])], &name);
        let mut comparison = baseline.compare();
        assert!(comparison.knows(&first("one"), "Dockerfile".to_owned()));
        assert!(comparison.knows(&first("one"), "Dockerfile".to_owned()), "said by two Dockerfiles");
        assert!(!comparison.knows(&first("two"), "Dockerfile".to_owned()));
        assert_eq!(comparison.vanished().count(), 0);
        assert_eq!(baseline.compare().vanished().count(), 1);
        assert!(!baseline.compare().knows(&first("one"), "other/Dockerfile".to_owned()));
    }

    #[test]
    fn mistakes_have_their_place() {
        let said = |text: &str| Baseline::read(text).map_err(|it| (it.line, it.message));
        let entry = |it: &str| format!("{{\"schema\": 1,\n\"findings\": [\n{{\"file\": \"a\", {it}}}]}}");
        let rest = "\"fingerprint\": \"0123456789abcdef\", \"count\": 1";
        assert!(said(&entry(&format!("\"rule\": \"DL3002\", {rest}"))).is_ok(), "an old name");
        let wrong = said(&entry(&format!("\"rule\": \"no-such\", {rest}")));
        assert_eq!(wrong, Err((3, "there is no rule `no-such`: write the baseline anew".to_owned())));
        let newer = said("{\"schema\": 2, \"findings\": []}");
        assert_eq!(newer, Err((1, "the form 2 is not known: write the baseline anew".to_owned())));
        for text in ["", "[]", "{", "{\"schema\": 1}", "{\"schema\": 1, \"findings\": [], \"more\": 1}"] {
            assert!(said(text).is_err(), "{text}");
        }
    }
}
