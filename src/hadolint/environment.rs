//! hadolint's environment variables.

use crate::rules::LabelKind;

use super::codes::Level;
use super::config::{Overrides, Partial};
use super::formats::Format;

/// What the variables say; those that say nothing known count as not set.
pub fn read(variable: &dyn Fn(&str) -> Option<String>) -> Partial {
    let truth = |name: &str| variable(name).map(|it| is_true(&it));
    let list = |name: &str| -> Vec<String> {
        variable(name).map(|it| it.split(',').map(str::to_owned).collect()).unwrap_or_default()
    };
    Partial {
        no_fail: truth("HADOLINT_NOFAIL"),
        no_color: variable("NO_COLOR").map(|_| true),
        verbose: truth("HADOLINT_VERBOSE"),
        formats: list("HADOLINT_FORMAT").iter().filter_map(|it| Format::parse(it)).collect(),
        overrides: Overrides {
            error: list("HADOLINT_OVERRIDE_ERROR"),
            warning: list("HADOLINT_OVERRIDE_WARNING"),
            info: list("HADOLINT_OVERRIDE_INFO"),
            style: list("HADOLINT_OVERRIDE_STYLE"),
        },
        ignored: list("HADOLINT_IGNORE"),
        trusted_registries: list("HADOLINT_TRUSTED_REGISTRIES").into_iter().collect(),
        label_schema: list("HADOLINT_REQUIRE_LABELS").iter().filter_map(|it| label(it)).collect(),
        strict_labels: truth("HADOLINT_STRICT_LABELS"),
        disable_ignore_pragma: truth("HADOLINT_DISABLE_IGNORE_PRAGMA"),
        failure_threshold: variable("HADOLINT_FAILURE_THRESHOLD").and_then(|it| Level::parse(&it)),
    }
}

/// `name:kind`, or the name of a label that may hold any text.
pub fn label(text: &str) -> Option<(String, LabelKind)> {
    let (name, kind) = text.split_once(':').unwrap_or((text, ""));
    Some((name.to_owned(), kind_of_label(kind)?))
}

/// A label's kind; an empty name is any text.
pub(super) fn kind_of_label(name: &str) -> Option<LabelKind> {
    if name.is_empty() { Some(LabelKind::Text) } else { LabelKind::parse(name) }
}

fn is_true(text: &str) -> bool {
    ["1", "y", "on", "true", "yes"].contains(&text.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_lists_truths_and_names() {
        let variable = |name: &str| {
            let value = match name {
                "NO_COLOR" => "",
                "HADOLINT_NOFAIL" => "Yes",
                "HADOLINT_VERBOSE" => "2",
                "HADOLINT_FORMAT" => "json,xml,tty",
                "HADOLINT_IGNORE" => "DL3000,DL3001",
                "HADOLINT_REQUIRE_LABELS" => "a:url,b,c:wrong",
                "HADOLINT_FAILURE_THRESHOLD" => "none",
                _ => return None,
            };
            Some(value.to_owned())
        };
        let read = read(&variable);
        assert_eq!((read.no_color, read.no_fail, read.verbose), (Some(true), Some(true), Some(false)));
        assert_eq!(read.formats, [Format::Json, Format::Tty]);
        assert_eq!(read.ignored, ["DL3000", "DL3001"]);
        assert_eq!(read.label_schema.len(), 2);
        assert_eq!(read.failure_threshold, Some(Level::Off));
        assert!(read.overrides.error.is_empty());
    }
}
