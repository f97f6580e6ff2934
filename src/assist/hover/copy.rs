//! COPY and ADD: what a source brings, and where it lands.

use crate::context::{Context, Node};
use crate::model::Model;
use crate::model::copy::{Copy, Source, SourceState};
use crate::model::path;
use crate::source::Span;

use super::super::{code, paths, title};
use super::files;

/// Entries of the context that one hover looks at.
const MOST_ENTRIES: usize = 1_500;
/// Names that are listed at most.
const MOST_NAMES: usize = 8;

/// What the source at `span` is.
pub(super) fn source(model: &Model, index: usize, span: Span) -> Option<String> {
    if let Some(named) = paths::of_source(model, index, span) {
        return Some(files::text(model, &named));
    }
    let copy = model.copy_at(index)?;
    let source = copy.sources.iter().find(|it| it.span == span)?;
    let context = model.context.as_ref();
    match &source.state {
        SourceState::Context { path, node } => Some(in_context(context?, path, node)),
        SourceState::Glob { pattern, matches, ignored } => Some(globbed(context?, pattern, matches, ignored)),
        SourceState::Ignored { path } => {
            Some(format!("{} is in the build context and is not sent: {}", code(path), decider(context?, path)))
        }
        SourceState::Missing { path, made_elsewhere: Some(why) } => {
            Some(format!("{} is not in the build context now; it may be when the image is built: {why}", code(path)))
        }
        SourceState::Missing { path, made_elsewhere: None } => {
            Some(format!("{} is not in the build context{}", code(path), paths::root(context?)))
        }
        SourceState::StageGlob { pattern, matches, complete } => {
            let some = listed(matches);
            let more = if *complete { "" } else { "; perhaps more" };
            Some(format!("{} matches {some}{more}", code(pattern)))
        }
        SourceState::Remote => Some("It is fetched when the image is built.".to_owned()),
        SourceState::Unknown(why) => Some(format!("What it brings is not known: {why}")),
        SourceState::Stage { .. } | SourceState::Heredoc => None,
    }
}

fn listed(names: &[String]) -> String {
    if names.is_empty() {
        return "nothing".to_owned();
    }
    let shown: Vec<String> = names.iter().take(MOST_NAMES).map(|it| code(it)).collect();
    let more = names.len() - shown.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

fn in_context(context: &Context, path: &str, node: &Node) -> String {
    let name = if path.is_empty() { format!("the whole build context{}", paths::root(context)) } else { code(path) };
    match node {
        Node::File { size, executable } => {
            let mode = if *executable { ", executable" } else { "" };
            format!("{name}: a file of the build context, {}{mode}", bytes(*size))
        }
        Node::Link(target) => format!("{name}: a link of the build context, to {}", code(target)),
        Node::Missing => format!("{name} is not in the build context"),
        Node::Folder => {
            let sum = Sum::of(context, path);
            format!("{name}: a folder of the build context. {}", sum.text(context))
        }
    }
}

fn globbed(context: &Context, pattern: &str, matches: &[String], ignored: &[String]) -> String {
    let mut out = format!("{} matches {}", code(pattern), listed(matches));
    let sizes = matches.iter().filter_map(|it| match context.node(it) {
        Node::File { size, .. } => Some(size),
        _ => None,
    });
    let size: u64 = sizes.take(MOST_ENTRIES).sum();
    if size > 0 {
        out += &format!(" ({})", bytes(size));
    }
    if let Some(first) = ignored.first() {
        out += &format!("\n\nNot sent: {}. {}", listed(ignored), decider(context, first));
    }
    out
}

/// The line of the ignore file that leaves `path` out.
fn decider(context: &Context, path: &str) -> String {
    let is_folder = context.node(path) == Node::Folder;
    let ignored = context.ignored();
    let by = ignored.deciding_pattern(path, is_folder).zip(ignored.source.as_ref());
    match by {
        Some((pattern, source)) => {
            let line = source.line(pattern.span.start);
            let name = path::file_name(&source.path().to_string_lossy()).to_owned();
            format!("line {line} of {} leaves it out: {}", code(&name), code(source.slice(pattern.span)))
        }
        None => "`.dockerignore` leaves it out".to_owned(),
    }
}

/// Files below a folder of the context.
#[derive(Default)]
struct Sum {
    files: u64,
    bytes: u64,
    /// The topmost entries that are not sent.
    left_out: Vec<String>,
    is_cut: bool,
}

impl Sum {
    fn of(context: &Context, folder: &str) -> Sum {
        let mut sum = Sum::default();
        let mut folders = vec![folder.to_owned()];
        let mut left = MOST_ENTRIES;
        while let Some(folder) = folders.pop() {
            for (name, node) in context.children(&folder) {
                if left == 0 {
                    sum.is_cut = true;
                    return sum;
                }
                left -= 1;
                let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
                if context.is_ignored(&path) {
                    sum.left_out.push(path);
                    continue;
                }
                match node {
                    Node::Folder => folders.push(path),
                    Node::File { size, .. } => {
                        sum.files += 1;
                        sum.bytes += size;
                    }
                    Node::Link(_) => sum.files += 1,
                    Node::Missing => {}
                }
            }
        }
        sum.left_out.sort();
        sum
    }

    fn text(&self, context: &Context) -> String {
        let least = if self.is_cut { "At least " } else { "" };
        let count = match self.files {
            1 => "1 file".to_owned(),
            many => format!("{many} files"),
        };
        let mut out = format!("{least}{count}, {}, are sent", bytes(self.bytes));
        if self.files == 1 {
            out = format!("{least}{count}, {}, is sent", bytes(self.bytes));
        }
        if let Some(first) = self.left_out.first() {
            out += &format!("\n\nNot sent: {}. {}: {}", listed(&self.left_out), code(first), decider(context, first));
        }
        out
    }
}

/// `12 bytes`, `3.4 kB`, `120 MB`.
fn bytes(count: u64) -> String {
    match count {
        0..1_000 => format!("{count} bytes"),
        1_000..1_000_000 => format!("{:.1} kB", count as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", count as f64 / 1e6),
        _ => format!("{:.1} GB", count as f64 / 1e9),
    }
}

/// Where the destination is, and what will be there.
pub(super) fn destination(model: &Model, index: usize) -> Option<String> {
    let copy = model.copy_at(index)?;
    let stage = model.stages.get(copy.stage)?;
    let Some(at) = &copy.destination.path else {
        return Some(
            "Where it lands is not known: a variable has no value, or the working directory is not known".into(),
        );
    };
    let after = stage.states.get(index.checked_sub(stage.instructions.start)?)?.changes;
    let listing = model.list(stage.id, after, at);
    let look = model.look_at(stage.id, after, at);
    let mut out = format!("{} in {}", code(at), title(stage));
    let is_folder = look.found().is_some_and(|it| it.entry.kind == crate::model::files::EntryKind::Folder);
    if is_folder || copy.destination.is_folder {
        let names: Vec<String> = listing.names.iter().cloned().collect();
        let more = if listing.complete { "" } else { "; perhaps more" };
        let there = if names.is_empty() { "not known".to_owned() } else { listed(&names) };
        out += &format!(": a folder. After this instruction it holds {there}{more}");
    } else {
        out += &files::state(model, stage.id, &look);
    }
    let lands: Vec<String> = lands(copy, at).into_iter().map(|it| code(&it)).collect();
    if !lands.is_empty() {
        out += &format!("\n\nBrings {}", lands.join(", "));
    }
    Some(out)
}

/// Where single files of known names land.
fn lands(copy: &Copy, at: &str) -> Vec<String> {
    let name = |source: &Source| match &source.state {
        SourceState::Context { path, node: Node::File { .. } } => Some(path::file_name(path).to_owned()),
        SourceState::Stage { path, look } => {
            let found = look.found()?;
            let is_file = found.entry.kind != crate::model::files::EntryKind::Folder;
            is_file.then(|| path::file_name(path).to_owned())
        }
        _ => None,
    };
    if copy.parents || !copy.destination.is_folder {
        return Vec::new();
    }
    copy.sources.iter().filter_map(name).take(MOST_NAMES).map(|name| path::child(at, &name)).collect()
}
