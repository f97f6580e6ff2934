//! The layout: laid out once is laid out, and what is built stays the same.

use dockvet::format::{Indent, LineEnd, Style, text};
use dockvet::model::equal;
use dockvet::source::Source;
use dockvet::syntax::{ast::Kind, parse};

use super::tree::bare;

pub fn hold(input: &[u8]) {
    let before = super::text(input);
    let tabs = Style { indent: Indent::Tab(8), line_end: Some(LineEnd::CrLf), final_newline: false };
    for style in [Style::default(), tabs] {
        let laid_out = |it: &str| text(&Source::new("Dockerfile", it), &style);
        let once = laid_out(&before);
        let twice = laid_out(&once);
        assert_eq!(once, twice, "laid out twice");
        if once == before {
            continue;
        }
        assert!(invalid(&once) <= invalid(&before), "less is read: {once:?}");
        let differences = equal::differences(&bare(&before), &bare(&once));
        assert!(differences.is_empty(), "{}\n{once}", differences.join("\n"));
    }
}

/// How many instructions the builder refuses.
fn invalid(text: &str) -> usize {
    let dockerfile = parse(&Source::new("Dockerfile", text));
    dockerfile.instructions.iter().filter(|it| matches!(it.kind, Kind::Invalid(_))).count()
}
