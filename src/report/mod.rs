//! Outputs: one file a format. Nothing is decided here.

pub mod human;
pub mod json;
pub mod rules;
pub mod sarif;
pub mod short;

pub(crate) use short::one_line;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::analysis::{Analysis, Diagnostic};
use crate::catalogue::Severity;

/// How a run is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Drawn, for people.
    Human,
    /// One line a finding.
    Short,
    Json,
    /// For code scanning.
    Sarif,
}

/// What a run is about and where it took place.
pub struct Report<'a> {
    /// In the order in which they are shown.
    pub analyses: &'a [Analysis],
    /// The absolute folder that machine formats give paths relative to: the repository.
    pub root: PathBuf,
    /// The working directory, absolute.
    pub here: PathBuf,
    pub colour: Colour,
}

/// Whether escape sequences are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    Always,
    Never,
}

impl Format {
    pub fn write(self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Format::Human => human::write(report, out),
            Format::Short => short::write(report, out),
            Format::Json => json::write(report, out),
            Format::Sarif => sarif::write(report, out),
        }
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

    /// `path` as people see it: relative to the working directory where it lies below it, without `./`.
    pub fn shown(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.here).unwrap_or(path);
        path.strip_prefix(".").unwrap_or(path).display().to_string()
    }

    /// `path` relative to the repository with `/` between names; absolute where it lies outside.
    pub fn relative(&self, path: &Path) -> String {
        let absolute = normal(&self.here.join(path));
        let path = absolute.strip_prefix(&self.root).unwrap_or(&absolute);
        if path.as_os_str().is_empty() {
            return ".".to_owned();
        }
        let names: Vec<_> = path.components().map(|it| it.as_os_str().to_string_lossy()).collect();
        // The first name of an absolute path is its `/`.
        names.join("/").replacen("//", "/", 1)
    }
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

    pub(crate) fn report(analyses: &[Analysis]) -> Report<'_> {
        Report { analyses, root: PathBuf::from("/work"), here: PathBuf::from("/work/sub"), colour: Colour::Never }
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
