//! Label selectors, and which pods of a repository they mean.

use crate::evidence::{Located, Place};
use crate::source::Source;
use crate::yaml::{Kind, Node};

use super::objects::Pod;
use super::{labels, place};

/// What a selector asks of the labels of a pod.
#[derive(Clone, Debug)]
pub struct Selector {
    pub labels: Vec<(String, Located<String>)>,
    expressions: Vec<Expression>,
    pub place: Place,
}

#[derive(Clone, Debug)]
struct Expression {
    key: String,
    operator: String,
    values: Vec<String>,
}

/// What a selector or a name reaches.
#[derive(Clone, Debug, Default)]
pub enum Reach {
    /// Places in the list of pods.
    Pods(Vec<usize>),
    /// Nothing, but this one was plainly meant.
    Near(usize, Slip),
    /// Nothing that is known, or it is not known.
    #[default]
    Unknown,
}

/// How a selector fails to reach what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    Labels,
    Namespace,
    Name,
}

/// Whether a selector takes a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    Yes,
    Perhaps,
    No,
}

impl Reach {
    pub(super) fn pods(&self) -> Vec<usize> {
        match self {
            Reach::Pods(pods) => pods.clone(),
            Reach::Near(pod, _) => vec![*pod],
            Reach::Unknown => Vec::new(),
        }
    }
}

impl Selector {
    /// A map of labels, as a Service has it. `None` where it is empty or not known.
    pub(super) fn plain(source: &Source, node: &Node) -> Option<Selector> {
        let labels = labels(source, Some(node)).filter(|labels| !labels.is_empty())?;
        Some(Selector { labels, expressions: Vec::new(), place: place(source, node) })
    }

    /// `matchLabels` and `matchExpressions`. `None` where it is empty or not known.
    pub(super) fn full(source: &Source, node: &Node) -> Option<Selector> {
        let Kind::Map(_) = &node.kind else { return None };
        let labels = labels(source, node.get("matchLabels"))?;
        let expressions = match node.get("matchExpressions") {
            Some(list) => list.items().iter().map(|it| expression(it)).collect::<Option<Vec<_>>>()?,
            None => Vec::new(),
        };
        let known = ["matchLabels", "matchExpressions"];
        let whole = matches!(&node.kind, Kind::Map(all) if all.iter().all(|(key, _)| key.text().is_some_and(|it| known.contains(&it))));
        let is_empty = labels.is_empty() && expressions.is_empty();
        (whole && !is_empty).then(|| Selector { labels, expressions, place: place(source, node) })
    }

    pub(super) fn fit(&self, pod: &Pod) -> Fit {
        let Some(own) = &pod.workload.labels else { return Fit::Perhaps };
        let value = |key: &str| own.iter().rev().find(|(it, _)| it == key).map(|(_, value)| value.value.as_str());
        let more = pod.open.labels || pod.has_templates();
        let open = |key: &str| more || is_template(key) || pod.open.keys.iter().any(|it| it == key);
        let mut fit = Fit::Yes;
        let labels = self
            .labels
            .iter()
            .map(|(key, wanted)| (key, value(key) == Some(wanted.value.as_str()), is_template(&wanted.value)));
        let expressions = self.expressions.iter().map(|it| (&it.key, it.holds(value(&it.key)), false));
        for (key, holds, unknown) in labels.chain(expressions) {
            match (holds, unknown || open(key)) {
                (true, _) => (),
                (false, true) => fit = Fit::Perhaps,
                (false, false) => return Fit::No,
            }
        }
        fit
    }

    /// Whether a template fills some of it in.
    pub fn has_templates(&self) -> bool {
        self.labels.iter().any(|(key, value)| is_template(key) || is_template(&value.value))
    }

    /// The labels that a pod lacks or has with another value.
    pub fn missed_by(&self, pod: &Pod) -> Vec<&(String, Located<String>)> {
        let own = pod.workload.labels.as_deref().unwrap_or_default();
        let has = |wanted: &&(String, Located<String>)| {
            own.iter().any(|(key, value)| *key == wanted.0 && value.value == wanted.1.value)
        };
        self.labels.iter().filter(|wanted| !has(wanted)).collect()
    }

    pub(super) fn has_expressions(&self) -> bool {
        !self.expressions.is_empty()
    }

    /// `app=web, tier=front`.
    pub fn shown(&self) -> String {
        let labels: Vec<String> = self.labels.iter().map(|(key, value)| format!("{key}={}", value.value)).collect();
        labels.join(", ")
    }
}

impl Expression {
    fn holds(&self, value: Option<&str>) -> bool {
        let listed = value.is_some_and(|value| self.values.iter().any(|it| it == value));
        match self.operator.as_str() {
            "In" => listed,
            "NotIn" => !listed,
            "DoesNotExist" => value.is_none(),
            // Of an operator that is not known the least is taken.
            _ => value.is_some(),
        }
    }
}

pub(super) fn is_template(text: &str) -> bool {
    text.contains("{{")
}

fn expression(node: &Node) -> Option<Expression> {
    let values = node.get("values").map(Node::items).unwrap_or_default();
    Some(Expression {
        key: node.get("key")?.text()?.to_owned(),
        operator: node.get("operator")?.text()?.to_owned(),
        values: values.iter().map(|it| it.text().map(str::to_owned)).collect::<Option<_>>()?,
    })
}
