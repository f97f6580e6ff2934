//! Edits of `.dockerignore`: lines that keep out what should not get in, and nothing that a Dockerfile names.

use crate::context::dockerignore::{self, Ignored};
use crate::context::{Context, Node};
use crate::model::Model;
use crate::model::copy::{CopyFrom, SourceState};
use crate::rules::{Edit, Fix, Safety, edits};
use crate::source::Source;

/// The file with a line for each of `paths`; a line that was meant for one of them is written right instead.
/// `None` where there is no file, or where that would leave out what an instruction takes by name.
pub(in crate::rules) fn fix(model: &Model, paths: &[&str]) -> Option<Fix> {
    let context = model.context.as_ref()?;
    let file = context.ignored().source.clone()?;
    let attempts = [respelt(context.ignored(), &file, paths), Some(added(&file, paths))];
    let fits = |edits: &Vec<Edit>| {
        let text = apply(&file, edits);
        let ignored = dockerignore::parse(Source::new(".dockerignore", text));
        let is_out = |path: &&str| ignored.excludes(path, context.node(path) == Node::Folder);
        paths.iter().all(is_out) && !leaves_out_more(model, context, &ignored)
    };
    let edits = attempts.into_iter().flatten().find(fits)?;
    let title = match paths {
        [path] => format!("keep `{path}` out"),
        _ => format!("keep `{}` and {} more out", paths.first()?, paths.len() - 1),
    };
    Some(Fix::new(title, Safety::Unsafe, edits).in_file(file))
}

/// `**/` before the names that were meant, in the place of what stands there.
fn respelt(ignored: &Ignored, file: &Source, paths: &[&str]) -> Option<Vec<Edit>> {
    let mut edits: Vec<Edit> = Vec::new();
    for path in paths {
        let name = path.rsplit('/').next().unwrap_or(path);
        let meant = |it: &&dockerignore::Pattern| !it.negated && it.text.rsplit('/').next() == Some(name);
        let pattern = ignored.patterns.iter().find(meant)?;
        if !edits.iter().any(|edit| edit.span == pattern.span) {
            edits.push(Edit::replace(pattern.span, format!("**/{name}")));
        }
    }
    (!file.text().is_empty()).then_some(edits)
}

/// A line for each at the end of the file, where it wins.
fn added(file: &Source, paths: &[&str]) -> Vec<Edit> {
    let end = edits::line_end(file);
    let is_ended = file.text().is_empty() || file.text().ends_with('\n');
    let lines: String = paths.iter().map(|path| format!("{path}{end}")).collect();
    let text = if is_ended { lines } else { format!("{end}{}", lines.trim_end_matches(['\r', '\n'])) };
    vec![Edit::insert(file.text().len() as u32, text)]
}

fn apply(file: &Source, edits: &[Edit]) -> String {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    let mut text = file.text().to_owned();
    for edit in sorted {
        text.replace_range(edit.span.range(), &edit.text);
    }
    text
}

/// Whether an instruction names something that is sent today, and would not be.
fn leaves_out_more(model: &Model, context: &Context, ignored: &Ignored) -> bool {
    let copies = model.copies.iter().filter(|copy| matches!(copy.from, CopyFrom::Context));
    copies.flat_map(|copy| &copy.sources).any(|source| match &source.state {
        SourceState::Context { path, node } => !path.is_empty() && ignored.excludes(path, *node == Node::Folder),
        SourceState::Glob { matches, .. } => {
            matches.iter().any(|path| ignored.excludes(path, context.node(path) == Node::Folder))
        }
        SourceState::Missing { path, .. } => ignored.excludes(path, false),
        _ => false,
    })
}
