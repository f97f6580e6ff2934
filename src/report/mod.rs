//! Outputs: one file a format. Nothing is decided here.

mod azure;
mod checkstyle;
mod codeclimate;
pub(crate) mod digest;
pub(crate) mod escape;
mod excerpt;
mod github;
mod gitlab;
mod gitlab_sast;
pub mod html;
pub mod human;
pub mod json;
mod jsonl;
mod junit;
mod markdown;
mod place;
mod rdjson;
pub mod rules;
pub mod sarif;
mod screen;
pub mod short;
mod sonarqube;
pub mod statistics;
pub(crate) mod tame;
mod teamcity;

pub use screen::{Closing, Colour, Frames, Hyperlinks, Screen};
pub(crate) use tame::one_line;

use std::cmp::Reverse;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::analysis::{Analysis, Diagnostic};
use crate::catalogue::Severity;
use crate::context::discover;
use crate::limits::Reached;

use tame::Text;

/// What writes a report.
type Writer = fn(&Report, &mut dyn Write) -> io::Result<()>;

/// Makes of each line a variant, its name on the command line, what writes it, and of what kind its text is: that says how
/// text of others is kept from steering what shows it.
macro_rules! formats {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $write:path, $text:path;)*) => {
        /// How a run is written.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Format {
            $($(#[$doc])* $variant,)*
        }

        impl Format {
            /// In the order in which people are shown them.
            pub const ALL: &'static [Format] = &[$(Format::$variant),*];

            fn entry(self) -> (&'static str, Writer, Text) {
                match self {
                    $(Format::$variant => ($name, $write, $text),)*
                }
            }
        }
    };
}

formats! {
    /// Drawn, for people.
    Human = "human", human::write, Text::Own;
    /// One line a finding.
    Short = "short", short::write, Text::Own;
    Json = "json", json::write, Text::Json;
    /// One object a finding.
    Jsonl = "jsonl", jsonl::write, Text::Json;
    /// For code scanning.
    Sarif = "sarif", sarif::write, Text::Json;
    /// Annotations of GitHub Actions.
    Github = "github", github::write, Text::Own;
    /// GitLab's code quality.
    Gitlab = "gitlab", gitlab::write, Text::Json;
    GitlabSast = "gitlab-sast", gitlab_sast::write, Text::Json;
    Codeclimate = "codeclimate", codeclimate::write, Text::Json;
    Checkstyle = "checkstyle", checkstyle::write, Text::Markup;
    Junit = "junit", junit::write, Text::Markup;
    Sonarqube = "sonarqube", sonarqube::write, Text::Json;
    /// Logging commands of Azure Pipelines.
    Azure = "azure", azure::write, Text::Own;
    /// Service messages of TeamCity.
    Teamcity = "teamcity", teamcity::write, Text::Own;
    /// For reviewdog.
    Rdjson = "rdjson", rdjson::write, Text::Json;
    Rdjsonl = "rdjsonl", rdjson::lines, Text::Json;
    /// For comments in pull requests.
    Markdown = "markdown", markdown::write, Text::Prose;
    /// One page that needs no network.
    Html = "html", html::write, Text::Markup;
}

/// What a run is about and where it took place.
pub struct Report<'a> {
    /// In the order in which they are shown.
    pub analyses: &'a [Analysis],
    /// The absolute folder that machine formats give paths relative to: the repository.
    pub root: PathBuf,
    /// The working directory, absolute.
    pub here: PathBuf,
    pub screen: Screen,
    pub hidden: Hidden,
    /// When the run took place, for the formats that must say so: `2026-01-02T03:04:05`.
    pub time: String,
    /// The drawing of each analysis' stages as SVG, where the page asks for it; else empty.
    pub graphs: Vec<String>,
    /// Limits that the run met.
    pub limits: Vec<Reached>,
}

/// Findings that are counted and not shown, besides those that the analyses keep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// Known to the baseline.
    pub known: usize,
    /// On lines that did not change.
    pub unchanged: usize,
}

impl Format {
    pub fn name(self) -> &'static str {
        self.entry().0
    }

    pub fn parse(name: &str) -> Option<Format> {
        Format::ALL.iter().copied().find(|it| it.name() == name)
    }

    pub fn write(self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let (_, write, text) = self.entry();
        tame::written(text, out, |out| write(report, out))
    }
}

impl Report<'_> {
    pub fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.analyses.iter().flat_map(|it| &it.diagnostics)
    }

    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics().filter(|it| it.severity == severity).count()
    }

    /// How many findings `rules-as-of` holds back.
    pub fn newer(&self) -> usize {
        self.analyses.iter().map(|it| it.newer.len()).sum()
    }

    pub fn suppressed(&self) -> usize {
        self.analyses.iter().map(|it| it.suppressed.len()).sum()
    }

    /// What is kept and shown first where not all can be: the worst, then the surest.
    pub fn worst_first(&self) -> Vec<&Diagnostic> {
        let mut all: Vec<&Diagnostic> = self.diagnostics().collect();
        all.sort_by_cached_key(|it| {
            let bad = Reverse((it.severity, it.finding.confidence));
            (bad, it.source.path().to_owned(), it.span(), it.entry.id)
        });
        all
    }

    /// The findings of each file by its path from the repository: the Dockerfiles, those without findings too, and
    /// behind each the other files that it led to.
    pub fn by_file(&self) -> Vec<(String, Vec<&Diagnostic>)> {
        let mut files: Vec<(String, Vec<&Diagnostic>)> = Vec::new();
        for analysis in self.analyses {
            let own = self.relative(analysis.source.path());
            if !files.iter().any(|(path, _)| *path == own) {
                files.push((own, Vec::new()));
            }
            for diagnostic in &analysis.diagnostics {
                let path = self.relative(diagnostic.source.path());
                match files.iter_mut().rev().find(|(known, _)| *known == path) {
                    Some((_, found)) => found.push(diagnostic),
                    None => files.push((path, vec![diagnostic])),
                }
            }
        }
        files
    }

    /// What was found, and what is not shown, in one line.
    pub fn summary(&self) -> String {
        let counts = Severity::ALL.map(|severity| (self.count(severity), severity));
        let counts = counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, severity)| match severity {
            Severity::Error => counted(count, "error"),
            Severity::Warning => counted(count, "warning"),
            Severity::Info => format!("{count} info"),
            Severity::Style => format!("{count} style"),
        });
        let mut counts: Vec<String> = counts.collect();
        if counts.is_empty() {
            counts.push("nothing found".to_owned());
        }
        let hidden = [
            (self.newer(), "of newer rules held back"),
            (self.hidden.known, "known to the baseline"),
            (self.hidden.unchanged, "on lines that did not change"),
            (self.suppressed(), "suppressed"),
        ];
        counts.extend(hidden.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| match what {
            "suppressed" => format!("{count} {what}"),
            what => format!("{} {what}", counted(count, "finding")),
        }));
        format!("{} in {}", counts.join(", "), counted(self.analyses.len(), "Dockerfile"))
    }

    /// `path` as people see it: relative to the working directory where it lies below it, without `./`.
    pub fn shown(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.here).unwrap_or(path);
        path.strip_prefix(".").unwrap_or(path).display().to_string()
    }

    /// `path` relative to the repository with `/` between names; absolute where it lies outside.
    pub fn relative(&self, path: &Path) -> String {
        relative(&self.root, &self.here, path)
    }
}

/// `path`, which is absolute or relative to `here`, relative to `root` with `/` between names; absolute where it lies
/// outside.
pub fn relative(root: &Path, here: &Path, path: &Path) -> String {
    let absolute = normal(&here.join(path));
    let path = absolute.strip_prefix(root).unwrap_or(&absolute);
    if path.as_os_str().is_empty() {
        return ".".to_owned();
    }
    let names: Vec<_> = path.components().map(|it| it.as_os_str().to_string_lossy()).collect();
    // The first name of an absolute path is its `/`.
    names.join("/").replacen("//", "/", 1)
}

/// The same for a name that means one file wherever it is read: one that lies outside of `root` is named from its own
/// repository.
pub fn named(root: &Path, here: &Path, path: &Path) -> String {
    let name = relative(root, here, path);
    if !Path::new(&name).is_absolute() {
        return name;
    }
    relative(&discover::repository_of(&here.join(path)), here, path)
}

/// `.` and `..` taken out by name.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => (),
            std::path::Component::ParentDir => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}

/// `1 error`, `2 errors`.
fn counted(count: usize, word: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {word}{plural}")
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::analysis::Suppressed;
    use crate::catalogue;
    use crate::evidence::Place;
    use crate::rules::{Confidence, Edit, Finding, Fix, Safety};
    use crate::source::{Source, Span};

    /// A diagnostic at `needle` of `source`.
    pub(crate) fn diagnostic(id: &str, source: &Source, needle: &str, message: &str) -> Diagnostic {
        let start = source.text().find(needle).expect("the text holds it");
        let finding = Finding::new(Span::new(start..start + needle.len()), message);
        let entry = catalogue::get(id);
        Diagnostic {
            entry,
            severity: entry.severity,
            newer: false,
            finding,
            stage: Some("0".to_owned()),
            fingerprint: format!("{start:016x}:1"),
            source: source.clone(),
        }
    }

    /// Two findings, one with evidence in another file, and one that is silenced.
    pub(crate) fn analyses() -> Vec<Analysis> {
        let text = "FROM golang:1.25 AS build\nRUN go build -o /out/ü .\n\nFROM scratch\nCOPY --from=build /out/ü /ü\nEXPOSE 80\nENTRYPOINT [\"/app/ü\"]\n";
        let source = Source::new("a dir/Dockerfile", text);
        let go = Source::new("a dir/main.go", "package main\n// \u{1F600}\nfunc main() { listen(\":8080\") }\n");
        let place = |source: &Source, needle: &str| {
            let start = source.text().find(needle).expect("the text holds it");
            Place { source: source.clone(), span: Span::new(start..start + needle.len()) }
        };
        let mut start =
            diagnostic("start-command-missing", &source, "\"/app/ü\"", "`/app/ü` is not in the final image");
        start.finding = start
            .finding
            .clone()
            .label(place(&source, "go build -o /out/ü ."), "the program is built here")
            .label(place(&source, "/out/ü /ü"), "and copied to `/ü`")
            .help("start `/ü`")
            .chain();
        let mut port = diagnostic("expose-port-mismatch", &source, "80", "nothing listens on port 80");
        port.finding = port.finding.clone().label(place(&go, ":8080"), "the program listens on 8080");
        port.finding.confidence = Confidence::Likely;
        let edit = Edit::replace(start.span(), "\"/ü\"");
        start.finding = start.finding.clone().fix(Fix::new("start `/ü`", Safety::Unsafe, vec![edit]));
        let silent = diagnostic("root-user", &source, "FROM scratch", "the container runs as root");
        let suppressed = vec![Suppressed { diagnostic: silent, reason: Some("runs in a sandbox".to_owned()) }];
        vec![Analysis { source, diagnostics: vec![port, start], suppressed, newer: Vec::new(), context: None }]
    }

    /// An analysis with nothing but these findings.
    pub(crate) fn analysis(source: &Source, diagnostics: Vec<Diagnostic>) -> Analysis {
        let source = source.clone();
        Analysis { source, diagnostics, suppressed: Vec::new(), newer: Vec::new(), context: None }
    }

    pub(crate) fn report(analyses: &[Analysis]) -> Report<'_> {
        Report {
            analyses,
            root: PathBuf::from("/work"),
            here: PathBuf::from("/work/sub"),
            screen: Screen::PLAIN,
            hidden: Hidden::default(),
            time: "2026-01-02T03:04:05".to_owned(),
            graphs: Vec::new(),
            limits: Vec::new(),
        }
    }

    pub(crate) fn written(format: Format, analyses: &[Analysis]) -> String {
        let mut out = Vec::new();
        format.write(&report(analyses), &mut out).expect("a vector takes everything");
        String::from_utf8(out).expect("the output is UTF-8")
    }

    #[test]
    fn paths_are_relative() {
        let report = report(&[]);
        assert_eq!(report.relative(Path::new("./a/../Dockerfile")), "sub/Dockerfile");
        assert_eq!(report.relative(Path::new("../Dockerfile")), "Dockerfile");
        assert_eq!(report.relative(Path::new("/else/Dockerfile")), "/else/Dockerfile");
        assert_eq!(report.relative(Path::new("/work")), ".");
        assert_eq!(report.shown(Path::new("/work/sub/k8s/a.yaml")), "k8s/a.yaml");
        assert_eq!(report.shown(Path::new("./Dockerfile")), "Dockerfile");
    }
}
