//! Shell text: the first line of an input says how it is read, the rest is the script.

use std::collections::BTreeSet;

use dockvet::shellcheck::{self, Shell};
use dockvet::source::Span;
use dockvet::syntax::ast::Text;
use dockvet::syntax::shell::{Command, Dialect, Part, ShellWord, Step, parse};

pub fn hold(input: &[u8]) {
    let text = super::text(input);

    for dialect in [Dialect::Posix, Dialect::Windows] {
        // What a file held before it, and a piece that was taken out, move places.
        let half = (0..=text.len() / 2).rev().find(|it| text.is_char_boundary(*it)).unwrap_or(0);
        let pieces = if half == 0 { vec![(0, 7)] } else { vec![(0, 7), (half as u32, half as u32 + 12)] };
        let last = text.len() + if half == 0 { 7 } else { 12 };
        let script = parse(Text { text: text.clone(), pieces }, dialect);
        let checker = Checker { first: 7, last: last as u32 };
        checker.steps(&script.steps, 0);
        let exported = BTreeSet::new();
        for shell in [Shell::Sh, Shell::Bash] {
            for lint in shellcheck::lint(&script, shell, &exported) {
                checker.span(lint.span);
                lint.edits.iter().for_each(|(span, _)| checker.span(*span));
            }
        }
    }
}

struct Checker {
    first: u32,
    last: u32,
}

impl Checker {
    fn span(&self, span: Span) {
        assert!(self.first <= span.start && span.start <= span.end && span.end <= self.last, "{span:?}");
    }

    fn steps(&self, steps: &[Step], depth: usize) {
        let mut open = 0_usize;
        for step in steps {
            match step {
                Step::Command(command) => self.command(command, depth),
                Step::Enter => open += 1,
                Step::Leave => open = open.checked_sub(1).expect("what is left was entered"),
            }
        }
        assert_eq!(open, 0, "what is entered is left");
    }

    fn command(&self, command: &Command, depth: usize) {
        self.span(command.span);
        command.words.iter().for_each(|it| self.word(it, depth));
        for assignment in &command.assignments {
            self.span(assignment.span);
            self.word(&assignment.value, depth);
        }
        for redirect in &command.redirects {
            self.span(redirect.span);
            self.word(&redirect.target, depth);
        }
    }

    fn word(&self, word: &ShellWord, depth: usize) {
        self.span(word.span);
        self.parts(&word.parts, depth);
    }

    fn parts(&self, parts: &[Part], depth: usize) {
        assert!(depth < 1_000, "it is nested too deeply to be walked");
        for part in parts {
            match part {
                Part::Variable { operator, span, .. } => {
                    self.span(*span);
                    operator.iter().for_each(|(_, parts)| self.parts(parts, depth + 1));
                }
                Part::Substitution { steps, span } => {
                    self.span(*span);
                    self.steps(steps, depth + 1);
                }
                Part::Literal { .. } | Part::Unknown => {}
            }
        }
    }
}
