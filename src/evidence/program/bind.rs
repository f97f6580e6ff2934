//! Addresses in texts, and what two expressions for one address come to.

use std::ops::Range;

/// A value that an expression may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bind {
    /// `None`: only the variable, or the host, is known.
    pub(super) port: Option<u16>,
    pub(super) host: Option<String>,
    pub(super) variable: Option<String>,
    /// Index of the file, and the literal in it.
    pub(super) file: usize,
    pub(super) range: Range<usize>,
}

/// A port in a text: `8080`, `:8080`, `0.0.0.0:8080`, `http://*:5000`, `[::]:80`; and its host.
pub(super) fn address(text: &str) -> Option<(u16, Option<String>)> {
    let text = text.trim();
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let rest = rest.split(['/', '?']).next().unwrap_or(rest);
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) => (host, port),
        None if text == rest => ("", rest),
        None => return None,
    };
    let port = port.parse::<u16>().ok().filter(|it| *it > 0)?;
    let fits = host.chars().all(|it| it.is_ascii_alphanumeric() || ".-_[]:*+".contains(it));
    fits.then(|| (port, host_of(host)))
}

/// A host without brackets; nothing for an empty one.
pub(super) fn host_of(text: &str) -> Option<String> {
    let text = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = text.trim_start_matches('[').trim_end_matches(']');
    let fits = !host.is_empty() && !host.contains([' ', '/', '$', '{', '%']);
    fits.then(|| host.to_owned())
}

pub(super) fn bind(port: Option<u16>, host: Option<String>, file: usize, range: Range<usize>) -> Bind {
    Bind { port, host, variable: None, file, range }
}

pub(super) fn with_host(binds: Vec<Bind>, host: Option<String>) -> Vec<Bind> {
    binds.into_iter().map(|it| Bind { host: host.clone().or(it.host), ..it }).collect()
}

pub(super) fn with_variable(
    binds: Option<Vec<Bind>>,
    variable: Option<String>,
    file: usize,
    range: Range<usize>,
) -> Option<Vec<Bind>> {
    match (binds, variable) {
        (None, None) => None,
        (None, variable) => Some(vec![Bind { variable, ..bind(None, None, file, range) }]),
        (Some(binds), variable) => {
            Some(binds.into_iter().map(|it| Bind { variable: variable.clone().or(it.variable), ..it }).collect())
        }
    }
}

/// `left || right`: what the left's variable leaves open is the right's.
pub(super) fn or(left: Option<Vec<Bind>>, right: Option<Vec<Bind>>) -> Option<Vec<Bind>> {
    let left = left?;
    if left.iter().all(|it| it.port.is_some()) {
        return Some(left);
    }
    let variable = left.iter().find_map(|it| it.variable.clone());
    let right = right?.into_iter();
    Some(right.map(|it| Bind { variable: variable.clone().or(it.variable), ..it }).collect())
}

/// The values of two assignments to one name: a variable without default joins the literals.
pub(super) fn merge(mut all: Vec<Bind>, more: Vec<Bind>) -> Option<Vec<Bind>> {
    all.extend(more);
    let variable = all.iter().find(|it| it.port.is_none()).and_then(|it| it.variable.clone());
    if variable.is_some() && all.iter().any(|it| it.port.is_some()) {
        all.retain(|it| it.port.is_some());
        all.iter_mut().for_each(|it| it.variable = it.variable.take().or_else(|| variable.clone()));
    }
    Some(all)
}
