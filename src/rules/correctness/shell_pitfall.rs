//! What ShellCheck says of the shell texts of a Dockerfile, and of the scripts that the image starts.
//!
//! Silent on texts for Windows and for shells that ShellCheck does not know, and on those that do not parse clean.
//! What is only about other kinds of `sh` than the image's is no more than possible.

use crate::model::Model;
use crate::model::shell_text::ShellText;
use crate::model::stage::State;
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, shell};
use crate::shellcheck::Lint;
use crate::source::Span;

pub(super) const RULE: Rule = Rule { id: "shell-pitfall", check };

/// Words without quotes, which the shell splits.
const SPLIT: [u16; 4] = [2046, 2086, 2206, 2248];

fn check(input: &Input) -> Vec<Finding> {
    let found = input.model.shell_texts().iter().flat_map(|text| {
        let lints = text.lints(input.model).iter().filter(|lint| shell::construct(lint.code).is_none());
        lints.map(move |lint| finding(input.model, text, lint))
    });
    found.collect()
}

fn finding(model: &Model, text: &ShellText, lint: &Lint) -> Finding {
    let is_portability = (3000..4000).contains(&lint.code.number());
    let confidence = if is_portability { Confidence::Possible } else { Confidence::Likely };
    let page = lint.code.page();
    let help = match &lint.help {
        Some(help) => format!("{help}; see {page}"),
        None => format!("see {page}"),
    };
    let finding = shell::finding(text, lint, lint.message.clone()).help(help).confidence(confidence);
    match fix(model, text, lint) {
        Some(fix) => finding.fix(fix),
        None => finding,
    }
}

/// Commands that print one word.
#[rustfmt::skip]
const ONE_WORD: [&str; 12] = [
    "arch", "basename", "dirname", "dpkg --print-architecture", "getconf", "hostname", "id -", "lsb_release -", "mktemp",
    "nproc", "pwd", "uname -",
];
/// What single quotes keep from the shell is mostly meant for another one: a script that is written.
const KEPT: u16 = 2016;

/// The linter's own edits. A list of words in a variable stays without quotes, and so does what may be one.
fn fix(model: &Model, text: &ShellText, lint: &Lint) -> Option<Fix> {
    let source = text.file().unwrap_or(&model.source);
    if lint.edits.is_empty() || lint.code.number() == KEPT {
        return None;
    }
    let is_split = SPLIT.contains(&lint.code.number());
    if is_split {
        let beside = |at: Option<char>| at.is_some_and(|it| it.is_alphanumeric() || "/.:-_=@+\"".contains(it));
        let (start, end) = (lint.span.start as usize, lint.span.end as usize);
        let is_part =
            beside(source.text().get(..start)?.chars().next_back()) || beside(source.text().get(end..)?.chars().next());
        let state = text.instruction().and_then(|index| Some(model.stages.get(text.stage)?.before(index)));
        let is_word = text.file().is_none() && state.is_some_and(|state| is_one_word(state, source.slice(lint.span)));
        let command = source.slice(lint.span).trim_start_matches(['$', '(', '`']).trim_end_matches([')', '`']);
        let is_printed = ONE_WORD.iter().any(|it| command.starts_with(it)) && !command.contains(['|', ';', '&', '\n']);
        if !is_part && !is_word && !is_printed {
            return None;
        }
    }
    let edits: Vec<Edit> = lint.edits.iter().map(|(span, text)| Edit::replace(*span, text.as_str())).collect();
    let title = match (&lint.help, edits.as_slice()) {
        _ if is_split => "put it in double quotes".to_owned(),
        (Some(help), _) => help.clone(),
        (None, [only]) if !only.text.is_empty() && only.span != Span::empty(only.span.start as usize) => {
            format!("write `{}`", only.text)
        }
        (None, _) => return None,
    };
    Some(Fix::new(title, Safety::Unsafe, edits))
}

/// Whether a variable's value is known, and nothing that the shell would split.
fn is_one_word(state: &State, written: &str) -> bool {
    let name = written.trim_start_matches(['$', '{']).trim_end_matches('}');
    let value = state.variable(name).and_then(|it| it.value.known());
    value.is_some_and(|it| !it.is_empty() && !it.contains(|it: char| it.is_whitespace() || "*?[".contains(it)))
}
