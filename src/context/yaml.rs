//! YAML with places in bytes, and with bounds that keep hostile files harmless.

use saphyr::{LoadableYamlNode, MarkedYaml};

use crate::source::{Source, Span};

/// Nesting beyond this is refused before the parser, which recurses, gets to see it.
const DEEPEST: usize = 200;

/// The documents of one file.
pub struct Documents<'s> {
    pub nodes: Vec<MarkedYaml<'s>>,
    /// The byte at which each character starts; empty for text that is all ASCII.
    starts: Vec<u32>,
    length: u32,
}

/// Reads all documents of a file. `None`: a template, broken, or nested too deeply.
pub fn load(source: &Source) -> Option<Documents<'_>> {
    let text = source.text();
    if is_template(text) || is_deep(text) {
        return None;
    }
    let nodes = MarkedYaml::load_from_str(text).ok()?;
    let starts = match text.is_ascii() {
        true => Vec::new(),
        false => text.char_indices().map(|(at, _)| at as u32).collect(),
    };
    Some(Documents { nodes, starts, length: text.len() as u32 })
}

impl Documents<'_> {
    /// Where a node stands, in bytes.
    pub fn span(&self, node: &MarkedYaml<'_>) -> Span {
        let start = self.byte(node.span.start.index());
        Span { start, end: self.byte(node.span.end.index()).max(start) }
    }

    fn byte(&self, character: usize) -> u32 {
        let known = if self.starts.is_empty() { Some(character as u32) } else { self.starts.get(character).copied() };
        known.unwrap_or(self.length).min(self.length)
    }
}

/// The value of `key` in a mapping.
pub fn get<'n, 's>(node: &'n MarkedYaml<'s>, key: &str) -> Option<&'n MarkedYaml<'s>> {
    pairs(node).find(|(name, _)| *name == key).map(|(_, value)| value)
}

/// The pairs of a mapping whose keys are text.
pub fn pairs<'n, 's>(node: &'n MarkedYaml<'s>) -> impl Iterator<Item = (&'n str, &'n MarkedYaml<'s>)> {
    let mapping = node.data.as_mapping();
    mapping.into_iter().flatten().filter_map(|(key, value)| Some((key.data.as_str()?, value)))
}

/// The items of a sequence.
pub fn items<'n, 's>(node: &'n MarkedYaml<'s>) -> impl Iterator<Item = &'n MarkedYaml<'s>> {
    node.data.as_sequence().into_iter().flatten()
}

/// A scalar as text; numbers and truth values as YAML writes them.
pub fn text(node: &MarkedYaml<'_>) -> Option<String> {
    let data = &node.data;
    let other = || data.as_integer().map(|it| it.to_string()).or_else(|| data.as_bool().map(|it| it.to_string()));
    data.as_str().map(str::to_owned).or_else(other)
}

/// Whether a template engine has to run first: `{{`, but not the `${{` of workflows.
pub fn is_template(text: &str) -> bool {
    text.match_indices("{{").any(|(at, _)| !text[..at].ends_with('$'))
}

/// A bound from above on nesting: open brackets, or indentation and dashes at the start of a line.
fn is_deep(text: &str) -> bool {
    let mut open = 0_usize;
    text.lines().any(|line| {
        for byte in line.bytes() {
            match byte {
                b'[' | b'{' => open += 1,
                b']' | b'}' => open = open.saturating_sub(1),
                _ => (),
            }
        }
        let marks = line.trim_end().bytes().take_while(|byte| b" -?:\t".contains(byte)).count();
        open > DEEPEST || marks > DEEPEST
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_count_bytes() {
        let source = Source::new("a.yml", "é: ü\nb: [x, ö y]\n---\nc: 1\n");
        let documents = load(&source).expect("valid YAML");
        let list = get(&documents.nodes[0], "b").expect("a value");
        let words: Vec<_> = items(list).map(|item| source.slice(documents.span(item))).collect();
        assert_eq!(words, ["x", "ö y"]);
        assert_eq!(get(&documents.nodes[1], "c").and_then(text), Some("1".to_owned()));
    }

    #[test]
    fn refuses_what_would_exhaust_the_stack() {
        for text in ["[".repeat(100_000), "- ".repeat(100_000), "{a: ".repeat(50_000), "? ".repeat(100_000)] {
            assert!(load(&Source::new("a.yml", text)).is_none());
        }
        assert!(load(&Source::new("a.yml", "a: {{ .Values.x }}\n")).is_none());
        assert!(load(&Source::new("a.yml", "a: ${{ github.sha }}\n")).is_some());
    }
}
