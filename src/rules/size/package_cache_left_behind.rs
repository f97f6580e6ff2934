//! What a package manager keeps for the next install stays in a layer of the image.
//!
//! Silent where the same step empties it, a mount lies over it or a switch keeps it empty. Only `possible` in stages
//! whose layers do not ship, and where a command behind may empty it.

use crate::model::Model;
use crate::rules::caches::{self, Left, Remains};
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, commands};

pub(super) const RULE: Rule = Rule { id: "package-cache-left-behind", check };

fn check(input: &Input) -> Vec<Finding> {
    caches::left(input.model).iter().filter_map(|left| finding(input.model, left)).collect()
}

fn finding(model: &Model, left: &Left) -> Option<Finding> {
    let (_, verb) = *left.fills.first()?;
    let command = left.command()?;
    let what = left.cache.what;
    let message = match &left.remains {
        Remains::All(_) if left.ships => format!("`{command}` leaves {what} in the image"),
        Remains::All(_) => format!("`{command}` leaves {what} in its layer"),
        Remains::Nothing => format!("`{command}` is without `{}`, and nothing stays all the same", left.cache.option?),
        Remains::Contradicted(value) => {
            format!("`{value}` seems to say that `{command}` keeps {what}, and it keeps nothing")
        }
        Remains::Unknown => format!("`{command}` leaves {what}, unless a command behind it takes that away"),
        Remains::Never => format!("`{command}` may leave {}", left.cache.beside?),
    };
    let is_sure = left.ships && matches!(left.remains, Remains::All(_));
    let confidence = if is_sure { Confidence::Likely } else { Confidence::Possible };
    let mut finding = Finding::new(verb.span, message).confidence(confidence).help(left.cache.help);
    finding = match left.is_known {
        true => finding.known_as(left.cache.names),
        false if is_sure => finding.own(),
        false => return None,
    };
    for (_, verb) in &left.fills[1..] {
        finding = finding.label(model.place(verb.span), "so does this");
    }
    if let Remains::All(Some(later)) = left.remains {
        let text = "taken away in a later layer only: the one above still holds it";
        finding = finding.label(model.place(later.span), text);
    }
    Some(match fix(model, left) {
        Some(fix) => finding.fix(fix),
        None => finding,
    })
}

/// The option that keeps the cache empty, behind each verb.
fn fix(model: &Model, left: &Left) -> Option<Fix> {
    let option = left.cache.option?;
    if !left.fills.iter().all(|(_, verb)| commands::is_written(model, verb)) {
        return None;
    }
    let json = |verb: &crate::model::run::Word| model.source.slice(verb.span).starts_with('"');
    let text = |verb| if json(verb) { format!(", \"{option}\"") } else { format!(" {option}") };
    let edits = left.fills.iter().map(|(_, verb)| Edit::insert(verb.span.end, text(verb))).collect();
    Some(Fix::new(format!("add `{option}`"), Safety::Safe, edits))
}
