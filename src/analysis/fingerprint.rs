//! What a finding is known by when lines move: rule, stage, the instruction's text, and a number
//! that tells equal ones apart.

use std::collections::HashMap;

use crate::catalogue::Entry;
use crate::rules::Finding;
use crate::source::{Source, Span};
use crate::syntax::ast::{Dockerfile, From, Kind};

use super::Diagnostic;

/// Where each stage starts.
pub(super) struct Stages<'a>(Vec<(u32, &'a From)>);

impl Stages<'_> {
    pub(super) fn of(dockerfile: &Dockerfile) -> Stages<'_> {
        let froms = dockerfile.instructions.iter().filter_map(|it| match &it.kind {
            Kind::From(from) => Some((it.span.start, from)),
            _ => None,
        });
        Stages(froms.collect())
    }

    /// The stage that `span` stands in: its name, else its number from 0. `None` above the first `FROM`.
    pub(super) fn at(&self, span: Span) -> Option<String> {
        let number = self.0.partition_point(|(start, _)| *start <= span.start).checked_sub(1)?;
        Some(self.0[number].1.name.clone().unwrap_or_else(|| number.to_string()))
    }
}

/// The fingerprint without its number.
pub(super) fn of(
    entry: &Entry,
    finding: &Finding,
    source: &Source,
    dockerfile: &Dockerfile,
    stage: Option<&str>,
) -> String {
    let line = || source.slice(source.line_span(source.line(finding.span.start)));
    let own = finding.file.is_none();
    // Instructions stand one behind the other.
    let from = dockerfile.instructions.partition_point(|it| it.span.end < finding.span.start);
    let mut near = dockerfile.instructions[from..].iter().take_while(|it| it.span.start <= finding.span.start);
    let instruction = near.find(|it| own && it.span.contains(finding.span));
    let text = instruction.map_or_else(line, |it| source.slice(it.span));
    let text: Vec<&str> = text.split_whitespace().filter(|word| *word != "\\").collect();
    let file = if own { String::new() } else { source.path().file_name().unwrap_or_default().display().to_string() };
    let parts = [entry.id, &file, stage.unwrap_or_default(), &text.join(" ")];
    format!("{:016x}", hash(&parts))
}

/// Adds the number to each, in order.
pub(super) fn number(diagnostics: &mut [Diagnostic]) {
    let mut seen: HashMap<String, u32> = HashMap::new();
    for diagnostic in diagnostics {
        let count = seen.entry(diagnostic.fingerprint.clone()).or_default();
        *count += 1;
        diagnostic.fingerprint = format!("{}:{count}", diagnostic.fingerprint);
    }
}

/// FNV-1a, 64 bits: the same on every machine and in every version, which std's hasher does not promise.
fn hash(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::suppress::tests::lines;
    use crate::catalogue;

    fn print(text: &str, needle: &str) -> String {
        let (source, dockerfile) = lines(text);
        let at = text.find(needle).expect("the text holds it");
        let span = Span::new(at..at + needle.len());
        let stage = Stages::of(&dockerfile).at(span);
        of(catalogue::get("root-user"), &Finding::new(span, "x"), &source, &dockerfile, stage.as_deref())
    }

    #[test]
    fn lines_and_blanks_do_not_count_but_the_stage_does() {
        let first = print("FROM a\nUSER root\n", "root");
        assert_eq!(first, print("FROM a\n\n# new\nUSER   root\n", "root"));
        assert_ne!(first, print("FROM a\nFROM b\nUSER root\n", "root"));
        assert_ne!(first, print("FROM a\nUSER 0\n", "0"));
    }
}
