//! The values of a Compose file: merge keys resolved, variables filled in, each with its place.

use std::collections::HashMap;

use crate::limits;
use crate::source::{Source, Span};
use crate::yaml::{self, Node};

use super::interpolate::{Environment, UNKNOWN, interpolate};

/// Values of one file, aliases counted each time: more hold no services that people wrote.
const MOST_VALUES: usize = 50_000;

/// All texts of one file with their variables filled in, in bytes.
const MOST_TEXT: usize = 4 << 20;

/// Merge keys and aliases within each other that are followed.
const DEPTH: usize = 64;

/// A value and the file that it is written in.
#[derive(Clone, Debug)]
pub struct Value {
    pub source: Source,
    pub span: Span,
    pub kind: Kind,
    pub(super) mark: Mark,
}

#[derive(Clone, Debug)]
pub enum Kind {
    Null,
    /// Without quotes; what is not known is [`UNKNOWN`].
    Text(String),
    List(Vec<Value>),
    /// In the order of the file, keys once.
    Map(Vec<(String, Value)>),
}

/// What an overriding file says of a value beside the value itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Nothing,
    /// `!reset`: the value goes.
    Reset,
    /// `!override`: the value stands in place of the other, nothing is merged.
    Override,
}

impl Value {
    /// A text all of which is known.
    pub fn text(&self) -> Option<&str> {
        self.written().filter(|text| !text.contains(UNKNOWN))
    }

    /// A text that may hold [`UNKNOWN`].
    pub fn written(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn truth(&self) -> Option<bool> {
        match self.text()? {
            "true" | "True" | "yes" | "on" => Some(true),
            "false" | "False" | "no" | "off" => Some(false),
            _ => None,
        }
    }

    /// The value of `key` in a map; nothing for one that is null.
    pub fn get(&self, key: &str) -> Option<&Value> {
        let found = self.pairs().iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value).filter(|value| !matches!(value.kind, Kind::Null))
    }

    pub fn pairs(&self) -> &[(String, Value)] {
        match &self.kind {
            Kind::Map(pairs) => pairs,
            _ => &[],
        }
    }

    pub fn items(&self) -> &[Value] {
        match &self.kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    /// The members of a list, or a single text as one.
    pub fn one_or_more(&self) -> &[Value] {
        match &self.kind {
            Kind::Text(_) => std::slice::from_ref(self),
            _ => self.items(),
        }
    }

    /// The same place with another kind.
    pub(super) fn with(&self, kind: Kind) -> Value {
        Value { kind, ..self.clone() }
    }
}

/// The pairs of a map while it is put together: in their order, and found by their keys.
#[derive(Default)]
pub(super) struct Pairs {
    pairs: Vec<Option<(String, Value)>>,
    places: HashMap<String, usize>,
}

impl Pairs {
    pub(super) fn new(pairs: Vec<(String, Value)>) -> Pairs {
        let mut all = Pairs::default();
        pairs.into_iter().for_each(|(key, value)| all.put(key, value));
        all
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.places.contains_key(key)
    }

    /// Puts the value in the place that the key had since it was there first, else at the end.
    pub(super) fn put(&mut self, key: String, value: Value) {
        let at = *self.places.entry(key.clone()).or_insert(self.pairs.len());
        if at == self.pairs.len() {
            self.pairs.push(None);
        }
        self.pairs[at] = Some((key, value));
    }

    /// The value of the key, which has no place any more.
    pub(super) fn take(&mut self, key: &str) -> Option<Value> {
        let at = self.places.remove(key)?;
        self.pairs[at].take().map(|(_, value)| value)
    }

    /// The value of the key, which keeps its place for the next one.
    pub(super) fn lift(&mut self, key: &str) -> Option<Value> {
        self.pairs[*self.places.get(key)?].take().map(|(_, value)| value)
    }

    pub(super) fn all(self) -> Vec<(String, Value)> {
        self.pairs.into_iter().flatten().collect()
    }
}

/// The first document of a Compose file; `None` where it is broken, too large, or no map.
pub(super) fn read(source: &Source, environment: &Environment) -> Option<Value> {
    if yaml::is_template(source.text()) {
        return None;
    }
    let documents = yaml::documents_of(source);
    let mut reader = Reader { source, environment, left: MOST_VALUES, text_left: MOST_TEXT };
    let value = reader.value(documents.first()?, DEPTH);
    if value.is_none() {
        limits::reached(
            "not read, as the Compose file is too deep or has too many values or too much text",
            source.path().display(),
        );
    }
    let value = value?;
    matches!(value.kind, Kind::Map(_)).then_some(value)
}

struct Reader<'a> {
    source: &'a Source,
    environment: &'a Environment,
    left: usize,
    text_left: usize,
}

impl Reader<'_> {
    fn value(&mut self, node: &Node, depth: usize) -> Option<Value> {
        self.left = self.left.checked_sub(1)?;
        let depth = depth.checked_sub(1)?;
        let kind = match &node.kind {
            yaml::Kind::Scalar { .. } => match node.value() {
                Some(text) => {
                    let text = interpolate(text, self.environment);
                    self.text_left = self.text_left.checked_sub(text.len())?;
                    Kind::Text(text)
                }
                None => Kind::Null,
            },
            yaml::Kind::List(items) => {
                let items = items.iter().map(|item| self.value(item, depth));
                Kind::List(items.collect::<Option<_>>()?)
            }
            yaml::Kind::Map(_) => Kind::Map(self.map(node, depth)?),
            yaml::Kind::Unknown(_) => return None,
        };
        Some(Value { source: self.source.clone(), span: node.span, kind, mark: self.mark(node.span) })
    }

    /// Of equal keys the last counts; what `<<` brings counts where the map itself has no such key.
    fn map(&mut self, node: &Node, depth: usize) -> Option<Vec<(String, Value)>> {
        let mut pairs = Pairs::default();
        let mut merged: Vec<(String, Value)> = Vec::new();
        for (key, node) in node.pairs() {
            let value = self.value(node, depth)?;
            if key != "<<" {
                pairs.take(key);
                pairs.put(key.to_owned(), value);
                continue;
            }
            match value.kind {
                Kind::Map(more) => merged.extend(more),
                Kind::List(items) => merged.extend(items.iter().flat_map(Value::pairs).cloned()),
                Kind::Null | Kind::Text(_) => (),
            }
        }
        for (key, value) in merged {
            if !pairs.has(&key) {
                pairs.put(key, value);
            }
        }
        Some(pairs.all())
    }

    /// The tag of a value. The YAML parser hands no places of tags on, and counts some of them to the value.
    fn mark(&self, span: Span) -> Mark {
        let (before, after) = self.source.text().split_at_checked(span.start as usize).unwrap_or_default();
        let before = before.trim_end();
        let is = |tag: &str| before.ends_with(tag) || after.starts_with(tag);
        match () {
            () if is("!reset") => Mark::Reset,
            () if is("!override") => Mark::Override,
            () => Mark::Nothing,
        }
    }
}
