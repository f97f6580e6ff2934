//! What ShellCheck says of the shell texts of a Dockerfile, and of the scripts that the image starts.
//!
//! Silent on texts for Windows and for shells that ShellCheck does not know, and on those that do not parse clean.
//! What is only about other kinds of `sh` than the image's is no more than possible.

use crate::model::shell_text::ShellText;
use crate::rules::{Confidence, Finding, Input, Rule, shell};
use crate::shellcheck::Lint;

pub(super) const RULE: Rule = Rule { id: "shell-pitfall", check };

fn check(input: &Input) -> Vec<Finding> {
    let found = input.model.shell_texts().iter().flat_map(|text| {
        let lints = text.lints(input.model).iter().filter(|lint| shell::construct(lint.code).is_none());
        lints.map(move |lint| finding(text, lint))
    });
    found.collect()
}

fn finding(text: &ShellText, lint: &Lint) -> Finding {
    let is_portability = (3000..4000).contains(&lint.code.number());
    let confidence = if is_portability { Confidence::Possible } else { Confidence::Likely };
    let page = lint.code.page();
    let help = match &lint.help {
        Some(help) => format!("{help}; see {page}"),
        None => format!("see {page}"),
    };
    shell::finding(text, lint, lint.message.clone()).help(help).confidence(confidence)
}
