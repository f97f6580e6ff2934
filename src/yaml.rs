//! YAML as a tree with spans in bytes, for Compose files, workflows and manifests. Only this file knows the YAML parser.
//!
//! A broken file yields the documents before the fault. Depth, nodes and aliases are limited, aliases
//! share their node, so a small file stays small in memory. What an alias stands for counts as nested where the alias
//! stands, so that whoever goes down the tree goes no deeper than the limit.

use std::collections::HashMap;
use std::rc::Rc;

use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::limits;
use crate::source::{Source, Span};

/// A node and where it stands.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) kind: Kind,
}

#[derive(Debug)]
pub(crate) enum Kind {
    /// The value without quotes; `plain` where it had none.
    Scalar {
        text: String,
        plain: bool,
    },
    List(Vec<Rc<Node>>),
    /// Keys and values in the order of the file. Of equal keys the last counts.
    Map(Vec<(Rc<Node>, Rc<Node>)>),
    /// What a template would fill in, as it is written. The parser makes none of these.
    Unknown(String),
}

/// What is told where one of these ends the reading.
const CUT: &str = "only a part is read, as the YAML is too deep or has too many nodes or aliases";

/// Maps and lists within each other.
const MAX_DEPTH: usize = 64;
const MAX_NODES: usize = 200_000;
const MAX_ALIASES: usize = 500;

/// The documents of a file, as far as they can be read.
pub(crate) fn documents_of(source: &Source) -> Vec<Rc<Node>> {
    read(source.text(), &source.path().display())
}

/// The same of a text that is a part of a file.
pub(crate) fn documents(text: &str) -> Vec<Rc<Node>> {
    let start = text.lines().map(str::trim).find(|it| !it.is_empty()).unwrap_or_default();
    read(text, &start.chars().take(60).collect::<String>())
}

fn read(text: &str, place: &dyn std::fmt::Display) -> Vec<Rc<Node>> {
    let mut builder = Builder { text, offsets: Offsets::new(text), ..Builder::default() };
    // Events come one by one, so that what stands before a fault is kept.
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(it) => it,
            Err(fault) if fault.info().contains("recursion") => {
                limits::reached(CUT, place);
                break;
            }
            Err(_) => break,
        };
        if builder.take(event, span.start.index(), span.end.index()).is_none() {
            limits::reached(CUT, place);
            break;
        }
    }
    builder.documents
}

/// The one document of a file that must be right as a whole: else what is wrong with it.
pub(crate) fn only(text: &str) -> Result<Rc<Node>, String> {
    let fault = Parser::new_from_str(text).take(MAX_NODES).find_map(Result::err);
    if let Some(fault) = fault {
        let at = fault.marker();
        return Err(format!("line {}: {}", at.line(), fault.info()));
    }
    let mut documents = documents(text);
    match (documents.pop(), documents.len()) {
        (Some(document), 0) => Ok(document),
        (Some(_), _) => Err("there are several documents in it".to_owned()),
        (None, _) => Err("there is nothing in it".to_owned()),
    }
}

impl Node {
    /// The value of `key` in a map.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|(_, value)| value)
    }

    /// Key and value of `key` in a map.
    pub(crate) fn entry(&self, key: &str) -> Option<(&Node, &Node)> {
        let Kind::Map(entries) = &self.kind else { return None };
        entries.iter().rev().find(|(it, _)| it.text() == Some(key)).map(|(key, value)| (&**key, &**value))
    }

    /// The value under keys one below the other.
    pub(crate) fn at(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The text of a scalar.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The text of a scalar that is not null.
    pub(crate) fn value(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, plain: true } if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL") => None,
            _ => self.text(),
        }
    }

    /// A plain scalar that is a whole number.
    pub(crate) fn number(&self) -> Option<i64> {
        match &self.kind {
            Kind::Scalar { text, plain: true } => text.parse().ok(),
            _ => None,
        }
    }

    /// A plain scalar that is `true` or `false`.
    pub(crate) fn truth(&self) -> Option<bool> {
        match &self.kind {
            Kind::Scalar { text, plain: true } => match text.as_str() {
                "true" | "True" | "TRUE" => Some(true),
                "false" | "False" | "FALSE" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// The pairs of a map whose keys are text, in the order of the file.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &Node)> {
        let entries = match &self.kind {
            Kind::Map(entries) => entries.as_slice(),
            _ => &[],
        };
        entries.iter().filter_map(|(key, value)| Some((key.text()?, &**value)))
    }

    /// What a template would fill in.
    pub(crate) fn unknown(&self) -> Option<&str> {
        match &self.kind {
            Kind::Unknown(text) => Some(text),
            _ => None,
        }
    }

    /// Whether a map or list has no more keys or members than those that are written.
    pub(crate) fn is_closed(&self) -> bool {
        match &self.kind {
            Kind::Map(pairs) => pairs.iter().all(|(key, _)| key.unknown().is_none()),
            Kind::List(items) => items.iter().all(|it| it.unknown().is_none()),
            Kind::Scalar { .. } => true,
            Kind::Unknown(_) => false,
        }
    }

    /// Whether nothing in the node is left to a template. Of a very large node that is not looked for.
    pub(crate) fn is_settled(&self) -> bool {
        self.settles(&mut 2_000)
    }

    fn settles(&self, left: &mut usize) -> bool {
        let Some(rest) = left.checked_sub(1) else { return false };
        *left = rest;
        match &self.kind {
            Kind::Map(pairs) => pairs.iter().all(|(key, value)| key.settles(left) && value.settles(left)),
            Kind::List(items) => items.iter().all(|it| it.settles(left)),
            Kind::Scalar { .. } => true,
            Kind::Unknown(_) => false,
        }
    }

    /// The members of a list; nothing for others.
    pub(crate) fn items(&self) -> &[Rc<Node>] {
        match &self.kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }
}

/// Whether a template engine has to run first: `{{`, but not the `${{` of workflows.
pub(crate) fn is_template(text: &str) -> bool {
    text.match_indices("{{").any(|(at, _)| !text[..at].ends_with('$'))
}

/// Turns the parser's character positions into bytes, going forward from the last answer.
#[derive(Default)]
struct Offsets {
    ascii: bool,
    character: usize,
    byte: usize,
}

impl Offsets {
    fn new(text: &str) -> Offsets {
        Offsets { ascii: text.is_ascii(), ..Offsets::default() }
    }

    fn byte(&mut self, text: &str, character: usize) -> usize {
        if self.ascii {
            return character.min(text.len());
        }
        while self.character > character {
            self.byte = text[..self.byte].char_indices().next_back().map_or(0, |(at, _)| at);
            self.character -= 1;
        }
        for it in text[self.byte..].chars().take(character - self.character) {
            self.byte += it.len_utf8();
            self.character += 1;
        }
        self.byte
    }
}

struct Open {
    /// In bytes.
    start: usize,
    anchor: usize,
    is_map: bool,
    children: Vec<Rc<Node>>,
    /// How many maps and lists lie within each other in the deepest of the children.
    depth: usize,
}

#[derive(Default)]
struct Builder<'a> {
    text: &'a str,
    offsets: Offsets,
    open: Vec<Open>,
    /// With how many maps and lists lie within each other in each.
    anchors: HashMap<usize, (Rc<Node>, usize)>,
    nodes: usize,
    aliases: usize,
    root: Option<Rc<Node>>,
    documents: Vec<Rc<Node>>,
}

impl Builder<'_> {
    /// `None` where a limit is reached.
    fn take(&mut self, event: Event, start: usize, end: usize) -> Option<()> {
        match event {
            Event::DocumentEnd => self.documents.extend(self.root.take()),
            Event::Scalar(text, style, anchor, _) => {
                let kind = Kind::Scalar { text: text.into_owned(), plain: style == ScalarStyle::Plain };
                let span = self.span(start, end);
                self.add(Rc::new(Node { span, kind }), anchor, 0)?;
            }
            Event::Alias(anchor) => {
                self.aliases += 1;
                if self.aliases > MAX_ALIASES {
                    return None;
                }
                let empty = Node { span: self.span(start, end), kind: Kind::List(Vec::new()) };
                let (node, depth) = self.anchors.get(&anchor).cloned().unwrap_or_else(|| (Rc::new(empty), 1));
                if self.open.len() + depth > MAX_DEPTH {
                    return None;
                }
                self.add(node, 0, depth)?;
            }
            Event::SequenceStart(anchor, _) => self.open(start, anchor, false)?,
            Event::MappingStart(anchor, _) => self.open(start, anchor, true)?,
            Event::SequenceEnd | Event::MappingEnd => {
                let open = self.open.pop()?;
                let last = open.children.last().map(|node| node.span.end as usize);
                let span = Span::new(open.start..last.unwrap_or(open.start).max(open.start));
                let kind = if open.is_map { Kind::Map(pairs(open.children)) } else { Kind::List(open.children) };
                self.add(Rc::new(Node { span, kind }), open.anchor, open.depth + 1)?;
            }
            _ => {}
        }
        Some(())
    }

    fn open(&mut self, start: usize, anchor: usize, is_map: bool) -> Option<()> {
        let start = self.offsets.byte(self.text, start);
        self.open.push(Open { start, anchor, is_map, children: Vec::new(), depth: 0 });
        (self.open.len() <= MAX_DEPTH).then_some(())
    }

    /// Adds a node in which `depth` maps and lists lie within each other.
    fn add(&mut self, node: Rc<Node>, anchor: usize, depth: usize) -> Option<()> {
        self.nodes += 1;
        if anchor > 0 {
            self.anchors.insert(anchor, (Rc::clone(&node), depth));
        }
        match self.open.last_mut() {
            Some(open) => {
                open.depth = open.depth.max(depth);
                open.children.push(node);
            }
            None => self.root = Some(node),
        }
        (self.nodes <= MAX_NODES).then_some(())
    }

    fn span(&mut self, start: usize, end: usize) -> Span {
        let start = self.offsets.byte(self.text, start);
        Span::new(start..self.offsets.byte(self.text, end).max(start))
    }
}

fn pairs(children: Vec<Rc<Node>>) -> Vec<(Rc<Node>, Rc<Node>)> {
    let mut rest = children.into_iter();
    std::iter::from_fn(|| Some((rest.next()?, rest.next()?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_bytes() {
        let text = "é: {a: 'ü1', b: [8080, x]}\n# ö\nlast: value\n";
        let documents = documents(text);
        let slice = |node: &Node| &text[node.span.range()];
        let map = documents[0].get("é").expect("a key");
        assert_eq!(slice(map.get("a").expect("a key")), "'ü1'");
        assert_eq!(slice(&map.get("b").expect("a key").items()[0]), "8080");
        assert_eq!(slice(documents[0].get("last").expect("a key")), "value");
    }

    #[test]
    fn what_stands_before_a_fault_is_kept() {
        let documents = documents("a: 1\n---\nb: [\n---\nc: 1\n");
        assert_eq!(documents.len(), 1);
        assert_eq!(documents[0].get("a").and_then(Node::number), Some(1));
    }

    #[test]
    fn limits_hold() {
        assert!(documents(&"[".repeat(5_000)).is_empty());
        assert!(documents(&"{a: ".repeat(5_000)).is_empty());
        assert!(documents(&"- ".repeat(100_000)).is_empty());
        assert!(documents(&"? ".repeat(100_000)).is_empty());
        let bomb: String =
            (1..40).map(|at| format!("a{at}: &a{at} [{}]\n", format!("*a{}, ", at - 1).repeat(9))).collect();
        assert!(documents(&format!("a0: &a0 x\n{bomb}")).len() <= 1);
        let chain: String = (1..5_000).map(|at| format!("a{at}: &a{at} [*a{}]\n", at - 1)).collect();
        assert!(documents(&format!("a0: &a0 x\n{chain}")).is_empty());
    }

    /// Else the stack is too small for those who go down the tree, be it only to free it.
    #[test]
    fn what_an_alias_stands_for_is_nested_too() {
        let nested = |count: usize, depth: usize| {
            let (open, close) = ("[".repeat(depth), "]".repeat(depth));
            let link = |at: usize| format!("a{at}: &a{at} {open}*a{}{close}\n", at - 1);
            format!("a0: &a0 x\n{}", (1..count).map(link).collect::<String>())
        };
        assert!(documents(&nested(499, 58)).is_empty());
        assert_eq!(documents(&nested(7, 10)).len(), 1);
    }

    #[test]
    fn nulls_and_templates_are_told_apart() {
        let documents = documents("a:\nb: ~\nc: ''\nd: 1.5\n");
        let value = |key: &str| documents[0].get(key).and_then(Node::value);
        assert_eq!([value("a"), value("b"), value("c"), value("d")], [None, None, Some(""), Some("1.5")]);
        assert!(is_template("a: {{ .Values.x }}") && !is_template("a: ${{ github.sha }}"));
    }

    #[test]
    fn the_last_of_equal_keys_counts() {
        let documents = documents("a: 1\na: 2\n");
        assert_eq!(documents[0].get("a").and_then(Node::number), Some(2));
    }
}
