//! The edits that let an install stand above the sources: what it reads is copied first, the sources below it.
//!
//! Three ways, the plainest that fits: the COPY of the sources goes below the step; the step is cut behind the install,
//! and its first part goes above the sources; a step that fetches is added above them. Nothing is offered where what
//! stands between the two might need the sources, or where it is not known what the install reads.

use crate::cache::early;
use crate::cache::inputs;
use crate::cache::installs::{self, text};
use crate::cache::manifests;
use crate::cache::order::{Late, Reads};
use crate::context::{Context, Node};
use crate::model::Model;
use crate::model::copy::{Copy, CopyFrom, SourceState};
use crate::model::files::{Content, EntryKind};
use crate::model::path;
use crate::model::run::{Invocation, Origin};
use crate::model::stage::Stage;
use crate::rules::edits::{self, Gap};
use crate::rules::{Edit, Fix, Safety};
use crate::source::Span;
use crate::syntax::ast::{Form, Instruction, Kind};
use crate::syntax::shell::Link;

use super::manifest_lines::{self, Lines};

/// Instructions of COPY that would be needed; with more the file is no better.
const MOST_LINES: usize = 12;

/// The COPY of the sources, the step that installs, and what is around them.
pub(super) struct Order<'a> {
    pub(super) model: &'a Model,
    pub(super) late: &'a Late<'a>,
    pub(super) stage: &'a Stage,
    pub(super) copy: &'a Instruction,
    pub(super) run: &'a Instruction,
    /// The folder of the context that is copied, and where to.
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    /// What the install reads, of the context.
    pub(super) files: Vec<String>,
}

/// What of the step goes above the sources.
enum Part {
    Whole,
    /// Up to the byte, and where the rest begins.
    First {
        end: u32,
        rest: u32,
        /// What keeps the comments between the two.
        between: String,
    },
    /// A step of its own, with this command.
    Fetch(String),
}

/// The ways to write it, the plainest first.
pub(super) fn fixes(model: &Model, late: &Late) -> Vec<Fix> {
    let found = Order::new(model, late).and_then(|order| {
        let fix = order.fix()?;
        Some([Some(fix), super::manifest_mounts::fix(&order)])
    });
    found.into_iter().flatten().flatten().collect()
}

impl<'a> Order<'a> {
    fn new(model: &'a Model, late: &'a Late<'a>) -> Option<Order<'a>> {
        let context = model.context.as_ref()?;
        let (copy, run) = (model.instruction(late.copy.instruction), model.instruction(late.install.instruction));
        let (Kind::Copy(transfer) | Kind::Add(transfer)) = &copy.kind else { return None };
        let SourceState::Context { path: from, node: Node::Folder } = &late.source.state else { return None };
        let is_plain = copy.flags.iter().all(|flag| matches!(flag.name.as_str(), "chown" | "chmod" | "link"));
        if !is_plain || transfer.json || transfer.sources.len() != 1 || late.install.origin != Origin::Run {
            return None;
        }
        let is_run = matches!(run.kind, Kind::Run(_)) && run.empty_continuations.is_empty();
        let to = late.copy.destination.path.as_deref().filter(|_| is_run)?;
        let files = read(model, context, late)?;
        let stage = model.stages.get(late.copy.stage)?;
        let order = Order { model, late, stage, copy, run, from, to, files };
        order.is_apart(context).then_some(order)
    }

    fn fix(&self) -> Option<Fix> {
        let part = self.part()?;
        let is_there = self.late.reads != Reads::Manifests || self.files.iter().all(|file| self.has(file));
        let lines = if is_there { Lines::default() } else { Lines::of(self)? };
        let copies = lines.text();
        if copies.len() > MOST_LINES {
            return None;
        }
        let is_adjacent = self.late.copy.instruction + 1 == self.late.install.instruction;
        let edits = match part {
            Part::Whole => self.below(&copies, self.run),
            Part::First { end, rest, between } => {
                let start = self.run.keyword.end;
                let first = format!("RUN{}", self.model.source.slice(Span { start, end }));
                let cut = Edit::replace(Span { start: self.start_of_script()?, end: rest }, between);
                let mut edits = self.between(copies, first, is_adjacent);
                edits.push(cut);
                edits
            }
            Part::Fetch(command) => {
                let flags: String =
                    self.run.flags.iter().map(|it| self.model.source.slice(it.span).to_owned() + " ").collect();
                self.between(copies, format!("RUN {flags}{command}"), is_adjacent)
            }
        };
        let title = match is_there {
            true => "copy the sources below the install",
            false => "copy what the install reads first, and the sources below it",
        };
        Some(Fix::new(title, Safety::Unsafe, edits))
    }

    /// `copies` in the place of the COPY, which goes below `run` with its comments.
    pub(super) fn below(&self, copies: &[String], run: &Instruction) -> Vec<Edit> {
        let source = &self.model.source;
        let block = edits::block(self.model, self.copy);
        let lines: String =
            copies.iter().map(|it| edits::written(source, self.copy, it) + edits::line_end(source)).collect();
        let at = source.line_span(source.line(run.span.end)).end;
        let moved = edits::line_end(source).to_owned() + source.slice(block).trim_end_matches(['\r', '\n']);
        let out = match copies {
            [] => edits::without_block(self.model, self.copy),
            _ => Edit::replace(block, lines),
        };
        vec![out, Edit::insert(at, moved)]
    }

    /// `copies` and `step`, and the sources below that and above the step that is there.
    fn between(&self, mut copies: Vec<String>, step: String, is_adjacent: bool) -> Vec<Edit> {
        if is_adjacent {
            copies.push(step);
            return vec![edits::above(self.model, self.copy, &copies, Gap::None)];
        }
        let source = &self.model.source;
        let block = edits::block(self.model, self.copy);
        let end = edits::line_end(source);
        let lines: String = copies.iter().map(|it| edits::written(source, self.copy, it) + end).collect();
        let at = edits::block(self.model, self.run).start;
        let text = edits::written(source, self.run, &step) + end + source.slice(block);
        vec![Edit::replace(block, lines), Edit::insert(at, text)]
    }

    /// Whether an instruction above has brought the file to where the sources will have it.
    pub(super) fn has(&self, file: &str) -> bool {
        let Some(inside) = manifest_lines::inside(file, self.from) else { return false };
        let changes = self.stage.before(self.late.copy.instruction).changes;
        let look = self.model.look_at(self.stage.id, changes, &path::child(self.to, inside));
        look.found().is_some_and(|it| matches!(&it.entry.content, Content::Context(name) if name == file))
    }

    fn start_of_script(&self) -> Option<u32> {
        Some(self.run.arguments.span().start).filter(|it| *it > self.run.keyword.end)
    }

    fn part(&self) -> Option<Part> {
        let (late, install) = (self.late, self.late.install);
        let commands: Vec<&Invocation> = of_step(self.model, late.install.instruction).collect();
        let aside = self.model.aside.iter().any(|it| it.instruction == install.instruction);
        let is_early = |it: &&&Invocation| early::is_early(it, late.ecosystem, self.to) || installs::is_cook(it);
        let Kind::Run(run) = &self.run.kind else { return None };
        let is_read = match &run.form {
            Form::Shell(script) => script.understood,
            Form::Exec(_) => true,
        };
        let count = commands.iter().take_while(is_early).count();
        let holds = |count: usize| commands.iter().take(count).any(|it| it.span == install.span);
        if is_read && !aside && count == commands.len() && self.is_complete(install) {
            return Some(Part::Whole);
        }
        let first =
            self.first(&commands, count).filter(|_| is_read && !aside && holds(count) && self.is_complete(install));
        first.or_else(|| self.fetch().map(Part::Fetch))
    }

    /// Whether the install does all that it will ever do while only the manifests are there.
    fn is_complete(&self, install: &Invocation) -> bool {
        let alone = manifests::install(self.late.ecosystem, self.model.source.slice(install.span));
        let is_restore = installs::program(install) == "dotnet";
        installs::is_cook(install) || is_restore || alone.is_some_and(|it| it == self.written(install))
    }

    fn written(&self, install: &Invocation) -> String {
        let lines = self.model.source.slice(install.span).lines().map(str::trim).filter(|line| !line.starts_with('#'));
        let words = lines.flat_map(|line| line.trim_end_matches(self.model.dockerfile.escape).split_whitespace());
        words.collect::<Vec<_>>().join(" ")
    }

    /// The first `count` commands, which `&&` parts from the rest, and which leave nothing for it.
    fn first(&self, commands: &[&Invocation], count: usize) -> Option<Part> {
        let (last, next) = (commands.get(count.checked_sub(1)?)?, commands.get(count)?);
        let source = &self.model.source;
        let leaves = |it: &&&Invocation| matches!(installs::program(it), "cd" | "export" | "set" | "umask" | "");
        let text = source.slice(Span { start: self.start_of_script()?, end: last.span.end });
        let is_simple = !text.contains(['(', '{', '|', ';']) && self.run.heredocs.is_empty();
        let escape = self.model.dockerfile.escape;
        let gap = source.slice(Span { start: last.span.end, end: next.span.start });
        let lines = gap.lines().filter(|line| !line.trim_start().starts_with('#'));
        let signs: String = lines.flat_map(str::chars).filter(|it| !it.is_whitespace() && *it != escape).collect();
        let is_cut = signs == "&&" && next.link == Link::And && is_simple;
        let stays = commands.iter().take(count).any(|it| leaves(&it));
        let between = if gap.contains('#') { gap.replacen("&&", "", 1).trim_start().to_owned() } else { String::new() };
        (is_cut && !stays).then_some(Part::First { end: last.span.end, rest: next.span.start, between })
    }

    /// The command of a step of its own that fetches what the install below finds.
    fn fetch(&self) -> Option<String> {
        let install = self.late.install;
        let is_bare = install.wrappers.is_empty()
            && (install.assignments.is_empty() || self.late.ecosystem.manifests == ["go.mod"]);
        let here = self.stage.before(self.late.install.instruction).folder();
        if !is_bare || install.folder.as_deref() != here || self.late.reads != Reads::Manifests {
            return None;
        }
        let words: Vec<&str> = install.argv.iter().map(text).collect();
        if installs::program(install) == "dotnet" {
            let targets = ["-r", "--runtime", "-a", "--arch", "--os", "--no-restore", "--self-contained", "-f"];
            let named = words.get(2).filter(|it| !it.starts_with('-') && !it.is_empty());
            let is_plain = installs::compiles(install)
                && !words
                    .iter()
                    .any(|word| targets.contains(word) || word.starts_with("-p:") || word.starts_with("/p:"));
            return is_plain
                .then(|| format!("dotnet restore {}", named.copied().unwrap_or_default()).trim().to_owned());
        }
        if matches!(installs::program(install), "gradle" | "gradlew") {
            return None;
        }
        let command = manifests::install(self.late.ecosystem, self.model.source.slice(install.span))?;
        let quiet = ["-B", "--batch-mode", "-ntp", "--no-transfer-progress", "-q"];
        let quiet = words.iter().filter(|word| self.late.ecosystem.manifests == ["pom.xml"] && quiet.contains(word));
        let command = quiet.fold(command, |command, word| format!("{command} {word}"));
        (command != self.written(install)).then_some(command)
    }

    /// Whether nothing between the COPY and the step needs the sources, or is covered by them when they come below.
    fn is_apart(&self, context: &Context) -> bool {
        let destination = self.model.source.slice(self.late.copy.destination.span);
        let is_fixed = destination.starts_with('/');
        let written = self.model.source.slice(self.copy.span);
        let names = |name: &str| written.contains('$') && written.contains(name);
        let between = self.late.copy.instruction + 1..self.late.install.instruction;
        between.clone().all(|index| match &self.model.instruction(index).kind {
            Kind::Workdir(_) => is_fixed,
            Kind::Env(pairs) => !pairs.iter().any(|pair| names(pair.key.as_str())),
            Kind::Arg(arguments) => !arguments.iter().any(|it| names(it.name.as_str())),
            Kind::Run(_) => {
                let mut commands = of_step(self.model, index);
                commands.all(|it| early::is_early(it, self.late.ecosystem, self.to))
            }
            Kind::Copy(_) | Kind::Add(_) => {
                let copy = self.model.copy_at(index);
                copy.is_some_and(|copy| self.stays(context, copy))
            }
            Kind::Label(_) | Kind::Expose(_) | Kind::User(_) | Kind::Cmd(_) | Kind::Entrypoint(_) | Kind::Shell(_) => {
                true
            }
            _ => false,
        })
    }

    /// Whether the sources hold nothing that lands where `copy` puts something else.
    fn stays(&self, context: &Context, copy: &Copy) -> bool {
        let Some(to) = copy.destination.path.as_deref() else { return false };
        copy.sources.iter().all(|source| {
            let (path, is_folder) = match &source.state {
                SourceState::Context { path, node } => (path.as_str(), *node == Node::Folder),
                SourceState::Stage { path, look } => {
                    (path.as_str(), !look.found().is_some_and(|it| it.entry.kind == EntryKind::File))
                }
                SourceState::Glob { matches, .. } => {
                    return copy.destination.is_folder
                        && matches
                            .iter()
                            .all(|it| context.node(it) != Node::Folder && self.is_free(context, copy, it, to));
                }
                _ => return false,
            };
            if is_folder {
                return path::below(to, self.to).is_none() && path::below(self.to, to).is_none();
            }
            self.is_free(context, copy, path, to)
        })
    }

    /// Whether the file `path` lands where the sources have nothing, or the same file.
    fn is_free(&self, context: &Context, copy: &Copy, path: &str, to: &str) -> bool {
        let is_folder = copy.destination.is_folder || copy.sources.len() > 1;
        let at = if is_folder { path::child(to, path::file_name(path)) } else { to.to_owned() };
        let Some(inside) = path::below(&at, self.to) else { return true };
        let of_sources = manifests::below(self.from, inside);
        let is_same = matches!(copy.from, CopyFrom::Context) && of_sources == path;
        is_same || context.node(&of_sources) == Node::Missing
    }
}

/// What the install reads; `None` where that is not known, or what is copied once more is not all of it.
fn read(model: &Model, context: &Context, late: &Late) -> Option<Vec<String>> {
    let command = model.source.slice(late.install.span);
    let SourceState::Context { path: copied, .. } = &late.source.state else { return None };
    let wanted = |files: &[String]| inputs::all(context, late.ecosystem, &late.folder, late.install, files, copied);
    match late.reads {
        Reads::Recipe => Some(Vec::new()),
        Reads::Manifests => wanted(&late.files),
        Reads::Again(_) => {
            let files = wanted(&manifests::files(context, late.ecosystem, &late.folder, command))?;
            files.iter().all(|it| late.files.contains(it)).then_some(files)
        }
    }
}

/// The commands of a step.
fn of_step(model: &Model, index: usize) -> impl Iterator<Item = &Invocation> {
    model.invocations_of(index).iter()
}
