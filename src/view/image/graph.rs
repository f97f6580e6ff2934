//! The graph of the stages: what takes what from where, and a place for each on a page.

use std::collections::BTreeMap;

use super::{From, ImageView};

/// A box of the graph.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Node {
    Context,
    Image(String),
    Stage(usize),
}

/// What goes from one box to another, by all instructions together.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub(super) from: Node,
    pub(super) to: Node,
    /// What is taken, each with its line; at most [`MOST_TEXTS`].
    pub(super) texts: Vec<String>,
}

/// A box and its column and row, from 0.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) node: Node,
    pub(super) column: usize,
    pub(super) row: usize,
}

const MOST_TEXTS: usize = 3;

/// The edges between what is shown, in the order of the file.
pub(super) fn edges(view: &ImageView) -> Vec<Edge> {
    let mut edges: Vec<Edge> = Vec::new();
    for stage in &view.stages {
        let to = Node::Stage(stage.index);
        for take in &stage.takes {
            let from = match &take.from {
                From::Context => Node::Context,
                From::Image(name) => Node::Image(name.clone()),
                From::Stage(index) if view.stage(*index).is_some() => Node::Stage(*index),
                From::Stage(_) => continue,
            };
            let what = take.what.join(" ");
            let text = if what.is_empty() { take.how.to_owned() } else { format!("{} {what}", take.how) };
            let known = edges.iter_mut().find(|it| it.from == from && it.to == to);
            match known {
                Some(edge) if edge.texts.len() < MOST_TEXTS => edge.texts.push(text),
                Some(edge) if edge.texts.last().is_some_and(|it| it != "...") => edge.texts.push("...".to_owned()),
                Some(_) => (),
                None => edges.push(Edge { from, to: to.clone(), texts: vec![text] }),
            }
        }
    }
    edges
}

/// The boxes in columns and rows: each stands right of all that it takes from, and has a row of its own, so that
/// what passes by a box is seldom hidden behind it.
pub(super) fn placed(view: &ImageView, edges: &[Edge]) -> Vec<Placed> {
    let mut columns: BTreeMap<Node, usize> = BTreeMap::new();
    for edge in edges {
        columns.entry(edge.from.clone()).or_insert(0);
    }
    // Stages take from earlier ones only, so one pass in their order settles all.
    for stage in &view.stages {
        let node = Node::Stage(stage.index);
        let sources = edges.iter().filter(|edge| edge.to == node && edge.from != node);
        let column = sources.filter_map(|edge| columns.get(&edge.from)).max().map_or(0, |column| column + 1);
        columns.insert(node, column);
    }
    let mut placed: Vec<Placed> = columns.into_iter().map(|(node, column)| Placed { node, column, row: 0 }).collect();
    placed.sort_by(|one, other| (one.column, &one.node).cmp(&(other.column, &other.node)));
    for (row, it) in placed.iter_mut().enumerate() {
        it.row = row;
    }
    placed
}
