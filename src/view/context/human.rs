//! The context for people.

use std::io::{self, Write};

use crate::report::{Colour, one_line};

use super::super::text::{Paint, bar, counted, size};
use super::{ContextView, CopyView, Entry, PatternView, Weight};

const BAR: usize = 24;
/// Longer texts of instructions are cut.
const WIDTH: usize = 60;

pub(super) fn write(view: &ContextView, colour: Colour, out: &mut dyn Write) -> io::Result<()> {
    let paint = Paint(colour);
    let root = one_line(view.place.context.as_deref().unwrap_or("."));
    let why = one_line(view.place.why.as_deref().unwrap_or_default());
    writeln!(out, "{}: the build context is `{root}`: {why}\n", paint.strong(&one_line(&view.place.dockerfile)))?;
    writeln!(out, "{:>9}  sent, {}", size(view.sent.bytes), counted(view.sent.files, "file"))?;
    let by = match &view.ignore_file {
        Some(file) => format!("by `{}`", one_line(file)),
        None => "there is no `.dockerignore`".to_owned(),
    };
    writeln!(out, "{:>9}  left out, {}: {by}", size(view.left_out.bytes), counted(view.left_out.files, "file"))?;
    entries(view, "what is sent, by name", &view.folders, paint, out)?;
    if view.largest.iter().any(|it| it.path.contains('/')) {
        entries(view, "the largest files that are sent", &view.largest, paint, out)?;
    }
    patterns(view, paint, out)?;
    copies(view, paint, out)?;
    notes(view, paint, out)
}

fn entries(view: &ContextView, title: &str, entries: &[Entry], paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", paint.strong(title))?;
    for Entry { path, weight } in entries {
        let bar = bar(weight.bytes, view.sent.bytes, BAR);
        let files = if path.ends_with('/') { format!("  {}", counted(weight.files, "file")) } else { String::new() };
        let files = paint.faint(&files);
        writeln!(out, "{:>9}  {bar:<BAR$}  {}{files}", size(weight.bytes), one_line(path))?;
    }
    Ok(())
}

fn patterns(view: &ContextView, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let Some(file) = &view.ignore_file else { return Ok(()) };
    writeln!(out, "\n{}", paint.strong(&format!("what each line of `{}` leaves out", one_line(file))))?;
    for PatternView { line, text, negated, left_out, .. } in &view.patterns {
        let does = match left_out {
            _ if *negated => paint.faint("brings back"),
            Weight { files: 0, .. } => paint.faint("nothing"),
            Weight { files, bytes } => format!("{}, {}", size(*bytes), counted(*files, "file")),
        };
        writeln!(out, "{line:>9}  {:<BAR$}  {does}", one_line(text))?;
    }
    for problem in &view.problems {
        let message = paint.wrong(&one_line(&problem.message));
        writeln!(out, "{:>9}  {message}", problem.line)?;
    }
    Ok(())
}

fn copies(view: &ContextView, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    if view.copies.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", paint.strong("what enters which instruction"))?;
    for CopyView { line, text, takes, sources, .. } in &view.copies {
        let text: String = one_line(text).chars().take(WIDTH).collect();
        let weight = format!("{}, {}", size(takes.bytes), counted(takes.files, "file"));
        writeln!(out, "{line:>9}  {:<44}  {weight}", text)?;
        for source in sources {
            if let Some(note) = &source.note {
                let note = format!("`{}`: {}", one_line(&source.text), one_line(note));
                writeln!(out, "{:>9}  {}", "", paint.doubt(&note))?;
            }
        }
    }
    Ok(())
}

fn notes(view: &ContextView, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let mut notes: Vec<String> = Vec::new();
    let links = view.leaving.iter().take(10);
    notes.extend(links.map(|it| format!("`{}` is a link out of the context, to `{}`", it.path, it.target)));
    if view.special > 0 {
        notes.push(format!("{} of no kind that is ever sent", counted(view.special, "socket, pipe or device")));
    }
    notes.extend(view.unreadable.iter().take(10).map(|it| format!("`{it}` cannot be read")));
    if view.truncated {
        notes.push("there is more than was looked at: the numbers are lower bounds".to_owned());
    }
    if !notes.is_empty() {
        writeln!(out)?;
    }
    for note in notes {
        writeln!(out, "{}", paint.doubt(&one_line(&note)))?;
    }
    Ok(())
}
