//! How a download comes to check again whom it talks to.
//!
//! Nothing is offered for servers of one's own, whose certificates are often signed by themselves, nor to a stage
//! that surely has no certificates to compare with.

use crate::model::Model;
use crate::model::files::Look;
use crate::model::run::{Invocation, Origin, Word};
use crate::rules::{Edit, Fix, Safety, command_edits, commands, edits};
use crate::source::Span;
use crate::syntax::ast::{Argument, Kind};

use super::downloads;

/// Ends of names that are not for everybody.
const OWN: [&str; 8] = ["local", "localhost", "internal", "intranet", "lan", "corp", "home", "test"];

/// The command without the words that switch the check off; `word` is one of them.
pub(super) fn of_command(model: &Model, invocation: &Invocation, word: &Word) -> Option<Fix> {
    let words = invocation.words.get(1..)?;
    let urls = downloads::urls(invocation);
    let is_foreign = urls.iter().all(|url| is_public(&url.text));
    if !is_foreign || invocation.origin != Origin::Run || matches!(model.ca_bundle(invocation.stage), Look::Absent) {
        return None;
    }
    let edits = match commands::program(invocation)? {
        "curl" if !urls.is_empty() => {
            let off: Vec<&Word> = words.iter().filter(|it| is_insecure(&it.text)).collect();
            off.iter().map(|it| insecure(model, it)).collect::<Option<Vec<Edit>>>()?
        }
        "wget" if !urls.is_empty() => {
            let off: Vec<&Word> = words.iter().filter(|it| it.text.starts_with("--no-check-cert")).collect();
            command_edits::without(model, &off)?
        }
        "aria2c" | "helm" => command_edits::without(model, &[word])?,
        "npm" | "yarn" | "pnpm" if word.text.starts_with("--") => command_edits::without(model, &[word])?,
        "npm" | "yarn" | "pnpm" | "git" | "conda" | "mamba" => on(model, words, word)?,
        _ => return None,
    };
    Some(Fix::new("check whom it talks to", Safety::Unsafe, edits))
}

fn is_insecure(text: &str) -> bool {
    text == "--insecure" || text == "--proxy-insecure" || downloads::is_short(text, 'k')
}

fn insecure(model: &Model, word: &Word) -> Option<Edit> {
    if !command_edits::is_literal(model, word) {
        return None;
    }
    match word.text.starts_with("--") {
        true => command_edits::without_part(model, word.span),
        false => command_edits::without_letter(&model.source, word, 'k')
            .or_else(|| command_edits::without_part(model, word.span)),
    }
}

/// `true` in the place of `false`, behind the key or with it.
fn on(model: &Model, words: &[Word], key: &Word) -> Option<Vec<Edit>> {
    let at = words.iter().position(|it| it.span == key.span)?;
    let word = if key.text.contains('=') { key } else { words.get(at + 1)? };
    let value = word.text.rsplit('=').next()?;
    let is_off = value == "false" && command_edits::is_literal(model, word);
    let start = word.span.end.checked_sub(value.len() as u32)?;
    is_off.then(|| vec![Edit::replace(Span { start, end: word.span.end }, "true")])
}

/// Whether a server is one of the public net, by its name.
fn is_public(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or_default();
    let end = host.rsplit('.').next().unwrap_or_default();
    let is_number = end.chars().all(|it| it.is_ascii_digit());
    host.contains('.') && !is_number && !OWN.contains(&end) && !host.contains(['$', '@'])
}

/// The instruction without the variable, where nothing names it again.
pub(super) fn of_variable(model: &Model, name: &str, span: Span) -> Option<Fix> {
    let is_here = |span: &Span| model.source.slice(*span).starts_with(name);
    let holds = model.dockerfile.instructions.iter().find(|it| it.span.contains(span))?;
    let edit = match &holds.kind {
        Kind::Env(pairs) => {
            let key = pairs.iter().map(|pair| pair.key.span).find(|key| span.contains(*key)).filter(is_here)?;
            command_edits::without_pair(model, holds, key)?
        }
        Kind::Arg(arguments) => {
            let is_it = |it: &&Argument| span.contains(it.name.span);
            arguments.iter().find(is_it).filter(|_| arguments.len() == 1)?;
            edits::without(model, holds)
        }
        _ => assigned(model, span)?,
    };
    let uses = [format!("${name}"), format!("${{{name}")];
    let is_named = uses.iter().any(|it| model.source.text().contains(it.as_str()));
    (!is_named).then(|| Fix::new(format!("leave `{name}` out"), Safety::Unsafe, vec![edit]))
}

/// `NAME=value` before a command.
fn assigned(model: &Model, span: Span) -> Option<Edit> {
    let is_before = |it: &&crate::model::run::Invocation| it.assignments.iter().any(|it| it.span == span);
    let invocation = model.invocations.iter().find(is_before)?;
    let program = invocation.wrappers.first().or(invocation.words.first())?;
    let between = Span { start: span.end, end: program.span.start };
    let is_next = span.end < program.span.start && model.source.slice(between).trim_matches([' ', '\t']).is_empty();
    is_next.then(|| Edit::replace(Span { start: span.start, end: program.span.start }, ""))
}

#[cfg(test)]
mod tests {
    use super::is_public;

    #[test]
    fn servers_of_the_house_are_told_by_their_names() {
        assert!(
            ["https://example.com/a", "https://a.b.org:443/c", "http://get.helm.sh"].iter().all(|it| is_public(it))
        );
        let own =
            ["https://nexus/a", "https://10.0.0.1/a", "https://ci.corp/a", "https://${HOST}/a", "https://a.local:8"];
        assert!(!own.iter().any(|it| is_public(it)));
    }
}
