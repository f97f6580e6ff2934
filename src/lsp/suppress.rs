//! Where a comment that silences a finding is written.

use crate::catalogue;
use crate::rules::Edit;
use crate::source::{Source, Span};
use crate::syntax::ast::{Comment, Dockerfile, Instruction};

/// What is to be silenced.
pub(super) struct Asked<'a> {
    pub(super) rule: &'a str,
    /// What the finding is called in other tools.
    pub(super) names: &'a [&'a str],
    pub(super) at: Span,
}

/// For what the comment counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    Instruction,
    File,
}

/// About comments themselves: those are mended, not silenced.
const OF_COMMENTS: [&str; 2] = ["unused-suppression", "unknown-rule"];

/// The comment, as an edit: ours, or hadolint's where the file has such comments and the finding such a code. One that
/// is there is made longer. `None`: no comment would do.
pub(super) fn edit(source: &Source, dockerfile: &Dockerfile, asked: &Asked, reach: Reach) -> Option<Edit> {
    if OF_COMMENTS.contains(&asked.rule) {
        return None;
    }
    let hadolints = asked.names.iter().find(|it| catalogue::is_of_hadolint(it)).filter(|_| uses_hadolint(dockerfile));
    let name = hadolints.copied().unwrap_or(asked.rule);
    let start = match (hadolints, reach) {
        (None, Reach::Instruction) => "dockvet ignore=",
        (None, Reach::File) => "dockvet ignore-file=",
        (Some(_), Reach::Instruction) => "hadolint ignore=",
        (Some(_), Reach::File) => "hadolint global ignore=",
    };
    let line = match reach {
        Reach::Instruction => {
            let instruction = instruction(dockerfile, asked.at)?;
            source.line(instruction.span.start)
        }
        Reach::File => top(source, dockerfile),
    };
    let may_grow = |it: &&Comment| reach == Reach::File || source.line(it.span.start) + 1 == line;
    let comment = dockerfile.comments.iter().filter(may_grow).find(|it| it.text.starts_with(start));
    if let Some(comment) = comment {
        return Some(Edit::insert(names_end(source, comment), format!(",{name}")));
    }
    let span = source.line_span(line);
    // The mark that some editors put at the start of a file stays there.
    let start_of_line = if source.slice(span).starts_with('\u{feff}') { span.start + 3 } else { span.start };
    let indent = match reach {
        Reach::Instruction => {
            let rest = source.slice(Span { start: start_of_line, end: span.end });
            &rest[..rest.len() - rest.trim_start_matches([' ', '\t']).len()]
        }
        Reach::File => "",
    };
    let end = if source.text().contains("\r\n") { "\r\n" } else { "\n" };
    Some(Edit::insert(start_of_line, format!("{indent}# {start}{name}{end}")))
}

fn uses_hadolint(dockerfile: &Dockerfile) -> bool {
    dockerfile.comments.iter().any(|it| it.text.starts_with("hadolint ") && it.text.contains("ignore="))
}

/// The instruction for which a comment above it silences what stands at `at`.
fn instruction(dockerfile: &Dockerfile, at: Span) -> Option<&Instruction> {
    let before = dockerfile.instructions.iter().rev().find(|it| it.span.start <= at.start)?;
    (at.start <= before.span.end).then_some(before)
}

/// The first line (from 1) on which a comment may stand: directives count only above all else.
fn top(source: &Source, dockerfile: &Dockerfile) -> u32 {
    let directives = dockerfile.directives.iter().map(|it| source.line(it.span.start) + 1);
    let first = u32::from(source.text().trim_start_matches('\u{feff}').starts_with("#!")) + 1;
    directives.chain([first]).max().unwrap_or(1)
}

/// Where the names of a comment end: before the reason.
fn names_end(source: &Source, comment: &Comment) -> u32 {
    let text = source.slice(comment.span);
    let reason = text.find("--").or_else(|| text[1..].find('#').map(|at| at + 1));
    let names = text[..reason.unwrap_or(text.len())].trim_end();
    comment.span.start + names.len() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fix;
    use crate::rules::{Fix, Safety};
    use crate::syntax;

    fn written(text: &str, at: &str, reach: Reach, names: &[&str]) -> Option<String> {
        let source = Source::new("Dockerfile", text);
        let dockerfile = syntax::parse(&source);
        let start = text.find(at).expect("the text holds it");
        let asked = Asked { rule: "root-user", names, at: Span::new(start..start + at.len()) };
        let edit = edit(&source, &dockerfile, &asked, reach)?;
        fix::apply(&source, &Fix::new("x", Safety::Safe, vec![edit]))
    }

    #[test]
    fn a_comment_stands_above_its_instruction() {
        let table = [
            ("FROM a\nUSER root\n", "root", "FROM a\n# dockvet ignore=root-user\nUSER root\n"),
            ("FROM a\r\n  RUN x \\\r\n y\r\n", "y", "FROM a\r\n  # dockvet ignore=root-user\r\n  RUN x \\\r\n y\r\n"),
            (
                "FROM a\n# dockvet ignore=b -- c\nUSER root",
                "root",
                "FROM a\n# dockvet ignore=b,root-user -- c\nUSER root",
            ),
            ("# syntax=x\nFROM a", "FROM", "# syntax=x\n# dockvet ignore=root-user\nFROM a"),
            ("\u{feff}FROM a", "a", "\u{feff}# dockvet ignore=root-user\nFROM a"),
        ];
        for (text, at, expected) in table {
            assert_eq!(written(text, at, Reach::Instruction, &[]).as_deref(), Some(expected));
        }
        assert_eq!(written("# a\nFROM x\n", "a", Reach::Instruction, &[]), None);
    }

    #[test]
    fn for_the_file_it_stands_below_the_directives() {
        let table = [
            ("FROM a\n", "# dockvet ignore-file=root-user\nFROM a\n"),
            (
                "# syntax=x\n# check=skip=b\n\nFROM a\n",
                "# syntax=x\n# check=skip=b\n# dockvet ignore-file=root-user\n\nFROM a\n",
            ),
            ("FROM a\n# dockvet ignore-file=b\n", "FROM a\n# dockvet ignore-file=b,root-user\n"),
            ("# escape=`\r\nFROM a", "# escape=`\r\n# dockvet ignore-file=root-user\r\nFROM a"),
        ];
        for (text, expected) in table {
            assert_eq!(written(text, "FROM", Reach::File, &[]).as_deref(), Some(expected));
        }
    }

    #[test]
    fn a_file_with_hadolints_comments_keeps_to_them() {
        let text = "FROM a\n# hadolint ignore=DL3008\nRUN x\nUSER root\n";
        let own = written(text, "USER", Reach::Instruction, &["CKV_DOCKER_8", "DL3002"]);
        assert_eq!(own, Some(text.replace("USER", "# hadolint ignore=DL3002\nUSER")));
        let longer = written(text, "x", Reach::Instruction, &["DL3002"]);
        assert_eq!(longer, Some(text.replace("DL3008", "DL3008,DL3002")));
        let file = written(text, "x", Reach::File, &["DL3002"]);
        assert_eq!(file, Some(format!("# hadolint global ignore=DL3002\n{text}")));
        let ours = written(text, "USER", Reach::Instruction, &[]);
        assert_eq!(ours, Some(text.replace("USER", "# dockvet ignore=root-user\nUSER")));
    }
}
