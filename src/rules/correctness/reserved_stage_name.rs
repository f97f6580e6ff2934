//! A stage that is called `scratch` or `context`, which mean something else where they are used.

use crate::model::Model;
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety, froms};
use crate::syntax::ast::{Kind, Word};

pub(super) const RULE: Rule = Rule { id: "reserved-stage-name", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let names = froms::all(model).filter_map(|(_, from)| Some((from.name.as_deref()?, from.name_word.as_ref()?)));
    let reserved = names.filter(|(name, _)| matches!(*name, "scratch" | "context"));
    let finding = |(name, word): (&str, &Word)| {
        let meaning = if name == "scratch" { "the empty image" } else { "the build context" };
        let finding = Finding::new(word.span, format!("`{name}` means {meaning}, so no stage can be told by it"));
        let finding = match fix(model, name, word) {
            Some(fix) => finding.fix(fix),
            None => finding,
        };
        match word.as_str() == name {
            true => finding,
            false => finding.known_as(&["ReservedStageName"]),
        }
    };
    reserved.map(finding).collect()
}

/// Another name, there and where files are taken from it. `FROM scratch` stays what it is.
fn fix(model: &Model, name: &str, word: &Word) -> Option<Fix> {
    let other = if name == "scratch" { "files" } else { "sources" };
    let mut edits = vec![Edit::replace(word.span, other)];
    for used in froms::taken_from(model) {
        let is_same = model.source.slice(used.span).eq_ignore_ascii_case(name);
        if !is_same && used.as_str().to_ascii_lowercase().contains(name) {
            return None;
        }
        edits.extend(is_same.then(|| Edit::replace(used.span, other)));
    }
    let bases = froms::all(model).filter(|(_, from)| from.image.as_str().eq_ignore_ascii_case(name));
    if name == "context" {
        edits.extend(bases.map(|(_, from)| Edit::replace(from.image.span, other)));
    }
    let is_taken = model.dockerfile.instructions.iter().any(|it| match &it.kind {
        Kind::From(from) => from.name.as_deref() == Some(other) || from.image.as_str() == other,
        _ => false,
    });
    (!is_taken).then(|| Fix::new(format!("call it `{other}`"), Safety::Unsafe, edits))
}
