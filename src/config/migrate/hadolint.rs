//! `.hadolint.yaml` to `dockvet.toml`.

use crate::catalogue::Severity;
use crate::config::{FailOn, hadolint};
use crate::hadolint::formats::Format;
use crate::hadolint::{from_file, unknown_keys};

use super::draft::{Draft, is_rule};

pub(super) fn migrate(text: &str) -> Result<Draft, String> {
    let partial = from_file(text)?;
    let mut draft = Draft {
        fail_on: hadolint::fail_on(&partial).map(|it| match it {
            FailOn::Never => "never",
            FailOn::At(severity) => Severity::name(severity),
        }),
        strict_labels: partial.strict_labels.unwrap_or_default(),
        label_schema: partial.label_schema.iter().map(|(label, kind)| (label.clone(), kind.name())).collect(),
        ..Draft::default()
    };
    let overrides = &partial.overrides;
    let lists = [&partial.ignored, &overrides.error, &overrides.warning, &overrides.info, &overrides.style];
    for code in lists.into_iter().flatten().filter(|it| !is_rule(it)) {
        draft.leave(code, "Dockvet has no such rule");
    }
    for code in partial.ignored.iter().filter(|it| is_rule(it)) {
        if !draft.ignore.contains(code) {
            draft.ignore.push(code.clone());
        }
    }
    for (code, _, severity) in hadolint::levels(&partial) {
        draft.rules.insert(code.to_owned(), severity.name());
    }
    partial.trusted_registries.iter().for_each(|it| draft.trust(it));
    for format in &partial.formats {
        draft.leave(&format!("format: {}", format.name()), &instead_of(*format));
    }
    let flags = [
        (partial.no_color, "no-color: true", "give `--color never`"),
        (partial.verbose, "verbose: true", "give `--verbose`"),
        (partial.disable_ignore_pragma, "disable-ignore-pragma: true", "give `--no-suppressions`"),
    ];
    for (_, setting, instead) in flags.into_iter().filter(|(value, ..)| *value == Some(true)) {
        draft.leave(setting, &format!("{instead} on the command line"));
    }
    for key in unknown_keys(text) {
        draft.leave(&key, "hadolint has no such key either");
    }
    Ok(draft)
}

fn instead_of(format: Format) -> String {
    match format {
        Format::Tty => "the default, `--format human`, is for people too".to_owned(),
        Format::Gnu => "give `--format short` on the command line".to_owned(),
        Format::Json => "give `--format json` on the command line; its shape is another".to_owned(),
        Format::Sarif => "give `--format sarif` on the command line".to_owned(),
        other => format!("`dockvet hadolint --format {}` writes it", other.name()),
    }
}
