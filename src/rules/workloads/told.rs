//! Ports that the container's own command line names.

use crate::evidence::Located;
use crate::evidence::deployment::Container;
use crate::model::listen::{FlagPort, flag_ports, is_debugger};
use crate::model::stage::Command;
use crate::rules::Input;
use crate::syntax::ast::{Form, Text};
use crate::syntax::shell::{self, Dialect};

use super::Served;

/// A word of the command line; what stands in the image has no place in the manifest.
struct Word {
    text: Option<String>,
    at: Option<Located<String>>,
}

impl Input<'_> {
    /// What the flags of a container with a command of its own say, the ports of the image's program included: it
    /// may be the same one. `None` where they name no port.
    pub(super) fn told(&self, container: &Container) -> Option<Served> {
        let mut words = match &container.command {
            Some(command) => own(command),
            None => self.entry_words()?,
        };
        words.extend(own(container.args.as_deref().unwrap_or_default()));
        let mut found = Vec::new();
        for line in lines(&words) {
            let texts: Vec<Option<&str>> = line.iter().map(|word| word.text.as_deref()).collect();
            let flags = flag_ports(&texts).into_iter();
            found.extend(flags.map(|FlagPort { number, word, .. }| (number, line[word].at.clone())));
        }
        // What the image's own words start may be a debugger around the program.
        found.retain(|(number, _)| !is_debugger(*number));
        let (number, at) = found.iter().find(|(_, at)| at.is_some()).cloned()?;
        let mut numbers: Vec<u16> = found.iter().map(|(number, _)| *number).collect();
        numbers.extend(self.model.listening().ports.iter().map(|port| port.number));
        Some(Served {
            numbers,
            verb: "the container's command makes it listen on",
            place: at?.place,
            why: format!("this command says {number}"),
        })
    }

    /// The image's ENTRYPOINT; nothing where it is a text for the shell, which takes no arguments, or not known.
    fn entry_words(&self) -> Option<Vec<Word>> {
        let entrypoint = &self.model.image()?.entrypoint;
        // The entry scripts of base images start what they are given.
        if matches!(entrypoint, Command::Unset | Command::Base(_)) {
            return Some(Vec::new());
        }
        let Form::Exec(words) = &self.model.exec(entrypoint)?.form else { return None };
        Some(words.iter().map(|word| Word { text: Some(word.value.clone()), at: None }).collect())
    }
}

fn own(words: &[Located<String>]) -> Vec<Word> {
    let known = |text: &str| (!text.contains('$')).then(|| text.to_owned());
    words.iter().map(|word| Word { text: known(&word.value), at: Some(word.clone()) }).collect()
}

/// The command line; behind `sh -c` each command of the script.
fn lines(words: &[Word]) -> Vec<Vec<Word>> {
    let copy = |word: &Word| Word { text: word.text.clone(), at: word.at.clone() };
    let is_script =
        words.iter().position(|word| word.text.as_deref().is_some_and(|text| matches!(text, "-c" | "-ec" | "-lc")));
    let script = is_script.and_then(|at| words.get(at + 1)).and_then(|word| word.at.as_ref());
    let Some(script) = script else { return vec![words.iter().map(copy).collect()] };
    let parsed = shell::parse(Text { text: script.value.clone(), pieces: Vec::new() }, Dialect::Posix);
    let line = |command: &shell::Command| {
        command.words.iter().map(|word| Word { text: word.literal(), at: Some(script.clone()) }).collect()
    };
    parsed.commands().map(line).collect()
}
