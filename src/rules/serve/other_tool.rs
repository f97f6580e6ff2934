//! A health check by `curl` as one by `wget`, and the other way round, for an image that has only the other.
//!
//! Only calls that do no more than ask one address are rewritten: the options below are all that count.

use crate::model::Model;
use crate::model::stage::State;
use crate::rules::{Edit, Fix, Safety};
use crate::source::Span;
use crate::syntax::ast::{Exec, Form};

/// Options of `curl` that say how to tell of a failure, which the rewritten call does by itself.
const OF_CURL: [&str; 11] =
    ["-f", "--fail", "-s", "--silent", "-S", "--show-error", "-L", "--location", "-o", "--output", "--fail-with-body"];
const OF_WGET: [&str; 8] = ["-q", "--quiet", "--spider", "-nv", "--no-verbose", "-O", "--output-document", "--tries=1"];

/// A word of the check, and where it stands.
struct Word {
    text: String,
    span: Span,
}

/// The check of the image with the tool that it has, where it asks by `tool`, which it lacks.
pub(super) fn fix(model: &Model, state: &State, tool: &str) -> Option<Fix> {
    let (other, options) = match tool {
        "curl" => ("wget", &["-qO", "/dev/null"][..]),
        "wget" => ("curl", &["-fsSo", "/dev/null"][..]),
        _ => return None,
    };
    if !model.find_program(model.target, state, None, other).1.is_present() {
        return None;
    }
    let exec = model.exec(&state.healthcheck)?;
    let is_json = matches!(exec.form, Form::Exec(_));
    let words = call(exec, tool)?;
    let (first, last) = (words.first()?, words.last()?);
    let whole = Span { start: first.span.start, end: last.span.end };
    let address = address(tool, &words)?;
    if !is_together(model, &words) {
        return None;
    }
    // Of two addresses of `localhost` the `wget` of busybox tries only the first, which is IPv6 on Alpine.
    let written = model.source.slice(address.span);
    let written = if other == "wget" { written.replacen("localhost", "127.0.0.1", 1) } else { written.to_owned() };
    let words = std::iter::once(other).chain(options.iter().copied());
    let text = match is_json {
        true => words.map(|it| format!("\"{it}\", ")).collect::<String>() + &written,
        false => words.map(|it| format!("{it} ")).collect::<String>() + &written,
    };
    Some(Fix::new(format!("ask by `{other}`, which the image has"), Safety::Unsafe, vec![Edit::replace(whole, text)]))
}

/// The words of the only call of `tool`.
fn call(exec: &Exec, tool: &str) -> Option<Vec<Word>> {
    match &exec.form {
        Form::Exec(words) => {
            let is_it = words.first().is_some_and(|it| it.value == tool);
            let words = words.iter().map(|it| Word { text: it.value.clone(), span: it.span });
            is_it.then(|| words.collect())
        }
        Form::Shell(script) => {
            let first = |it: &&crate::syntax::shell::Command| {
                it.words.first().and_then(|word| word.literal()).is_some_and(|it| it == tool)
            };
            let mut calls = script.commands().filter(first);
            let (Some(call), None) = (calls.next(), calls.next()) else { return None };
            let word = |it: &crate::syntax::shell::ShellWord| Word {
                // The address may hold a variable of the shell.
                text: it.literal().unwrap_or_else(|| "http://${}".to_owned()),
                span: it.span,
            };
            Some(call.words.iter().map(word).collect())
        }
    }
}

/// The only word that is no option, where all others are known.
fn address<'a>(tool: &str, words: &'a [Word]) -> Option<&'a Word> {
    let known: &[&str] = if tool == "curl" { &OF_CURL } else { &OF_WGET };
    let mut addresses = Vec::new();
    let mut rest = words.iter().skip(1);
    while let Some(word) = rest.next() {
        let text = word.text.as_str();
        if !text.starts_with('-') {
            addresses.push(word);
            continue;
        }
        let is_joined = !text.starts_with("--") && text.len() > 2 && !known.contains(&text);
        let options: Vec<String> = match is_joined {
            true => text.chars().skip(1).map(|it| format!("-{it}")).collect(),
            false => vec![text.to_owned()],
        };
        // `-O-` and `-qO-` write to the output.
        let options: Vec<&str> = options.iter().map(String::as_str).filter(|it| *it != "--").collect();
        if !options.iter().all(|it| known.contains(it)) {
            return None;
        }
        let last = options.last().copied().unwrap_or_default();
        let is_inline = text.ends_with("O-");
        if matches!(last, "-o" | "--output" | "-O" | "--output-document") && !is_inline {
            let to = rest.next()?;
            if !matches!(to.text.as_str(), "/dev/null" | "-") {
                return None;
            }
        }
    }
    let [address] = addresses.as_slice() else { return None };
    let is_plain = address.text.starts_with("http://") || !address.text.contains("://") && address.text.contains(':');
    is_plain.then_some(*address)
}

/// Whether nothing but blanks, commas and continued lines stands between the words.
fn is_together(model: &Model, words: &[Word]) -> bool {
    words.windows(2).all(|pair| {
        let between = model.source.text().get(pair[0].span.end as usize..pair[1].span.start as usize);
        between.is_some_and(|it| it.chars().all(|it| it.is_whitespace() || it == ',' || it == model.dockerfile.escape))
    })
}
