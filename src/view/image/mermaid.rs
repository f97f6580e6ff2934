//! The graph of the stages as a Mermaid flow chart.

use std::io::{self, Write};

use super::graph::{self, Node};
use super::{ImageView, StageView};

pub(super) fn write(view: &ImageView, out: &mut dyn Write) -> io::Result<()> {
    let edges = graph::edges(view);
    writeln!(out, "flowchart LR")?;
    let mut images: Vec<&str> = Vec::new();
    for placed in graph::placed(view, &edges) {
        if let Node::Stage(index) = placed.node
            && let Some(stage) = view.stage(index)
        {
            box_of(stage, out)?;
        }
    }
    for edge in &edges {
        let from = match &edge.from {
            Node::Context => "context".to_owned(),
            Node::Stage(index) => format!("s{index}"),
            Node::Image(name) => {
                let known = images.iter().position(|it| it == name);
                let index = known.unwrap_or_else(|| {
                    images.push(name);
                    images.len() - 1
                });
                format!("i{index}")
            }
        };
        let Node::Stage(to) = edge.to else { continue };
        let texts: Vec<String> = edge.texts.iter().map(|it| escaped(it)).collect();
        writeln!(out, "  {from} -->|\"{}\"| s{to}", texts.join("<br/>"))?;
    }
    for (index, image) in images.iter().enumerate() {
        writeln!(out, "  i{index}[(\"{}\")]", escaped(image))?;
    }
    if edges.iter().any(|edge| edge.from == Node::Context) {
        writeln!(out, "  context[/\"build context\"/]")?;
    }
    Ok(())
}

fn box_of(stage: &StageView, out: &mut dyn Write) -> io::Result<()> {
    let label = escaped(&stage.label());
    let base = escaped(&stage.base.text);
    let lines = stage.line.map(|line| format!("<br/>line {line}")).unwrap_or_default();
    if !stage.built {
        return writeln!(out, "  s{}[\"{label}<br/>{base}{lines}\"]", stage.index);
    }
    let user = stage.config.user.value.as_deref().unwrap_or("?");
    writeln!(out, "  s{}([\"<b>{label}</b><br/>{base}{lines}<br/>user {}\"])", stage.index, escaped(user))
}

/// Text that ends no label and is no markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for it in text.chars() {
        match it {
            '"' => out.push_str("#quot;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '#' => out.push_str("#35;"),
            '&' => out.push_str("#amp;"),
            it if it.is_control() => out.push(' '),
            it => out.push(it),
        }
    }
    out
}
