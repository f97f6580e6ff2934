//! The image as one page without scripts, that needs no other file and no network.

use std::io::{self, Write};

use crate::report::escape::{html, html_marked};
use crate::report::html::BASE;

use super::config::{CommandView, SettingView};
use super::files::FileView;
use super::graph::{self, Node, Placed};
use super::human::words;
use super::{ImageView, OriginView, StageView};

const STYLE: &str = include_str!("page.css");

/// Sizes of the graph, in pixels.
const BOX: (usize, usize) = (200, 62);
const GAP: (usize, usize) = (120, 16);
const MARGIN: usize = 16;
/// Longer texts in boxes and at edges are cut, in characters; the whole stands in their tooltip.
const NAME: usize = 24;
const LABEL: usize = 18;

pub(super) fn write(view: &ImageView, out: &mut dyn Write) -> io::Result<()> {
    let title = html(&view.place.dockerfile);
    writeln!(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(
        out,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    )?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    writeln!(out, "<title>{title}: the image</title>\n<style>\n{BASE}{STYLE}</style>\n</head>\n<body>\n<main>")?;
    writeln!(out, "<h1>{title}</h1>")?;
    if let (Some(root), Some(why)) = (&view.place.context, &view.place.why) {
        writeln!(out, "<p>The build context is <code>{}</code>: {}</p>", html(root), html_marked(why))?;
    }
    graph(view, Links::Stages, out)?;
    for stage in view.stages.iter().rev() {
        section(stage, out)?;
    }
    source(view, out)?;
    writeln!(out, "</main>\n</body>\n</html>")
}

/// Where the boxes of stages lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Links {
    /// The stage's section on the same page.
    Stages,
    Nowhere,
}

/// The drawing of the stages; `BASE` has its style.
pub(super) fn graph(view: &ImageView, links: Links, out: &mut dyn Write) -> io::Result<()> {
    let edges = graph::edges(view);
    let placed = graph::placed(view, &edges);
    let (columns, rows) = placed.iter().fold((0, 0), |most, it| (most.0.max(it.column + 1), most.1.max(it.row + 1)));
    let width = MARGIN * 2 + columns * (BOX.0 + GAP.0) - GAP.0.min(columns * GAP.0);
    let height = MARGIN * 2 + rows * (BOX.1 + GAP.1) - GAP.1.min(rows * GAP.1);
    writeln!(out, "<figure><svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\">")?;
    writeln!(out, "<title>What the stages take from where</title>")?;
    for (index, edge) in edges.iter().enumerate() {
        let find = |node: &Node| placed.iter().find(|it| it.node == *node);
        let (Some(from), Some(to)) = (find(&edge.from), find(&edge.to)) else { continue };
        // The ends of all that comes in are spread over the box's side.
        let before = edges[..index].iter().filter(|it| it.to == edge.to).count();
        let all = edges.iter().filter(|it| it.to == edge.to).count();
        let ((x1, y1), (x2, y2)) = (corner(from), corner(to));
        let (x1, y1, y2) = (x1 + BOX.0, y1 + BOX.1 / 2, y2 + BOX.1 * (before + 1) / (all + 1));
        let (c1, c2) = (x1 + GAP.0 / 2, x2.saturating_sub(GAP.0));
        let whole = html(&edge.texts.join("\n"));
        let curve = format!("M{x1} {y1}C{c1} {y2} {c2} {y2} {x2} {y2}");
        writeln!(out, "<path class=\"edge\" d=\"{curve}\"><title>{whole}</title></path>")?;
        let (x, y) = (x2 - 6, y2.saturating_sub(4));
        let first = edge.texts.first().map(|it| html(&cut(it, LABEL))).unwrap_or_default();
        writeln!(out, "<text class=\"label\" x=\"{x}\" y=\"{y}\">{first}<title>{whole}</title></text>")?;
    }
    for it in &placed {
        drawn(view, it, links, out)?;
    }
    writeln!(out, "</svg></figure>")
}

fn corner(placed: &Placed) -> (usize, usize) {
    (MARGIN + placed.column * (BOX.0 + GAP.0), MARGIN + placed.row * (BOX.1 + GAP.1))
}

fn drawn(view: &ImageView, placed: &Placed, links: Links, out: &mut dyn Write) -> io::Result<()> {
    let (x, y) = corner(placed);
    let (class, first, second, link) = match &placed.node {
        Node::Context => ("context", "build context".to_owned(), view.place.context.clone(), None),
        Node::Image(name) => ("base", name.clone(), Some("image".to_owned()), None),
        Node::Stage(index) => {
            let Some(stage) = view.stage(*index) else { return Ok(()) };
            let user = stage.config.user.value.as_deref().unwrap_or("?");
            let class = if stage.built { "built" } else { "stage" };
            let link = (links == Links::Stages).then_some(*index);
            (class, stage.label(), Some(format!("{}, user {user}", stage.base.text)), link)
        }
    };
    if let Some(index) = link {
        writeln!(out, "<a href=\"#stage-{index}\">")?;
    }
    let (width, height) = BOX;
    writeln!(out, "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>")?;
    let title = html(&first);
    let (left, top, below) = (x + 12, y + 25, y + 44);
    writeln!(
        out,
        "<text class=\"name\" x=\"{left}\" y=\"{top}\">{}<title>{title}</title></text>",
        html(&cut(&first, NAME))
    )?;
    if let Some(second) = second {
        writeln!(out, "<text x=\"{left}\" y=\"{below}\">{}</text>", html(&cut(&second, NAME + 4)))?;
    }
    if link.is_some() {
        writeln!(out, "</a>")?;
    }
    Ok(())
}

fn section(stage: &StageView, out: &mut dyn Write) -> io::Result<()> {
    let role = if stage.built { " <em>the image</em>" } else { "" };
    let label = html(&stage.label());
    writeln!(out, "<section id=\"stage-{}\">\n<h2>{label}{role}</h2>", stage.index)?;
    let known = if stage.base.known { "" } else { " <em class=\"doubt\">not known</em>" };
    let at = stage.line.map(linked).unwrap_or_default();
    writeln!(out, "<p>from <code>{}</code>{known} {at}</p>\n<table>", html(&stage.base.text))?;
    let config = &stage.config;
    setting("user", &config.user, out)?;
    setting("workdir", &config.workdir, out)?;
    for it in &config.env {
        setting(&it.name, &it.setting, out)?;
    }
    for port in &config.ports {
        row("exposes", port.port.as_deref().unwrap_or("?"), "", port.line, out)?;
    }
    let commands = [("entrypoint", &config.entrypoint), ("cmd", &config.cmd), ("healthcheck", &config.healthcheck)];
    for (name, command) in commands {
        if let Some(command) = command {
            self::command(name, command, out)?;
        }
    }
    for it in &stage.starts {
        let class = it.state;
        let path = it.path.as_deref().unwrap_or(&it.name);
        let why = it.why.as_deref().map(html_marked).unwrap_or_default();
        let note = format!("<span class=\"{class}\">{class}</span> {why} {}", trail(&it.origin));
        writeln!(out, "<tr><th>starts</th><td><code>{}</code></td><td>{note}</td></tr>", html(path))?;
    }
    for it in &stage.listens {
        let note = format!("{}:{}: {}", it.file, it.line, it.why);
        row("listens", &it.port.to_string(), &note, None, out)?;
    }
    writeln!(out, "</table>")?;
    files(stage, out)?;
    if !stage.packages.is_empty() {
        writeln!(out, "<h3>packages</h3>\n<table>")?;
        for brought in &stage.packages {
            row("", &brought.names.join(" "), "", Some(brought.line), out)?;
        }
        writeln!(out, "</table>")?;
    }
    if !stage.unknown.is_empty() {
        writeln!(out, "<h3>not known</h3>\n<table>")?;
        for doubt in &stage.unknown {
            row("", &doubt.what.join(" "), &doubt.why, doubt.line, out)?;
        }
        writeln!(out, "</table>")?;
    }
    writeln!(out, "</section>")
}

fn setting(name: &str, setting: &SettingView, out: &mut dyn Write) -> io::Result<()> {
    let value = setting.value.as_deref().unwrap_or("?");
    row(name, value, setting.why.as_deref().unwrap_or_default(), setting.line, out)
}

fn command(name: &str, command: &CommandView, out: &mut dyn Write) -> io::Result<()> {
    let note = if command.form == "shell" { "run by a shell" } else { "" };
    row(name, &words(command), note, command.line, out)
}

fn row(name: &str, value: &str, note: &str, line: Option<u32>, out: &mut dyn Write) -> io::Result<()> {
    let line = line.map(linked).unwrap_or_default();
    let (name, value) = (html(name), html(value));
    writeln!(out, "<tr><th>{name}</th><td><code>{value}</code></td><td>{} {line}</td></tr>", html_marked(note))
}

fn files(stage: &StageView, out: &mut dyn Write) -> io::Result<()> {
    if stage.files.is_empty() {
        return Ok(());
    }
    writeln!(out, "<h3>files</h3>\n<table>")?;
    for file in &stage.files {
        let FileView { path, kind, note, owner, origin, .. } = file;
        let slash = if *kind == "folder" { "/" } else { "" };
        let mut about = note.as_deref().map(html_marked).unwrap_or_default();
        if let Some(owner) = owner.as_deref().filter(|it| *it != "root") {
            about.push_str(&format!(" of <code>{}</code>", html(owner)));
        }
        let path = html(path.trim_end_matches('/'));
        writeln!(out, "<tr><td><code>{path}{slash}</code></td><td>{about}</td><td>{}</td></tr>", trail(origin))?;
    }
    writeln!(out, "</table>")
}

fn trail(origin: &[OriginView]) -> String {
    let step = |it: &OriginView| {
        format!("{} <small>{}: <code>{}</code></small>", linked(it.line), html(&it.stage), html(&it.path))
    };
    origin.iter().map(step).collect::<Vec<_>>().join(" ← ")
}

fn source(view: &ImageView, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<section>\n<h2>Dockerfile</h2>\n<ol class=\"source\">")?;
    for (index, line) in view.text.lines().enumerate() {
        writeln!(out, "<li id=\"L{}\"><code>{}</code></li>", index + 1, html(line))?;
    }
    writeln!(out, "</ol>\n</section>")
}

fn linked(line: u32) -> String {
    format!("<a href=\"#L{line}\">line {line}</a>")
}

fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
