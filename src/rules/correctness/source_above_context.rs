//! A source that begins with `../`: BuildKit takes the dots away, other builders refuse it.

use crate::model::Model;
use crate::model::copy::{Copy, CopyFrom, Source, SourceState};
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety};

pub(super) const RULE: Rule = Rule { id: "source-above-context", check };

fn check(input: &Input) -> Vec<Finding> {
    let copies = input.model.copies.iter().filter(|copy| matches!(copy.from, CopyFrom::Context));
    let sources = copies.flat_map(|copy| copy.sources.iter().map(move |source| (copy, source)));
    let sources = sources.filter(|(_, it)| !matches!(it.state, SourceState::Remote));
    let finding = |(copy, source): (&Copy, &Source)| {
        let text = source.text.known()?;
        let inside = within(text)?;
        let finding =
            Finding::new(source.span, format!("`{text}` is above the build context: BuildKit takes `{inside}` for it"));
        let finding = finding.help("pass the folder above as the context, or name it with `--build-context`");
        let finding = match fix(input.model, copy, source, &inside) {
            Some(fix) => finding.fix(fix),
            None => finding,
        };
        // `COPY .. .` takes the whole context, which is what is meant where the build is started above.
        Some(if inside == "." { finding.confidence(Confidence::Possible) } else { finding })
    };
    sources.filter_map(finding).collect()
}

/// The path that BuildKit takes, where the file is there.
fn fix(model: &Model, copy: &Copy, source: &Source, inside: &str) -> Option<Fix> {
    let text = source.text.known()?;
    let is_there = match &source.state {
        SourceState::Context { .. } => true,
        SourceState::Glob { matches, .. } => !matches.is_empty(),
        _ => false,
    };
    if !is_there || copy.parents || model.source.slice(source.span) != text {
        return None;
    }
    let end = if text.ends_with('/') && inside != "." { "/" } else { "" };
    let written = format!("{inside}{end}");
    let title = format!("write `{written}`");
    Some(Fix::new(title, Safety::Safe, vec![Edit::replace(source.span, written)]))
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
