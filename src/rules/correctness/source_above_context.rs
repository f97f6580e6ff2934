//! A source that begins with `../`: BuildKit takes the dots away, other builders refuse it.

use crate::model::copy::{CopyFrom, SourceState};
use crate::rules::{Confidence, Finding, Input, Rule};

pub(super) const RULE: Rule = Rule { id: "source-above-context", check };

fn check(input: &Input) -> Vec<Finding> {
    let copies = input.model.copies.iter().filter(|copy| matches!(copy.from, CopyFrom::Context));
    let sources = copies.flat_map(|copy| &copy.sources).filter(|it| !matches!(it.state, SourceState::Remote));
    let finding = |source: &crate::model::copy::Source| {
        let text = source.text.known()?;
        let inside = within(text)?;
        let finding =
            Finding::new(source.span, format!("`{text}` is above the build context: BuildKit takes `{inside}` for it"));
        let finding = finding.help("pass the folder above as the context, or name it with `--build-context`");
        // `COPY .. .` takes the whole context, which is what is meant where the build is started above.
        Some(if inside == "." { finding.confidence(Confidence::Possible) } else { finding })
    };
    sources.filter_map(finding).collect()
}

/// What is left of a path that leaves the context at some part; `None` where it does not.
fn within(text: &str) -> Option<String> {
    let mut left: Vec<&str> = Vec::new();
    let mut leaves = false;
    for part in text.split('/') {
        match part {
            "" | "." => {}
            ".." => leaves |= left.pop().is_none(),
            name => left.push(name),
        }
    }
    leaves.then(|| if left.is_empty() { ".".to_owned() } else { left.join("/") })
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn dots_are_counted() {
        assert_eq!(within("../go.mod").as_deref(), Some("go.mod"));
        assert_eq!(within("a/../../b/c").as_deref(), Some("b/c"));
        assert_eq!(within("../..").as_deref(), Some("."));
        assert_eq!(within("a/../b"), None);
        assert_eq!(within("/..b/c"), None);
    }
}
