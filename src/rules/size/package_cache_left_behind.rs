//! What a package manager keeps for the next install stays in a layer of the image.
//!
//! Silent where the same step empties it, a mount lies over it or a switch keeps it empty. Only `possible` in stages
//! whose layers do not ship, and where a command behind may empty it.

use crate::model::Model;
use crate::model::run::Invocation;
use crate::rules::caches::{self, Left, Remains};
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, commands, edits};
use crate::syntax::ast::{Form, Kind};
use crate::syntax::shell::{Link, Reach};

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
    Some(match fix(model, left).or_else(|| clean_up(model, left)) {
        Some(fix) => finding.fix(fix),
        None => finding,
    })
}

/// The lists of apt, taken away at the end of the step, unless a later step installs by them.
fn clean_up(model: &Model, left: &Left) -> Option<Fix> {
    const LISTS: &str = "rm -rf /var/lib/apt/lists/*";
    let (fill, verb) = left.fills.last()?;
    let instruction = model.instruction(fill.instruction);
    let Kind::Run(run) = &instruction.kind else { return None };
    let is_plain = matches!(run.form, Form::Shell(_)) && instruction.heredocs.is_empty();
    let step = model.invocations_of(fill.instruction).iter();
    let last = step.max_by_key(|it| it.span.end)?;
    let is_end = last.span.end == instruction.span.end && last.reach == Reach::Always && last.link != Link::Pipe;
    let is_apt = verb.text == "update" && matches!(commands::program(fill), Some("apt-get" | "apt"));
    let installs = |it: &&Invocation| matches!(commands::program(it), Some("apt-get" | "apt" | "aptitude"));
    // A step that fetches the lists alone is another rule's: they are of use to the next one.
    let is_install = |it: &&Invocation| {
        it.instruction == fill.instruction && installs(it) && it.words.iter().any(|word| word.text == "install")
    };
    let does_install = model.invocations.iter().any(|it| is_install(&it));
    let is_all = matches!(left.remains, Remains::All(_)) && left.ships && fill.reach == Reach::Always;
    let later = model.invocations.iter().filter(|it| it.instruction > fill.instruction).find(installs);
    let is_used = later.is_some_and(|it| !it.words.iter().any(|word| word.text == "update"));
    if !is_plain || !is_end || !is_apt || !is_all || is_used || !does_install {
        return None;
    }
    let prefix = match fill.wrappers.as_slice() {
        [] => "",
        [sudo] if sudo.text == "sudo" => "sudo ",
        _ => return None,
    };
    let source = &model.source;
    // As the command before it, where that stands on a line of its own.
    let at = source.line(last.span.start);
    let is_own = at > source.line(instruction.span.start);
    let line = source.line_span(if is_own { at } else { source.line(instruction.span.end) });
    let written = source.slice(line);
    let indent = &written[..written.len() - written.trim_start().len()];
    let text = match source.line(instruction.span.start) == source.line(instruction.span.end) {
        true => format!(" && {prefix}{LISTS}"),
        // As the other commands of the step are joined.
        false if !written.trim_start().starts_with("&&") => {
            format!(" && {}{}{indent}{prefix}{LISTS}", model.dockerfile.escape, edits::line_end(source))
        }
        false => format!(" {}{}{indent}&& {prefix}{LISTS}", model.dockerfile.escape, edits::line_end(source)),
    };
    let edit = Edit::insert(instruction.span.end, text);
    Some(Fix::new("take the lists away in the same step", Safety::Unsafe, vec![edit]))
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
