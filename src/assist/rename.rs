//! New names for stages and variables: edits that keep what the file means, or the reason why there are none.

use crate::model::Model;
use crate::model::files::StageId;
use crate::source::Span;
use crate::syntax::ast::{Form, Kind};

use super::variables::{self, Group, Named, Reader};
use super::{Edit, innermost, shell, stages, unquoted};

/// The word that a new name would replace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    pub span: Span,
    pub name: String,
}

/// ARGs that the builder sets itself, and variables that programs know without being told.
/// (docs.docker.com, Dockerfile reference, "Predefined ARGs" and "Automatic platform ARGs")
const PREDEFINED: [&str; 26] = [
    "ALL_PROXY",
    "BUILDARCH",
    "BUILDKIT_CONTEXT_KEEP_GIT_DIR",
    "BUILDKIT_INLINE_CACHE",
    "BUILDKIT_MULTI_PLATFORM",
    "BUILDKIT_SYNTAX",
    "BUILDOS",
    "BUILDPLATFORM",
    "BUILDVARIANT",
    "FTP_PROXY",
    "HOME",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "PATH",
    "SOURCE_DATE_EPOCH",
    "TARGETARCH",
    "TARGETOS",
    "TARGETPLATFORM",
    "TARGETSTAGE",
    "TARGETVARIANT",
    "BUILDKIT_BUILD_NAME",
    "BUILDKIT_SANDBOX_HOSTNAME",
    "BUILDKIT_CACHE_MOUNT_NS",
    "BUILDKIT_DOCKERFILE_CHECK",
    "DEBIAN_FRONTEND",
];

/// Variables that shells, loaders, compilers and package managers read by themselves. (their manuals)
const OF_PROGRAMS: [&str; 37] = [
    "ASPNETCORE_",
    "BUNDLE_",
    "CARGO_",
    "CGO_",
    "COMPOSER_",
    "CONDA_",
    "DOTNET_",
    "FLASK_",
    "GEM_",
    "GO111MODULE",
    "GOARCH",
    "GOBIN",
    "GOCACHE",
    "GOFLAGS",
    "GOMODCACHE",
    "GOOS",
    "GOPATH",
    "GOPRIVATE",
    "GOPROXY",
    "GOROOT",
    "GOTOOLCHAIN",
    "GRADLE_",
    "JAVA_",
    "LANG",
    "LC_",
    "LD_",
    "MAMBA_",
    "MAVEN_",
    "NODE_",
    "NPM_",
    "PIP_",
    "PNPM_",
    "POETRY_",
    "PYTHON",
    "RUST",
    "UV_",
    "YARN_",
];

/// Whether somebody reads the variable without being told.
fn is_known(name: &str) -> bool {
    const WHOLE: [&str; 7] = ["RAILS_ENV", "SHELL", "SSL_CERT_FILE", "TERM", "TZ", "USER", "VIRTUAL_ENV"];
    let is_of_program = |it: &str| match it.ends_with('_') || matches!(it, "PYTHON" | "RUST") {
        true => name.starts_with(it) && !name.ends_with("VERSION"),
        false => name == it,
    };
    PREDEFINED.iter().any(|it| it.eq_ignore_ascii_case(name))
        || WHOLE.contains(&name)
        || OF_PROGRAMS.iter().any(|it| is_of_program(it))
}

/// The name at byte `at` that can be changed.
///
/// # Errors
/// Says in words why it cannot.
pub fn prepare(model: &Model, at: u32) -> Result<Prepared, String> {
    if let Some((id, span)) = stages::at(model, at) {
        let name = model.source.slice(span).to_owned();
        stage_spans(model, id)?;
        if name.bytes().all(|it| it.is_ascii_digit()) {
            return Err("the stage is named by its number here".to_owned());
        }
        return Ok(Prepared { span, name });
    }
    let Some(named) = variables::at(model, at) else {
        return Err("only stages and the variables of `ARG` and `ENV` can be renamed".to_owned());
    };
    let group = variables::group(model, &named);
    variable_spans(model, &named, &group)?;
    match named {
        Named::Definition(it) => Ok(Prepared { span: it.span, name: it.name }),
        Named::Use(it) => match it.name_span {
            Some(span) => Ok(Prepared { span, name: it.name }),
            None => Err(broken(model, it.span)),
        },
    }
}

/// The edits that give the stage or variable at byte `at` the name `new`.
///
/// # Errors
/// Says in words why there are none: the name is no name, is taken, or some use cannot be followed.
pub fn rename(model: &Model, at: u32, new: &str) -> Result<Vec<Edit>, String> {
    let prepared = prepare(model, at)?;
    if prepared.name == new {
        return Ok(Vec::new());
    }
    let mut spans = match (stages::at(model, at), variables::at(model, at)) {
        (Some((id, _)), _) => {
            check_stage(model, id, new)?;
            stage_spans(model, id)?
        }
        (None, Some(named)) => {
            let group = variables::group(model, &named);
            check_variable(model, new)?;
            variable_spans(model, &named, &group)?
        }
        (None, None) => Vec::new(),
    };
    spans.sort();
    spans.dedup();
    Ok(spans.into_iter().map(|span| Edit { span, text: new.to_owned() }).collect())
}

fn line(model: &Model, span: Span) -> u32 {
    model.source.line(span.start)
}

fn broken(model: &Model, span: Span) -> String {
    format!("line {} writes the name in a way that cannot be followed", line(model, span))
}

/// Every place where the name of the stage stands.
fn stage_spans(model: &Model, id: StageId) -> Result<Vec<Span>, String> {
    let name = model.stages.get(id).and_then(|it| it.name.clone());
    let (Some(name), Some(own)) = (name, stages::definition(model, id)) else {
        return Err("the stage has no name".to_owned());
    };
    let mut spans = vec![own];
    for it in stages::uses(model).iter().filter(|it| it.stage == id) {
        let text = model.source.slice(it.span);
        if text.to_lowercase() == name {
            spans.push(it.span);
        } else if text.parse::<usize>().is_err() {
            return Err(broken(model, it.span));
        }
    }
    Ok(spans)
}

fn check_stage(model: &Model, id: StageId, new: &str) -> Result<(), String> {
    let lower = new.to_lowercase();
    let is_rest = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || matches!(it, b'-' | b'_' | b'.');
    if !lower.as_bytes().first().is_some_and(u8::is_ascii_lowercase) || !lower.bytes().all(is_rest) {
        return Err(format!("`{new}` is no name of a stage: a letter, then letters, digits, `-`, `_` and `.`"));
    }
    if matches!(lower.as_str(), "scratch" | "context") {
        return Err(format!("`{new}` has a meaning of its own"));
    }
    if model.stages.iter().any(|it| it.id != id && it.name.as_deref() == Some(&lower)) {
        return Err(format!("there is a stage `{new}` already"));
    }
    // A word that means an image now would mean the stage.
    for instruction in &model.dockerfile.instructions {
        let image = match &instruction.kind {
            Kind::From(from) => Some(from.image.span),
            _ => None,
        };
        let mounts = match &instruction.kind {
            Kind::Run(run) => run.mounts.as_slice(),
            _ => &[],
        };
        let from = instruction.flag_value("from").map(|word| word.span);
        let mounted = mounts.iter().filter_map(|it| it.get("from")).map(|word| word.span);
        let is_own = |span: Span| stages::uses(model).iter().any(|it| it.span == span && it.stage == id);
        for span in image.into_iter().chain(from).chain(mounted).map(|span| unquoted(model, span)) {
            if model.source.slice(span).to_lowercase() == lower && !is_own(span) {
                return Err(format!("line {} names an image `{new}`", line(model, span)));
            }
        }
    }
    Ok(())
}

/// Every place where the name of the variable stands, where all of them are known.
fn variable_spans(model: &Model, named: &Named, group: &Group) -> Result<Vec<Span>, String> {
    let name = match named {
        Named::Definition(it) => &it.name,
        Named::Use(it) => &it.name,
    };
    if is_known(name) {
        return Err(format!("`{name}` has a meaning of its own"));
    }
    if !is_name(name) {
        return Err(format!("`{name}` is no name that a shell knows"));
    }
    if group.definitions.is_empty() {
        return Err(format!("no `ARG` or `ENV` of this file sets `{name}` here"));
    }
    let mut spans: Vec<Span> = group.definitions.iter().map(|it| it.span).collect();
    for found in &group.uses {
        if found.reader == Reader::Somebody {
            let place = line(model, found.span);
            return Err(format!("the quoted `{name}` on line {place} may be for another program"));
        }
        spans.push(found.name_span.ok_or_else(|| broken(model, found.span))?);
    }
    let first = group.definitions.iter().map(|it| it.instruction).min().unwrap_or_default();
    let last_stage = model.stages.len();
    for index in first..model.dockerfile.instructions.len() {
        let stage = super::stage_of(model, index).map_or(last_stage, |it| it.id);
        if group.uses.iter().any(|it| it.instruction == index) || reaches(model, group, stage) {
            check_text(model, index, name)?;
        }
    }
    Ok(spans)
}

/// Whether a definition of the group counts in the stage.
fn reaches(model: &Model, group: &Group, stage: StageId) -> bool {
    group.definitions.iter().any(|it| it.stage.is_some_and(|own| model.chain(stage).any(|it| it.id == own)))
}

/// Refuses shell text that sets the variable itself, or asks for it by its bare name.
fn check_text(model: &Model, index: usize, name: &str) -> Result<(), String> {
    let instruction = innermost(model.instruction(index));
    let script = match shell::form(instruction) {
        Some(Form::Shell(script)) => script,
        _ => return Ok(()),
    };
    let is_windows = super::stage_of(model, index).is_some_and(|it| it.windows);
    let found = match is_windows {
        true => shell::bare(&script.text.text, name).next(),
        false => shell::own_use(&script.text.text, name),
    };
    if let Some(at) = found {
        let place = line(model, script.text.locate(at..at + name.len()));
        return Err(format!("the command on line {place} uses `{name}` itself"));
    }
    Ok(())
}

fn is_name(text: &str) -> bool {
    let is_letter = |it: u8| it.is_ascii_alphanumeric() || it == b'_';
    text.as_bytes().first().is_some_and(|it| !it.is_ascii_digit()) && text.bytes().all(is_letter)
}

fn check_variable(model: &Model, new: &str) -> Result<(), String> {
    if !is_name(new) {
        return Err(format!("`{new}` is no name of a variable: letters, digits and `_`, a digit not first"));
    }
    if is_known(new) {
        return Err(format!("`{new}` has a meaning of its own"));
    }
    let defined = variables::definitions(model).into_iter().find(|it| it.name == new).map(|it| it.span);
    let used = || variables::uses(model).into_iter().find(|it| it.name == new).map(|it| it.span);
    if let Some(span) = defined.or_else(used) {
        return Err(format!("`{new}` is taken on line {}", line(model, span)));
    }
    if let Some(stage) = model.stages.iter().find(|it| it.start.env.contains_key(new)) {
        return Err(format!("the base image of {} sets `{new}`", super::title(stage)));
    }
    (0..model.dockerfile.instructions.len()).try_for_each(|index| check_text(model, index, new))
}
