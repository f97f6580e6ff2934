//! What two rules say of shell texts: which codes of ShellCheck each has, and how a finding is made of one.

mod constructs;

use super::{Finding, Input};
use crate::model::shell_text::{Purpose, ShellText};
use crate::shellcheck::{Level, Lint};

pub(super) use constructs::{Construct, Effect, construct};

/// What ShellCheck says of a text as a finding, in the words of `message`.
pub(super) fn finding(text: &ShellText, lint: &Lint, message: String) -> Finding {
    let finding = Finding::new(lint.span, message);
    let finding = match lint.level {
        Level::Error => finding,
        Level::Warning => finding.warning(),
        Level::Info => finding.info(),
        Level::Style => finding.style(),
    };
    let finding = match text.purpose {
        Purpose::Build | Purpose::Script => finding.known_as(&[lint.code.name()]),
        // Others lint the texts of RUN only.
        Purpose::Start => finding.own(),
    };
    match text.file() {
        Some(file) => finding.in_file(file.clone()),
        None => finding,
    }
}

/// Whether the text belongs to a stage that the build runs.
pub(super) fn is_run(input: &Input, text: &ShellText) -> bool {
    input.model.needed().get(text.stage).copied().unwrap_or_default()
}
