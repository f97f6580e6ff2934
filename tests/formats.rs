//! Each format over the same findings, held against `tests/formats/expected`; what the shells are given.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use dockvet::analysis::{Analysis, Diagnostic, Suppressed};
use dockvet::catalogue::{self, Severity};
use dockvet::evidence::Place;
use dockvet::report::{Format, Hidden, Report, Screen};
use dockvet::rules::{Confidence, Edit, Finding, Fix, Safety};
use dockvet::source::{Source, Span};

/// A finding at `needle` of `source`; rules that have few words and links.
fn diagnostic(id: &str, source: &Source, needle: &str, message: &str) -> Diagnostic {
    let entry = catalogue::find(id).expect("the rule is there");
    let span = span(source, needle);
    let finding = Finding::new(span, message);
    let (stage, fingerprint) = (Some("build".to_owned()), format!("{:016x}:1", span.start));
    Diagnostic { entry, severity: entry.severity, newer: false, finding, stage, fingerprint, source: source.clone() }
}

fn span(source: &Source, needle: &str) -> Span {
    let start = source.text().find(needle).expect("the text holds it");
    Span::new(start..start + needle.len())
}

fn place(source: &Source, needle: &str) -> Place {
    Place { source: source.clone(), span: span(source, needle) }
}

/// Paths with blanks, letters of many bytes and what formats escape; evidence in another file; places of several
/// lines and of none; what is silenced; a file without findings.
fn analyses() -> Vec<Analysis> {
    let text = "# \u{1F600} é\nFROM alpine:3.22 AS build\r\nRUN echo \"\u{1F600}\" > /ü; \\\r\n    cat /ü\r\nEXPOSE 80\nCMD [\"/ü\"]\n";
    let own = Source::new("a dir/Döckerfile, 100%:;]", text);
    let go = Source::new("a dir/<main>.go", "package main\n// \u{1F600}\nfunc main() { listen(\":8080\") }\n");
    let manifest = Source::new("k8s/web.yaml", "kind: Pod\nports:\n  - containerPort: 80\n");
    let mut start = diagnostic("start-command-missing", &own, "\"/ü\"]", "`/ü` is *not* in <the> final | image");
    start.finding =
        start.finding.clone().label(place(&own, "RUN echo \"\u{1F600}\" > /ü; \\\r\n    cat /ü"), "it is written here");
    let edit = Edit::replace(span(&own, "\"/ü\"]"), "\"/bin/ü\"]");
    start.finding =
        start.finding.chain().help("start `/bin/ü`").fix(Fix::new("start `/bin/ü`", Safety::Unsafe, vec![edit]));
    let mut port =
        diagnostic("expose-port-mismatch", &own, "80", "nothing listens\r\non port 80\u{1b}[31m, ::error::x ##vso[x]");
    port.finding = port.finding.clone().label(place(&go, ":8080"), "the program listens on 8080 (@all)");
    port.finding.confidence = Confidence::Likely;
    let edits = vec![Edit::replace(span(&own, "80"), "8080"), Edit::insert(0, "# changed\n")];
    port.finding = port.finding.fix(Fix::new("expose 8080", Safety::Safe, edits));
    let mut mild = diagnostic("root-user", &own, "RUN echo \"\u{1F600}\" > /ü; \\\r\n    cat /ü", "100% & \"odd\"");
    mild.severity = Severity::Info;
    let empty = diagnostic("root-user", &own, "", "the container runs as root");
    let mut elsewhere = diagnostic("container-port-mismatch", &manifest, "80", "`containerPort` is 80");
    elsewhere.finding = elsewhere.finding.clone().in_file(manifest.clone());
    elsewhere.stage = None;
    let suppressed = vec![Suppressed { diagnostic: empty.clone(), reason: None }];
    let context = Some((PathBuf::from("/repo/sub/a dir"), "the Dockerfile lies there".to_owned()));
    let diagnostics = vec![empty, mild, port, start, elsewhere];
    let clean = Source::new("clean/Dockerfile", "FROM scratch\n");
    let first = Analysis { source: own, diagnostics, suppressed, newer: Vec::new(), context };
    let second =
        Analysis { source: clean, diagnostics: Vec::new(), suppressed: Vec::new(), newer: Vec::new(), context: None };
    vec![first, second]
}

#[test]
fn each_format_is_as_expected() {
    let analyses = analyses();
    let report = Report {
        analyses: &analyses,
        root: PathBuf::from("/repo"),
        here: PathBuf::from("/repo/sub"),
        screen: Screen::PLAIN,
        hidden: Hidden { known: 1, unchanged: 2 },
        time: "2026-01-02T03:04:05".to_owned(),
        graphs: Vec::new(),
        limits: Vec::new(),
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/expected");
    let mut wrong = Vec::new();
    // The list of all rules is a part of SARIF, and the look one of the page: both have tests of their own.
    for format in Format::ALL.iter().filter(|it| !matches!(it, Format::Sarif | Format::Html)) {
        let mut out = Vec::new();
        format.write(&report, &mut out).expect("a vector takes everything");
        let text = String::from_utf8(out).expect("it is text").replace(env!("CARGO_PKG_VERSION"), "[VERSION]");
        let file = folder.join(format!("{}.txt", format.name()));
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::create_dir_all(&folder).expect("the folder can be made");
            fs::write(&file, text).expect("the file can be written");
        } else if fs::read_to_string(&file).ok() != Some(text) {
            wrong.push(format.name());
        }
    }
    assert!(wrong.is_empty(), "not as expected: {wrong:?}; `UPDATE_EXPECT=1 cargo test --test formats` writes them");
}

#[test]
fn the_readme_names_every_format() {
    let readme = include_str!("../README.md");
    let (_, table) = readme.split_once("| `--format` | who reads it |").expect("the table is there");
    let names: String = table.lines().skip(2).map_while(|line| line.strip_prefix('|')?.split('|').next()).collect();
    for format in Format::ALL {
        assert!(
            names.contains(&format!("`{}`", format.name())),
            "README.md does not say who reads `{}`",
            format.name()
        );
    }
}

/// No format lets a control character through that could steer a terminal, whatever a file holds.
#[test]
fn nothing_steers_a_terminal() {
    let analyses = analyses();
    for format in Format::ALL {
        let report = Report {
            analyses: &analyses,
            root: PathBuf::from("/repo"),
            here: PathBuf::from("/repo/sub"),
            screen: Screen::PLAIN,
            hidden: Hidden::default(),
            time: String::new(),
            graphs: Vec::new(),
            limits: Vec::new(),
        };
        let mut out = Vec::new();
        format.write(&report, &mut out).expect("a vector takes everything");
        assert!(!out.contains(&0x1b), "{}", format.name());
    }
}

#[test]
fn shells_and_the_manual_get_what_they_read() {
    let said = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_dockvet")).args(args).output().expect("the program was built");
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        String::from_utf8(output.stdout).expect("it is text")
    };
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let text = said(&["completions", shell]);
        assert!(text.contains("write-baseline"), "{shell}");
        // The others' scripts hold no values.
        assert!(text.contains("gitlab-sast") || ["powershell", "elvish"].contains(&shell), "{shell}");
    }
    let page = said(&["man"]);
    assert!(page.contains(".TH dockvet 1") && page.contains("diff\\-base"), "{page}");
}
