//! The COPY instructions that bring what an install reads to where the sources will have it.

use crate::context::Node;
use crate::model::path;

use super::manifests_first::Order;

/// What is copied, each with its place.
#[derive(Default)]
pub(super) struct Lines {
    flags: String,
    /// Sources that go to one place, and the place as it is written.
    groups: Vec<(Vec<String>, String)>,
}

impl Lines {
    /// `None` where a name cannot be written, or lies outside of what is copied.
    pub(super) fn of(order: &Order) -> Option<Lines> {
        let source = &order.model.source;
        let context = order.model.context.as_ref()?;
        let flags = order.copy.flags.iter().map(|flag| format!("{} ", source.slice(flag.span))).collect();
        let mut lines = Lines { flags, groups: Vec::new() };
        for file in &order.files {
            let inside = inside(file, order.from)?;
            if file.contains([' ', '"', '\'', '$', '*', '?', '[', '\\', '`']) {
                return None;
            }
            let (folder, name) = inside.rsplit_once('/').unwrap_or(("", inside));
            let mut place = place(order, folder)?;
            if matches!(context.node(file), Node::Folder) {
                place = place + name + "/";
            }
            match lines.groups.iter_mut().find(|(_, at)| *at == place) {
                Some((files, _)) => files.push(file.clone()),
                None => lines.groups.push((vec![file.clone()], place)),
            }
        }
        (!lines.groups.is_empty()).then_some(lines)
    }

    /// An instruction for each place.
    pub(super) fn text(&self) -> Vec<String> {
        let line = |(files, place): &(Vec<String>, String)| format!("COPY {}{} {place}", self.flags, files.join(" "));
        self.groups.iter().map(line).collect()
    }
}

/// The path of `file` in `folder`.
pub(super) fn inside<'a>(file: &'a str, folder: &str) -> Option<&'a str> {
    match folder {
        "" => Some(file),
        _ => file.strip_prefix(folder)?.strip_prefix('/'),
    }
}

/// How a folder of the sources is named as a destination, as the COPY of the sources names its own.
fn place(order: &Order, folder: &str) -> Option<String> {
    let here = order.stage.before(order.late.copy.instruction).folder();
    let at = if folder.is_empty() { order.to.to_owned() } else { path::child(order.to, folder) };
    if here == Some(at.as_str()) {
        return Some("./".to_owned());
    }
    let written = order.model.source.slice(order.late.copy.destination.span);
    if written.contains([' ', '"', '\'']) {
        return None;
    }
    let top = if here == Some(order.to) { "." } else { written.trim_end_matches('/') };
    Some(if folder.is_empty() { format!("{top}/") } else { format!("{top}/{folder}/") })
}
