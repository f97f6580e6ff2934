//! No text of a checkout steers the reader's terminal or a log that is read by machines.
#![cfg(target_os = "linux")]

use std::fs;
use std::process::Output;

use dockvet::report::Format;
use tempfile::TempDir;

use super::program::{folder, run, run_with, text};

/// Colours, a link, a bell, C1 controls, text turned around, ends of lines, and the commands of CI systems.
const EVIL: &str =
    "\u{1b}[35m\u{9b}32m\u{1b}]8;;x\u{1b}\\\u{7}\u{8}\u{7f}\u{202e}\u{2066}\u{200f}\u{61c}\u{85}\u{b}\u{c}";
const COMMANDS: &str = "x::error::y ##vso[task.complete] ##[error] ##teamcity[x] %0A::stop";

/// A checkout with odd text wherever text can stand; `name` is that of the Dockerfile.
fn checkout(name: &str) -> TempDir {
    let odd = format!("{EVIL}{COMMANDS}");
    let dockerfile = format!(
        "# syntax=docker/dockerfile:1{odd}\n# dockvet: ignore[root-user] {odd}\n# hadolint ignore=DL3000{odd}\n\
         ARG A{odd}={odd}\nFROM im{odd}age:l{odd} AS st{odd}\nFROM --platform={odd} alpine AS b\n\
         LABEL \"{odd}\"=\"{odd}\"\nENV X=\"{odd}\" Y=$UNDEFINED{odd}\nWORKDIR rel{odd}\nUSER us{odd}er\n\
         COPY a{odd} \"mis sing{odd}\" /x{odd}/\nCOPY --from=no{odd} [\"{odd}\", \"/y\"]\nADD http://{odd} /z\n\
         RUN apt-get install {odd} && cd {odd} && curl {odd} | sh\nRUN <<EOF\n{odd} && sudo x\nEOF\n\
         EXPOSE 80{odd} {odd}\nHEALTHCHECK CMD {odd}\nSTOPSIGNAL {odd}\nSHELL [\"{odd}\"]\nW{odd}RONG {odd}\n\
         ONBUILD {odd}\nVOLUME {odd}\nMAINTAINER {odd}\nCMD [\"{odd}\", \"b\"]\nENTRYPOINT [\"/x{odd}/run{odd}\"]\n"
    );
    let folder = folder(&[(name, &dockerfile), (".dockerignore", &format!("{odd}\n!{odd}\n[{odd}\n"))]);
    fs::create_dir(folder.path().join(".git")).expect("a folder");
    for name in [format!("a{EVIL}"), format!("b{EVIL}\n::error::x"), format!(".env.{EVIL}\n##[error]")] {
        fs::write(folder.path().join(name), "PASSWORD=hunter2hunter2\n").expect("a file");
    }
    let compose = format!("services:\n  \"a{odd}\":\n    build: .\n    ports: [\"{odd}\"]\n");
    fs::write(folder.path().join("compose.yaml"), compose).expect("a file");
    folder
}

/// What is odd in `text`, which may have lines.
fn steering(text: &str) -> Option<char> {
    text.chars().find(|it| {
        it.is_control() && *it != '\n' && *it != '\t'
            || matches!(it, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

fn holds_nothing_odd(what: &str, output: &Output) {
    for (stream, text) in [("out", text(&output.stdout)), ("error", text(&output.stderr))] {
        let found = steering(&text).map(|odd| {
            let at = text.find(odd).expect("it was found");
            let start = (at.saturating_sub(80)..=at).find(|it| text.is_char_boundary(*it)).unwrap_or(at);
            format!("{odd:?} behind {:?}", &text[start..at])
        });
        assert_eq!(found, None, "{what}, standard {stream}");
    }
    assert!(output.status.code().is_some_and(|code| code <= 2), "{what}: {}", text(&output.stderr));
}

#[test]
fn formats_steer_nothing() {
    let odd_name = format!("Dockerfile.x{EVIL}\n::error::y");
    for name in ["Dockerfile", &odd_name] {
        let folder = checkout(name);
        for format in Format::ALL.iter().map(|it| it.name()) {
            let all = ["--profile", "strict", "--min-confidence", "possible", "--format", format, "."];
            let output = run(folder.path(), &all);
            holds_nothing_odd(format, &output);
            assert!(output.stdout.len() > 100, "{format}: {}", text(&output.stderr));
            for line in text(&output.stdout).lines() {
                let is_command = line.starts_with("::") || line.contains("##vso[") || line.contains("##[");
                let is_own = match format {
                    "github" => {
                        ["::error file=", "::warning file=", "::notice file="].iter().any(|it| line.starts_with(it))
                    }
                    "azure" => line.starts_with("##vso[task.logissue ") && !line[1..].contains("##vso[task.c"),
                    "teamcity" => !line.get(1..).is_some_and(|rest| rest.contains("##teamcity[")),
                    _ => false,
                };
                assert!(format != "teamcity" || is_own, "{format}: {line}");
                assert!(!is_command || is_own || !line.starts_with("::") && format != "azure", "{format}: {line}");
            }
        }
    }
}

#[test]
fn views_and_messages_steer_nothing() {
    let odd_name = format!("Dockerfile.x{EVIL}\n::error::y");
    for name in ["Dockerfile", &odd_name] {
        let folder = checkout(name);
        let doors: [&[&str]; 16] = [
            &["--statistics", "."],
            &["--statistics", "--format", "json", "."],
            &["--verbose", "."],
            &["--diff", "--unsafe-fixes", "--color", "always", name],
            &["fmt", "--check", name],
            &["hadolint", name],
            &["hadolint", "--format", "json", name],
            &["hadolint", "--format", "tty", name],
            &["image", name],
            &["image", "--tree", "/", name],
            &["image", "--format", "json", name],
            &["image", "--format", "mermaid", name],
            &["context", name],
            &["cache", name],
            &["init", "--stdout"],
            &["init", "--stdout", "--allow-list"],
        ];
        for arguments in doors {
            let output = plain(run(folder.path(), arguments));
            holds_nothing_odd(&format!("{arguments:?}"), &output);
        }
    }
}

/// The output without the colours of what is drawn in colour.
fn plain(output: Output) -> Output {
    let plain = |bytes: &[u8]| uncoloured(&text(bytes)).into_bytes();
    Output { stdout: plain(&output.stdout), stderr: plain(&output.stderr), ..output }
}

/// Without the colours that we write: those of [`EVIL`] are others.
fn uncoloured(text: &str) -> String {
    ["0", "1", "2", "31", "32", "33", "36", "91", "92", "93", "96"]
        .iter()
        .fold(text.to_owned(), |text, it| text.replace(&format!("\u{1b}[{it}m"), ""))
}

#[test]
fn mistakes_steer_nothing() {
    let odd = format!("{EVIL}{COMMANDS}");
    for (name, written) in [
        ("dockvet.toml", format!("\"{}\" = 1\n", escaped(&odd))),
        ("dockvet.toml", format!("profile = \"{}\"\n", escaped(&odd))),
        ("dockvet.toml", format!("[rules]\n\"{}\" = \"off\"\n", escaped(&odd))),
        ("dockvet.toml", format!("exclude = [\"[{}\"]\n", escaped(&odd))),
        ("dockvet.toml", format!("baseline = \"{}\"\n", escaped(&odd))),
        ("dockvet.toml", format!("# {odd}\nx")),
        (".hadolint.yaml", format!("format: \"{}\"\n", escaped(&odd))),
        (".hadolint.yaml", format!("ignored: [{odd}]\n")),
        (".hadolint.yaml", format!("{odd}: [\n")),
    ] {
        let folder = folder(&[("Dockerfile", "FROM alpine\n"), (name, &written)]);
        for arguments in [&["."][..], &["hadolint", "Dockerfile"], &["migrate", "--stdout"], &["--baseline", name, "."]]
        {
            holds_nothing_odd(&format!("{arguments:?} {written:?}"), &plain(run(folder.path(), arguments)));
        }
    }
    let folder = folder(&[("Dockerfile", "FROM alpine\n")]);
    let odd = EVIL;
    for arguments in [&[odd][..], &["--config", odd], &["--context", odd], &["--baseline", odd], &["--diff-base", odd]]
    {
        holds_nothing_odd("arguments", &run(folder.path(), arguments));
    }
    let patch = format!("--- a/{odd}\n+++ b/{odd}\n@@ {odd}\n");
    holds_nothing_odd("a patch", &run_with(folder.path(), &["--diff-base", "-", "."], patch.as_bytes()));
    holds_nothing_odd("standard input", &run_with(folder.path(), &["-"], format!("FROM {odd}\n").as_bytes()));
}

/// As TOML and YAML write such characters between double quotes.
fn escaped(text: &str) -> String {
    let one = |it: char| match it {
        '\\' => "\\\\".to_owned(),
        it if it.is_ascii() && !it.is_ascii_control() => it.to_string(),
        it => format!("\\u{:04x}", u32::from(it)),
    };
    text.chars().map(one).collect()
}
