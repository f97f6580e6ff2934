//! COPY and ADD.

use std::collections::HashMap;

use super::super::ast::{Heredoc, Text, Transfer, TransferSource, Word};
use super::super::heredoc::{self, Opener};
use super::super::json::Json;
use super::super::{flags, words};
use super::{Input, Refusal};
use crate::source::Span;

pub(super) fn read(input: &mut Input) -> Result<Transfer, Refusal> {
    let line = input.line;
    let (mut paths, json) = match std::mem::replace(&mut input.json, Json::No) {
        Json::Strings(words) => (words, true),
        _ => {
            let ranges = words::split(line, input.rest.clone());
            (ranges.into_iter().map(|range| words::word(line, range)).collect(), false)
        }
    };
    if paths.len() < 2 {
        let mut refusal = input.missing("a source and a destination");
        if let Some(only) = paths.first() {
            refusal.message = format!("`{}` has no destination", input.keyword);
            refusal.span = only.span;
        }
        return Err(refusal);
    }
    flags::check(input.keyword, input.flags)?;
    let Some(destination) = paths.pop() else { return Err(input.missing("a destination")) };
    if let Ok(Some(_)) = heredoc::opener(destination.as_str()) {
        return Err(Refusal::meaning("a heredoc cannot be the destination", destination.span));
    }
    Ok(Transfer { sources: sources(paths, input.heredocs), destination, json })
}

/// A word that opens a heredoc stands for it, by its name; for the last one if two have the same.
fn sources(paths: Vec<Word>, heredocs: &mut Vec<Heredoc>) -> Vec<TransferSource> {
    let mut named: HashMap<String, usize> =
        heredocs.iter().enumerate().map(|(index, heredoc)| (heredoc.name.clone(), index)).collect();
    let mut sources = Vec::with_capacity(paths.len());
    for path in paths {
        let Ok(Some(opener)) = heredoc::opener(path.as_str()) else {
            sources.push(TransferSource::Path(path));
            continue;
        };
        let index = *named.entry(opener.name.clone()).or_insert(heredocs.len());
        if index == heredocs.len() {
            heredocs.push(without_body(opener, path.span));
        }
        sources.push(TransferSource::Heredoc(index));
    }
    sources
}

/// In an exec form BuildKit takes the opener for one too, but reads no body: the file is empty.
fn without_body(opener: Opener, span: Span) -> Heredoc {
    let Opener { name, expand, strip_tabs, descriptor } = opener;
    let body = Text { text: String::new(), pieces: vec![(0, span.end)] };
    Heredoc { name, opener: span, body, terminator: None, expand, strip_tabs, descriptor }
}
