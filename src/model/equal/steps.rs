//! What the instructions of a stage do to its files, in order.

use std::collections::BTreeSet;

use crate::model::Model;
use crate::model::copy::CopyFrom;
use crate::model::files::{Content, Entry, StageId, Tree, What};
use crate::model::path;
use crate::model::stage::{Stage, State};
use crate::syntax::ast::{Form, Instruction, Kind, Mount, Run, TransferSource, Word};
use crate::syntax::expand::Value;

use super::config;

/// The RUN, COPY and ADD of the stage, each as one text, and last the folders that its WORKDIRs make.
pub(super) fn of(model: &Model, stage: StageId) -> Vec<String> {
    let Some(it) = model.stages.get(stage) else { return Vec::new() };
    let mut steps = Vec::new();
    for (index, instruction) in model.instructions_of(it) {
        let state = it.before(index);
        match &instruction.kind {
            Kind::Run(run) => steps.push(format!("RUN {}", self::run(model, run, instruction, state))),
            Kind::Copy(_) | Kind::Add(_) => steps.push(copy(model, it, index, instruction)),
            Kind::Invalid(_) => steps.push(written(model, instruction)),
            _ => {}
        }
    }
    steps.push(format!("WORKDIR {}", folders(model, it)));
    steps
}

/// Paths of the context that a step of the stage takes.
pub(super) fn context_paths(model: &Model, stage: StageId) -> Vec<String> {
    let Some(it) = model.stages.get(stage) else { return Vec::new() };
    let copied = it.changes.iter().filter_map(|change| match &change.what {
        What::Tree { from: Tree::Context { path, .. }, .. } => Some(path.clone()),
        _ => None,
    });
    let runs = model.instructions_of(it).filter_map(|(_, instruction)| match &instruction.kind {
        Kind::Run(run) => Some(run),
        _ => None,
    });
    let bound = runs.flat_map(|run| &run.mounts).filter(|mount| mount.kind() == "bind" && mount.get("from").is_none());
    let bound = bound.map(|mount| {
        let source = path::clean(mount.source().map_or("", |it| it.as_str()));
        source[1..].to_owned()
    });
    copied.chain(bound).collect()
}

/// An instruction in the words of the file: the blanks between them do not count.
pub(super) fn written(model: &Model, instruction: &Instruction) -> String {
    let keyword = model.source.slice(instruction.keyword).to_uppercase();
    let text = if keyword == "RUN" { without_idle(&script(instruction)) } else { script(instruction) };
    format!("`{keyword}{} {text}`", flags(instruction, &[]))
}

/// The text of an instruction as a shell is given it, heredocs included.
pub(super) fn script(instruction: &Instruction) -> String {
    let mut text = collapsed(&instruction.arguments.text);
    for heredoc in &instruction.heredocs {
        let quotes = if heredoc.expand { "" } else { " as it is" };
        text += &format!("\n<<{}{quotes}\n{}", heredoc.descriptor, heredoc.body.text);
    }
    text
}

/// The flags but `without`, sorted, each behind a blank.
pub(super) fn flags(instruction: &Instruction, without: &[&str]) -> String {
    let kept = instruction.flags.iter().filter(|it| !without.contains(&it.name.as_str()));
    let mut flags: Vec<String> = kept
        .map(|it| match &it.value {
            Some(value) => format!(" --{}={}", it.name, value.as_str()),
            None => format!(" --{}", it.name),
        })
        .collect();
    flags.sort();
    flags.concat()
}

/// A RUN with all that its commands see.
fn run(model: &Model, run: &Run, instruction: &Instruction, state: &State) -> String {
    let text = match &run.form {
        Form::Exec(_) => without_idle(&config::form(&run.form, instruction, state)),
        Form::Shell(_) => format!("`{}` in {:?}", without_idle(&script(instruction)), state.shell),
    };
    let known = |value: &Value| value.known().map_or("unknown".to_owned(), |it| format!("`{it}`"));
    let mut mounts: Vec<String> =
        run.mounts.iter().filter(|it| !is_of_downloads(it)).map(|it| mount(model, it, state)).collect();
    mounts.sort();
    let env: Vec<String> = state.env.iter().map(|(name, it)| format!("{name}={}", config::value(model, it))).collect();
    let args = state.args.iter().filter(|(name, _)| text.contains(name.as_str()));
    let args: Vec<String> = args.map(|(name, it)| format!("{name}={}", config::value(model, it))).collect();
    let (user, folder) = (known(&state.user.value), known(&state.workdir.value));
    let (flags, mounts) = (flags(instruction, &["mount"]), mounts.concat());
    format!("{text} as {user} in {folder}{flags}{mounts} with {} {}", env.join(" "), args.join(" "))
}

/// Whether a mount holds only what can be had again at any time, and what no image needs.
fn is_of_downloads(mount: &Mount) -> bool {
    let target = mount.target().map_or("", |it| it.as_str());
    let parts: Vec<&str> = target.split('/').collect();
    mount.kind() == "cache"
        && (parts.contains(&".cache") || parts.ends_with(&[".npm"]) || target.starts_with("/var/cache/"))
}

fn mount(model: &Model, mount: &Mount, state: &State) -> String {
    let field = |(key, value): &(String, Word)| match key.as_str() {
        "from" => format!("from={}", stage_named(model, value.as_str())),
        _ => format!("{key}={}", config::word(model, value, state)),
    };
    // Who waits for whom changes nothing of what is there in the end.
    let counts = |(key, _): &&(String, Word)| key != "sharing";
    let mut fields: Vec<String> = mount.fields.iter().filter(counts).map(field).collect();
    fields.sort();
    format!(" --mount={}", fields.join(","))
}

/// The stage that a name or number stands for, else the text.
fn stage_named(model: &Model, text: &str) -> String {
    let named = model.stages.iter().find(|it| it.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(text)));
    let id = named.map(|it| it.id).or(text.parse().ok().filter(|id| *id < model.stages.len()));
    id.map_or_else(|| text.to_owned(), |id| format!("stage {id}"))
}

/// Options that change nothing of what a program makes: who answers the questions of a package manager and what that
/// keeps for the next time, what is told of a download, records of logins that no container reads.
const IDLE: [(&[&str], &[&str]); 3] = [
    (
        &["apt", "apt-get", "yum", "dnf", "microdnf", "zypper", "apk", "pip", "pip3", "pip2", "uv"],
        &["-y", "--yes", "--assume-yes", "--non-interactive", "--no-cache", "--no-cache-dir", "-n"],
    ),
    (&["wget"], &["-q", "-nv", "--progress=dot:giga"]),
    (&["useradd"], &["-l", "--no-log-init"]),
];

/// The text without the options that do not count; `apt` is `apt-get`.
fn without_idle(text: &str) -> String {
    text.split('\n').map(line_without_idle).collect::<Vec<_>>().join("\n")
}

fn line_without_idle(text: &str) -> String {
    let mut kept: Vec<String> = Vec::new();
    let mut idle: &[&str] = &[];
    for word in text.split(' ') {
        let (stem, separator) = word.split_at(word.trim_end_matches([';', '&', '|']).len());
        let bare = stem.trim_matches(['"', ',', '[', ']', '(', ')', '`']);
        let known = IDLE.iter().find(|(programs, _)| programs.contains(&path::file_name(bare)));
        if let Some((_, options)) = known {
            idle = options;
        } else if idle.contains(&bare) {
            // What ends the command ends it without the option, too.
            kept.last_mut().into_iter().for_each(|last| last.push_str(separator));
            if !separator.is_empty() {
                idle = &[];
            }
            continue;
        }
        if !separator.is_empty() {
            idle = &[];
        }
        kept.push(match bare {
            "apt" => word.replace("apt", "apt-get"),
            "apt-cache" => word.replace("apt-cache", "apt-get"),
            _ => word.to_owned(),
        });
    }
    kept.join(" ")
}

/// Runs of blanks as one, but for those in quotes.
fn collapsed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut quote, mut escaped) = (None, false);
    for letter in text.chars() {
        let is_blank = matches!(letter, ' ' | '\t') && quote.is_none() && !escaped;
        if is_blank {
            if !out.ends_with(' ') {
                out.push(' ');
            }
            continue;
        }
        match (letter, quote) {
            _ if escaped => escaped = false,
            ('\\', None | Some('"')) => escaped = true,
            ('"' | '\'', None) => quote = Some(letter),
            (_, Some(open)) if open == letter => quote = None,
            _ => {}
        }
        out.push(letter);
    }
    out.trim().to_owned()
}

const CONTEXT: &str = "the context";

/// A COPY or ADD: what lands where, as far as that is known, else its words.
fn copy(model: &Model, stage: &Stage, index: usize, instruction: &Instruction) -> String {
    let state = stage.before(index);
    let changes: Vec<&What> = stage.changes.iter().filter(|it| it.instruction == index).map(|it| &it.what).collect();
    let is_known = !changes.is_empty() && !changes.iter().any(|it| matches!(it, What::Open { .. }));
    let flags = flags(instruction, &["from"]);
    let from = match model.copy_at(index).map(|it| &it.from) {
        Some(CopyFrom::Stage(stage)) => format!("stage {stage}"),
        Some(CopyFrom::Image(name)) => format!("`{name}`"),
        Some(CopyFrom::Unknown(_)) => {
            instruction.flag_value("from").map(|it| it.as_str().to_owned()).unwrap_or_default()
        }
        Some(CopyFrom::Context) | None => CONTEXT.to_owned(),
    };
    if is_known {
        let landed: Vec<String> = changes.into_iter().map(shown).collect();
        return format!("copying from {from}{flags}: {}", landed.join(", "));
    }
    let (Kind::Copy(transfer) | Kind::Add(transfer)) = &instruction.kind else { return String::new() };
    let keyword = model.source.slice(instruction.keyword).to_uppercase();
    let sources: Vec<String> = transfer
        .sources
        .iter()
        .map(|source| match source {
            TransferSource::Path(word) => self::source(&config::word(model, word, state), &from),
            TransferSource::Heredoc(at) => {
                instruction.heredocs.get(*at).map_or(String::new(), |it| it.body.text.clone())
            }
        })
        .collect();
    let to = config::word(model, &transfer.destination, state);
    let folder = state.folder().unwrap_or("the working directory");
    format!("{keyword} from {from}{flags}: {} to {to} in {folder}", sources.join(", "))
}

/// Nothing lies above the root of the context: a path that leads there stays in it.
fn source(text: &str, from: &str) -> String {
    let path = text.strip_prefix('`').and_then(|it| it.strip_suffix('`'));
    match path.filter(|it| from == CONTEXT && !it.contains(':')) {
        Some(it) => format!("`{}`", path::clean(it)),
        None => text.to_owned(),
    }
}

fn shown(what: &What) -> String {
    match what {
        What::Add { path, entry } => format!("`{path}`: {}", self::entry(entry)),
        What::Tree { path, from, access } => {
            let from = match from {
                Tree::Context { path, exclude } => format!("`{path}` without {exclude:?}"),
                Tree::Stage { stage, at, path } => format!("`{path}` of stage {stage} ({at:?})"),
                Tree::Image { name } => format!("`{name}`"),
            };
            format!("`{path}`: {from} ({:?}, {:?})", access.owner, access.executable)
        }
        other => format!("{other:?}"),
    }
}

fn entry(entry: &Entry) -> String {
    let content = match &entry.content {
        Content::Context(name) => format!("`{name}` of the context"),
        Content::Text(text) => format!("{:?}", text.text),
        Content::Program(program) => format!("{program:?}"),
        Content::Unknown => "something".to_owned(),
    };
    format!("{:?} {content} ({:?}, {:?})", entry.kind, entry.owner, entry.executable)
}

/// The folders that the WORKDIRs of the stage make, without those above another.
fn folders(model: &Model, stage: &Stage) -> String {
    let is_workdir = |index: usize| matches!(model.instruction(index).kind, Kind::Workdir(_));
    let made = stage.changes.iter().filter(|it| is_workdir(it.instruction)).filter_map(|it| match &it.what {
        What::Add { path, entry } => Some((path.as_str(), entry.owner.clone())),
        _ => None,
    });
    let made: BTreeSet<(&str, Option<String>)> = made.collect();
    let is_above = |one: &str, owner: &Option<String>| {
        made.iter().any(|(other, its)| *other != one && its == owner && path::below(other, one).is_some())
    };
    let lowest = made.iter().filter(|(path, owner)| !is_above(path, owner));
    lowest.map(|(path, owner)| format!("`{path}` ({owner:?})")).collect::<Vec<_>>().join(", ")
}
