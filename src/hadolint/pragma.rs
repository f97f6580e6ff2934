//! The comments that hadolint obeys, as exactly as it reads them.
//!
//! `# hadolint ignore=DL3001, SC2086 # reason` counts for the line below it and no other, `stage ignore` from the second
//! line below it to the next stage or `stage ignore`, `global ignore` for the file. One character that fits none of
//! these and the comment says nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::Source;
use crate::syntax::ast::{Comment, Dockerfile, Kind};

/// What the comments of one file silence.
#[derive(Debug, Default)]
pub struct Pragmas {
    /// By the line that they count for.
    lines: BTreeMap<u32, Vec<String>>,
    /// By the line after which they count, till the next entry.
    stages: BTreeMap<u32, Vec<String>>,
    everywhere: BTreeSet<String>,
}

/// What one comment says.
#[derive(Debug, PartialEq, Eq)]
pub enum Pragma {
    Line(Vec<String>),
    Stage(Vec<String>),
    Everywhere(Vec<String>),
}

impl Pragmas {
    pub fn read(source: &Source, dockerfile: &Dockerfile) -> Pragmas {
        let mut all = Pragmas::default();
        let is_alone = |it: &&Comment| !dockerfile.instructions.iter().any(|around| around.span.contains(it.span));
        for comment in dockerfile.comments.iter().filter(is_alone) {
            let below = source.line(comment.span.start) + 1;
            match parse(source.slice(comment.span)) {
                Some(Pragma::Line(codes)) => drop(all.lines.insert(below, codes)),
                Some(Pragma::Stage(codes)) => drop(all.stages.insert(below, codes)),
                Some(Pragma::Everywhere(codes)) => all.everywhere.extend(codes),
                None => (),
            }
        }
        for instruction in &dockerfile.instructions {
            if matches!(instruction.kind, Kind::From(_)) {
                all.stages.entry(source.line(instruction.span.start)).or_default();
            }
        }
        all
    }

    /// Whether the finding `code` of the instruction that begins on `line` is silenced.
    pub fn silence(&self, code: &str, line: u32) -> bool {
        let holds = |codes: Option<&Vec<String>>| codes.is_some_and(|it| it.iter().any(|it| it == code));
        let stage = self.stages.range(..line).next_back().map(|(_, codes)| codes);
        holds(self.lines.get(&line)) || holds(stage) || self.everywhere.contains(code)
    }
}

/// Reads a comment from its `#` on.
pub fn parse(comment: &str) -> Option<Pragma> {
    let rest = blanks(comment.strip_prefix('#')?.trim_end_matches('\r'));
    let rest = word(rest, "hadolint")?;
    let (kind, rest): (fn(Vec<String>) -> Pragma, &str) = match (word(rest, "stage"), word(rest, "global")) {
        (Some(rest), _) => (Pragma::Stage, rest),
        (_, Some(rest)) => (Pragma::Everywhere, rest),
        _ => (Pragma::Line, rest),
    };
    let rest = blanks(rest.strip_prefix("ignore")?);
    Some(kind(codes(blanks(rest.strip_prefix('=')?))?))
}

/// What follows `name` and at least one blank.
fn word<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(name)?;
    rest.starts_with([' ', '\t']).then(|| blanks(rest))
}

fn blanks(text: &str) -> &str {
    text.trim_start_matches([' ', '\t'])
}

/// Codes with commas between them; what follows a `#` is for people.
fn codes(text: &str) -> Option<Vec<String>> {
    let text = text.split('#').next().unwrap_or_default();
    let is_code =
        |it: &str| !it.is_empty() && it.bytes().all(|byte| matches!(byte, b'D' | b'L' | b'S' | b'C' | b'0'..=b'9'));
    let codes: Vec<&str> = text.split(',').map(|it| it.trim_matches([' ', '\t'])).collect();
    codes.iter().all(|it| is_code(it)).then(|| codes.into_iter().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax;

    #[test]
    fn only_the_exact_form_counts() {
        let line = |codes: &[&str]| Some(Pragma::Line(codes.iter().map(|it| (*it).to_owned()).collect()));
        assert_eq!(parse("# hadolint ignore=DL3001"), line(&["DL3001"]));
        assert_eq!(parse("#hadolint  ignore =\tDL3001 , SC2086\t# why, DL3002\r"), line(&["DL3001", "SC2086"]));
        assert_eq!(parse("# hadolint stage ignore=DL1"), Some(Pragma::Stage(vec!["DL1".to_owned()])));
        assert_eq!(parse("# hadolint global  ignore=DL1"), Some(Pragma::Everywhere(vec!["DL1".to_owned()])));
        let wrong = [
            "## hadolint ignore=DL3001",
            "# hadolint ignore=dl3001",
            "# hadolint ignore=DL3001 because",
            "# hadolint ignore=DL3001,",
            "# hadolint ignore=",
            "# hadolint ignores=DL3001",
            "# hadolintignore=DL3001",
            "# hadolint globalignore=DL3001",
            "# please hadolint ignore=DL3001",
        ];
        for text in wrong {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    fn silenced(text: &str) -> Vec<u32> {
        let source = Source::new("Dockerfile", text);
        let pragmas = Pragmas::read(&source, &syntax::parse(&source));
        (1..=source.line_count() as u32).filter(|line| pragmas.silence("DL3000", *line)).collect()
    }

    #[test]
    fn a_comment_counts_for_the_line_below() {
        assert_eq!(silenced("FROM a\n# hadolint ignore=DL3000\nWORKDIR b\nWORKDIR c\n"), [3]);
        assert_eq!(silenced("FROM a\n# hadolint ignore=DL3000\n\nWORKDIR b\n"), [3]);
        assert_eq!(silenced("FROM a\nRUN a \\\n# hadolint ignore=DL3000\n  b\nWORKDIR c\n"), [0u32; 0]);
    }

    #[test]
    fn a_stage_is_what_stands_below_its_first_line() {
        let text = "# hadolint stage ignore=DL3000\nFROM a\nWORKDIR b\nFROM c\nWORKDIR d\n";
        assert_eq!(silenced(text), [3, 4]);
        assert_eq!(silenced("FROM a\n# hadolint stage ignore=DL3000\nUSER b\nWORKDIR b\n"), [4, 5]);
    }

    #[test]
    fn global_counts_wherever_it_stands() {
        assert_eq!(silenced("FROM a\nUSER b\n# hadolint global ignore=DL3000"), [1, 2, 3]);
    }
}
