//! `chown` or `chmod` in a `RUN` on what an earlier instruction of the image brought: the layer stores it again.
//!
//! A layer holds whole files, so a change of owner or mode alone puts each file into it once more. Silent where the
//! files have the owner already, perhaps, and on what may be small: a file of the build context counts from 1 MiB, and
//! beside those a program or folder of another stage, and folders that installs fill. Silent in stages that do not
//! ship and in a branch.

use crate::context::Node;
use crate::model::Model;
use crate::model::copy::{Copy, Source, SourceState};
use crate::model::files::{Change, Content, EntryKind, Look, StageId, What};
use crate::model::path;
use crate::model::run::{Invocation, Origin, Word};
use crate::rules::commands::{self, Arguments};
use crate::rules::{Confidence, Finding, Input, Rule, is_root};
use crate::source::Span;
use crate::syntax::shell::Reach;

pub(super) const RULE: Rule = Rule { id: "copied-files-stored-twice", check };

/// Bytes of a file from which a second copy is worth a word.
const LARGE: u64 = 1 << 20;
/// Folders that an install or a build fills, by the convention of their tools.
const FILLED: [&str; 5] = ["node_modules", "vendor", ".venv", "venv", ".next"];

/// What a command changes of the files.
#[derive(Clone, Copy)]
enum Changed<'a> {
    Owner(&'a str),
    Mode,
}

/// What is stored again.
struct Again {
    /// The instruction that brought it.
    span: Span,
    what: String,
}

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let commands = commands::of(model, &["chown", "chmod"]).into_iter();
    let commands = commands.filter(|it| it.origin != Origin::Substitution && it.reach == Reach::Always);
    commands.filter(|it| commands::ships(model, it.stage)).filter_map(|it| finding(model, it)).collect()
}

fn finding(model: &Model, invocation: &Invocation) -> Option<Finding> {
    let program = commands::program(invocation)?;
    let arguments = Arguments::of(invocation);
    let operands = arguments.operands(&[]);
    let (to, paths) = operands.split_first()?;
    let is_recursive = arguments.has(&["R", "recursive"]);
    let owner = to.text.split([':', '.']).next().unwrap_or_default();
    let changed = match program {
        "chown" if is_root(owner) || owner.contains("${") => return None,
        "chown" => Changed::Owner(owner),
        // `u+w`, `a+rX` and their like may change nothing.
        _ if !to.text.bytes().all(|it| it.is_ascii_digit()) => return None,
        _ => Changed::Mode,
    };
    let places = paths.iter().filter_map(|word| place(invocation, word));
    let again: Vec<Again> = places.flat_map(|at| brought(model, invocation, &at, is_recursive, changed)).collect();
    let message = format!("`{program}` stores {} a second time, in a layer of its own", again.first()?.what);
    let finding = Finding::new(commands::place(invocation), message).confidence(Confidence::Likely);
    let finding = match changed {
        Changed::Owner(_) => finding.help(format!(
            "copy with `--chown={}`, or install as that user behind a `USER`, and leave this out",
            to.text
        )),
        Changed::Mode => finding.help(format!("copy with `--chmod={}`, and leave this out", to.text)),
    };
    Some(again.iter().fold(finding, |finding, it| finding.label(model.place(it.span), "this stores it first")))
}

/// The absolute path that a word names; `None` where it is not known, or a pattern.
fn place(invocation: &Invocation, word: &Word) -> Option<String> {
    let folder = invocation.folder.as_deref()?;
    let is_plain = !word.text.contains(['$', '*', '?', '[', '~']);
    is_plain.then(|| path::join(folder, &word.text))
}

/// What earlier instructions of the same image put at the path, or below it: the large parts.
fn brought(model: &Model, by: &Invocation, at: &str, is_recursive: bool, changed: Changed) -> Vec<Again> {
    let is_there = |path: &str| path == at || is_recursive && path::below(path, at).is_some();
    let earlier = |stage: StageId, instruction: usize| {
        instruction < by.instruction && model.chain(by.stage).any(|it| it.id == stage)
    };
    let copied = model.copies.iter().filter(|it| earlier(it.stage, it.instruction)).filter_map(|copy| {
        let flag = model.instruction(copy.instruction).flag_value("chown");
        let owner = flag.map_or("root", |it| it.as_str().split(':').next().unwrap_or_default());
        let mut large = copy.sources.iter().filter(|it| landing(copy, it).is_some_and(|path| is_there(&path)));
        let what = large.find_map(|it| large_part(it, changed)).filter(|_| changes(changed, Some(owner)))?;
        Some(Again { span: model.instruction(copy.instruction).span, what })
    });
    let filled = FILLED.iter().filter(|_| is_recursive).filter_map(|name| {
        let folder = path::join(at, name);
        let instruction = filled(model, by, &folder, changed)?;
        Some(Again { span: model.instruction(instruction).span, what: format!("`{folder}`") })
    });
    let mut again: Vec<Again> = copied.chain(filled).collect();
    again.sort_by_key(|it| it.span);
    again.dedup_by_key(|it| it.span);
    again
}

/// The RUN that filled a folder before, as another user.
fn filled(model: &Model, by: &Invocation, folder: &str, changed: Changed) -> Option<usize> {
    model.chain(by.stage).find_map(|stage| {
        let mut before = stage.changes.iter().filter(|it| it.instruction < by.instruction);
        let is_there = |it: &&Change| match &it.what {
            What::Open { path, .. } | What::Add { path, .. } => path::below(path, folder).is_some(),
            _ => false,
        };
        let last = before.rfind(is_there)?.instruction;
        let user = stage.before(last).user.value.known();
        let owner = user.map(|user| user.split(':').next().unwrap_or_default());
        changes(changed, owner).then_some(last)
    })
}

/// Whether files of this owner surely change. A name and a number may be one account.
fn changes(changed: Changed, owner: Option<&str>) -> bool {
    let is_number = |name: &str| name.bytes().all(|it| it.is_ascii_digit());
    match changed {
        Changed::Mode => true,
        Changed::Owner(to) => {
            owner.is_some_and(|own| is_root(own) || own != to && is_number(own) == is_number(to) && !own.contains('$'))
        }
    }
}

/// Where a source of a copy lands; of a folder its content does.
fn landing(copy: &Copy, source: &Source) -> Option<String> {
    let to = copy.destination.path.as_ref()?;
    let name = match &source.state {
        SourceState::Context { path, node: Node::File { .. } } => Some(path),
        SourceState::Stage { path, look } if look.found().is_some_and(|it| it.entry.kind == EntryKind::File) => {
            Some(path)
        }
        _ => None,
    };
    let inside = name.filter(|_| copy.destination.is_folder).map(|path| path::join(to, path::file_name(path)));
    Some(inside.unwrap_or_else(|| to.clone()))
}

/// What a source brings, in words, where it is large, and surely changed.
fn large_part(source: &Source, changed: Changed) -> Option<String> {
    match (&source.state, changed) {
        (SourceState::Context { path, node: Node::File { size, .. } }, _) if *size >= LARGE => {
            Some(format!("`{path}`, {} MB,", size.div_ceil(1_000_000)))
        }
        // A program has the mode of one already.
        (SourceState::Stage { path, look: Look::Present(found) }, Changed::Owner(_)) => {
            let is_program = matches!(found.entry.content, Content::Program(_));
            let is_large = is_program || found.entry.kind == EntryKind::Folder;
            is_large.then(|| format!("`{path}` of the other stage"))
        }
        (SourceState::Stage { path, look: Look::Unknown(_) }, Changed::Owner(_)) => {
            path.split('/').any(|name| FILLED.contains(&name)).then(|| format!("`{path}` of the other stage"))
        }
        _ => None,
    }
}
