//! `dockvet hadolint`, and the program under the name `hadolint`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use clap::{ArgAction, Args as ClapArgs};
use rayon::prelude::*;

use crate::disk;
use crate::hadolint::codes::Level;
use crate::hadolint::config::{Config, Overrides, Partial};
use crate::hadolint::formats::{Format, Report, VERSION, destinations};
use crate::hadolint::{self, Outcome};
use crate::input::{self, Input};
use crate::report::Colour;
use crate::rules::LabelKind;

use super::{CLEAN, FOUND, complain, replace};

/// A larger configuration is not read, in bytes.
const MOST_BYTES: u64 = 1 << 20;

/// hadolint's own arguments.
#[derive(ClapArgs)]
#[command(disable_version_flag = true)]
pub(super) struct Typed {
    /// Dockerfiles; `-` is standard input
    #[arg(value_name = "DOCKERFILE")]
    files: Vec<String>,
    /// Tell the version of hadolint whose behaviour this is
    #[arg(short = 'v', long)]
    version: bool,
    /// Read this configuration file, and look for no other
    #[arg(short, long, value_name = "FILENAME")]
    config: Option<PathBuf>,
    /// Call every file so in checkstyle, codeclimate, gitlab_codeclimate, junit and sonarqube
    #[arg(long, value_name = "PATH")]
    file_path_in_report: Option<String>,
    /// Write the report of the `--format` in the same place to this file; `-` is standard output
    #[arg(short, long, value_name = "OUTPUT")]
    output: Vec<String>,
    /// Exit with 0 whatever is found
    #[arg(long)]
    no_fail: bool,
    /// No colours
    #[arg(long)]
    no_color: bool,
    /// Tell the configuration on standard error
    #[arg(short = 'V', long)]
    verbose: bool,
    /// tty, json, checkstyle, codeclimate, gitlab_codeclimate, gnu, codacy, sonarqube, sarif or junit
    #[arg(short, long, value_name = "FORMAT", value_parser = format)]
    format: Vec<Format>,
    /// Give this rule the level `error`
    #[arg(long, value_name = "RULECODE")]
    error: Vec<String>,
    /// Give this rule the level `warning`
    #[arg(long, value_name = "RULECODE")]
    warning: Vec<String>,
    /// Give this rule the level `info`
    #[arg(long, value_name = "RULECODE")]
    info: Vec<String>,
    /// Give this rule the level `style`
    #[arg(long, value_name = "RULECODE")]
    style: Vec<String>,
    /// Do not tell this rule's findings
    #[arg(long, value_name = "RULECODE")]
    ignore: Vec<String>,
    /// Images may come from this registry; `*` may stand at either end
    #[arg(long, value_name = "REGISTRY")]
    trusted_registry: Vec<String>,
    /// Images must have this label: `name:kind`, of email, hash, text, rfc3339, semver, spdx, url
    #[arg(long, value_name = "LABELSCHEMA", value_parser = label)]
    require_label: Vec<(String, LabelKind)>,
    /// Images may have no other label
    #[arg(long)]
    strict_labels: bool,
    /// Comments silence nothing
    #[arg(long)]
    disable_ignore_pragma: bool,
    /// Exit with 1 from this level on: error, warning, info, style, ignore, none (default: info)
    #[arg(short = 't', long, value_name = "THRESHOLD", value_parser = level, action = ArgAction::Set)]
    failure_threshold: Option<Level>,
}

/// Lints and reports; returns hadolint's exit code, 0 or 1.
pub(super) fn run(typed: &Typed) -> u8 {
    let mut out = io::stdout().lock();
    if typed.version {
        let said = writeln!(out, "Haskell Dockerfile Linter {VERSION} (Dockvet {})", env!("CARGO_PKG_VERSION"));
        return said.map_or(FOUND, |()| CLEAN);
    }
    drop(out);
    let Some(config) = configuration(typed) else { return FOUND };
    if typed.files.is_empty() {
        complain("name a Dockerfile, or `-` for standard input");
        return FOUND;
    }
    let here = std::env::current_dir().unwrap_or_default();
    let (inputs, missing) = inputs(&typed.files, &here);
    let outcomes: Vec<Outcome> =
        inputs.into_par_iter().map(|(name, input)| hadolint::lint(&name, input.source, &config)).collect();
    let colour = if config.no_color { Colour::Never } else { Colour::Always };
    let path_in_report = typed.file_path_in_report.as_deref();
    let report = Report { outcomes: &outcomes, colour, path_in_report, now: SystemTime::now() };
    let mut broken = missing > 0;
    for (output, format) in destinations(&typed.output, &config.formats) {
        broken |= !written(output, format, &report);
    }
    let fails = config.formats.iter().all(|it| it.can_fail())
        && !config.no_fail
        && outcomes.iter().any(|it| it.fails(config.failure_threshold));
    if broken || fails { FOUND } else { CLEAN }
}

/// The files with their names as typed, and how many could not be read, which has been told.
fn inputs(names: &[String], here: &Path) -> (Vec<(String, Input)>, usize) {
    let mut inputs = Vec::new();
    for name in names {
        let read = if name == "-" { input::standard(None, here) } else { input::file(Path::new(name), here) };
        match read {
            Ok(input) => inputs.push((name.clone(), input)),
            Err(error) => complain(&format!("{error:#}")),
        }
    }
    let missing = names.len() - inputs.len();
    (inputs, missing)
}

/// Whether the report could be written. A reader that has left is no error.
fn written(output: &str, format: Format, report: &Report) -> bool {
    let mut bytes = Vec::new();
    let written = format.write(report, &mut bytes).and_then(|()| match output {
        "-" => {
            let mut out = io::stdout().lock();
            out.write_all(&bytes).and_then(|()| out.flush())
        }
        file => replace::put(Path::new(file), &bytes).map_err(io::Error::other),
    });
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(&format!("cannot write `{output}`: {error}"));
            false
        }
        _ => true,
    }
}

/// Variables, then the file, then what was typed; `None`, after a complaint, where the file that was named is not there.
fn configuration(typed: &Typed) -> Option<Config> {
    let variable = |name: &str| std::env::var_os(name).map(|it| it.to_string_lossy().into_owned());
    let here = std::env::current_dir().unwrap_or_default();
    let file = typed.config.clone().or_else(|| hadolint::find_file(&here, &variable));
    if let Some(file) = typed.config.as_ref().filter(|it| !it.exists()) {
        complain(&format!("the configuration file `{}` does not exist", file.display()));
        return None;
    }
    let from_file = file.as_deref().and_then(read_file).unwrap_or_default();
    let config = hadolint::from_environment(&variable).then(from_file).then(from_typed(typed)).settle();
    if config.verbose {
        let file = file.map_or("no file".to_owned(), |it| format!("`{}`", it.display()));
        complain(&format!("configuration: {file}, then variables and arguments: {config:#?}"));
    }
    Some(config)
}

/// `None` after a complaint: the run goes on without the file, as hadolint's does.
fn read_file(file: &Path) -> Option<Partial> {
    let read = disk::text(file, MOST_BYTES).map_err(|error| error.to_string());
    match read.and_then(|text| hadolint::from_file(&text)) {
        Ok(partial) => Some(partial),
        Err(why) => {
            complain(&format!("`{}` does not count: {why}", file.display()));
            None
        }
    }
}

fn from_typed(typed: &Typed) -> Partial {
    Partial {
        no_fail: typed.no_fail.then_some(true),
        no_color: typed.no_color.then_some(true),
        verbose: typed.verbose.then_some(true),
        formats: typed.format.clone(),
        overrides: Overrides {
            error: typed.error.clone(),
            warning: typed.warning.clone(),
            info: typed.info.clone(),
            style: typed.style.clone(),
        },
        ignored: typed.ignore.clone(),
        trusted_registries: typed.trusted_registry.iter().cloned().collect(),
        label_schema: typed.require_label.iter().cloned().collect(),
        strict_labels: typed.strict_labels.then_some(true),
        disable_ignore_pragma: typed.disable_ignore_pragma.then_some(true),
        failure_threshold: typed.failure_threshold,
    }
}

fn format(text: &str) -> Result<Format, String> {
    Format::parse(text).ok_or_else(|| {
        let names: Vec<&str> = Format::ALL.iter().map(|it| it.name()).collect();
        format!("it is one of {}", names.join(", "))
    })
}

fn label(text: &str) -> Result<(String, LabelKind), String> {
    hadolint::label(text).ok_or_else(|| "the kind is one of email, hash, text, rfc3339, semver, spdx, url".to_owned())
}

fn level(text: &str) -> Result<Level, String> {
    Level::parse(text).ok_or_else(|| "it is one of error, warning, info, style, ignore, none".to_owned())
}
