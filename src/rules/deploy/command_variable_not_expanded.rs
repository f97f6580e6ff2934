//! A word of `command` or `args` holds `$NAME`, and nothing expands it: the program gets these very letters.
//!
//! Kubernetes expands `$(NAME)` and no other form. Silent where a shell or a script is started, which may expand it,
//! and on names that neither the container nor the image sets.

use crate::evidence::deployment::Platform;
use crate::model::path;
use crate::model::start::{Role, Start};
use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety, edits};

use crate::rules::runs::{self, Runs};

pub(super) const RULE: Rule = Rule { id: "command-variable-not-expanded", check };

fn check(input: &Input) -> Vec<Finding> {
    let all = runs::all(input);
    let own = all.iter().filter(|runs| runs.container.platform == Platform::Kubernetes);
    own.flat_map(|runs| findings(input, runs)).collect()
}

fn findings(input: &Input, runs: &Runs) -> Vec<Finding> {
    let container = runs.container;
    let words = container.command.iter().chain(&container.args).flatten();
    let candidates: Vec<_> = words.filter_map(|word| Some((word, variable(&word.value)?))).collect();
    if candidates.is_empty() {
        return Vec::new();
    }
    let texts = |words: &Vec<crate::evidence::Located<String>>| -> Vec<String> {
        words.iter().map(|word| word.value.clone()).collect()
    };
    let (entrypoint, cmd) = (container.command.as_ref().map(texts), container.args.as_ref().map(texts));
    let line =
        crate::model::start::CommandLine { entrypoint: entrypoint.as_deref(), cmd: cmd.as_deref(), folder: None };
    let start = input.model.start_with(runs.stage.id, &line);
    if !start.is_some_and(|start| is_plain_program(&start)) {
        return Vec::new();
    }
    let finding = |(word, name): (&crate::evidence::Located<String>, &str)| {
        let own = container.env.iter().find(|(it, _)| it.value == name).map(|(it, _)| it.place.clone());
        let image = || Some(input.model.place(runs.state().env.get(name)?.span?));
        let place = own.or_else(image)?;
        let message = format!("nothing expands `{}`: the program gets these very letters", word.value);
        let finding = Finding::new(word.place.span, message).in_file(word.place.source.clone());
        let finding = finding.confidence(Confidence::Likely).label(place, format!("`{name}` is set here"));
        let written =
            if word.value.contains(&format!("${{{name}}}")) { format!("${{{name}}}") } else { format!("${name}") };
        let edit = edits::instead(&word.place.source, word.place.span, &written, &format!("$({name})"));
        // Kubernetes knows the variables of the manifest only.
        let fix = edit.filter(|_| container.env.iter().any(|(it, _)| it.value == name));
        let fix = fix.map(|it| Fix::new(format!("write `$({name})`"), Safety::Unsafe, vec![it]));
        Some(finding.help(format!("write `$({name})`, which Kubernetes expands")).fixes(fix))
    };
    candidates.into_iter().filter_map(finding).collect()
}

/// Whether one program is started that is known, and neither shell nor script.
fn is_plain_program(start: &Start) -> bool {
    let is_program = |role: Role, name: &str| {
        role == Role::Program
            && !matches!(path::file_name(name), "sh" | "bash" | "ash" | "dash" | "zsh" | "env" | "java")
    };
    let [only] = start.needed.as_slice() else { return false };
    let is_script = [".sh", ".py", ".js", ".rb", ".pl"].iter().any(|end| only.name.ends_with(end));
    let is_compiled =
        only.look.found().is_some_and(|it| matches!(it.entry.content, crate::model::files::Content::Program(_)));
    is_program(only.role, &only.name) && !is_script && start.scripts.is_empty() && is_compiled
}

/// The name in `$NAME` or `${NAME}`, where the word holds no other sign of a shell.
fn variable(word: &str) -> Option<&str> {
    if word.contains(['(', '`', '\'', '"', ';', '|', '&', ' ']) || word.contains("$$") {
        return None;
    }
    let (_, rest) = word.split_once('$')?;
    let rest = rest.strip_prefix('{').unwrap_or(rest);
    let end = rest.find(|it: char| !(it.is_ascii_uppercase() || it.is_ascii_digit() || it == '_'));
    let name = &rest[..end.unwrap_or(rest.len())];
    (name.len() > 1 && !name.starts_with(|it: char| it.is_ascii_digit())).then_some(name)
}
