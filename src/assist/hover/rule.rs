//! A rule that a comment names: what `explain` says, in Markdown.

use crate::catalogue::{Example, Named};
use crate::model::Model;
use crate::shellcheck::Code;
use crate::source::Span;

/// All about the rule.
pub(super) fn text(model: &Model, span: Span, named: Named) -> String {
    let entry = named.entry;
    let written = model.source.slice(span);
    let mut out = match named.alias {
        Some(alias) => format!("### {alias}: `{}`\n\n", entry.id),
        None => format!("### `{}`\n\n", entry.id),
    };
    out += &format!("{}.\n\n", entry.summary);
    out += &format!("_{}, category {}, {} profile_\n\n", entry.severity, entry.category, entry.profile.name());
    let texts = entry.texts();
    out += &format!("{}\n\nInstead: {}.\n", texts.why.trim(), entry.help);
    for (title, example) in [("Reported", &texts.bad), ("Not reported", &texts.good)] {
        if let Some(example) = example {
            out += &shown(title, example);
        }
    }
    let page = Code::parse(written).map(Code::page);
    let links: Vec<String> =
        page.into_iter().chain(entry.links.iter().map(|it| (*it).to_owned())).map(|it| format!("<{it}>")).collect();
    if !links.is_empty() {
        out += &format!("\nRead more: {}\n", links.join(", "));
    }
    out
}

fn shown(title: &str, example: &Example) -> String {
    let files: Vec<String> = example.files.keys().map(|it| format!("`{it}`")).collect();
    let beside = if files.is_empty() { String::new() } else { format!(" (beside {})", files.join(", ")) };
    format!("\n{title}{beside}:\n\n```dockerfile\n{}\n```\n", example.dockerfile.trim_end())
}
