//! Commands that are read and not followed: those of `$( ... )` and of ONBUILD, and how each stands in the text.

use crate::facts::commands::{self, Arg};
use crate::syntax::ast::{Form, Text};
use crate::syntax::shell::{Command, Part, Redirect, RedirectKind, Script, ShellWord, Step};

use super::invocation::{Assigned, Invocation, Origin, Word};
use super::run::{Line, Runner, Standing, exec, inner_script, is_raised, standing};
use super::words;

impl Runner<'_> {
    /// Notes the commands of an ONBUILD, which this build does not run.
    pub(super) fn note(&mut self, form: &Form) {
        self.origin = Origin::Onbuild;
        match form {
            Form::Exec(words) => self.note_line(&exec(words), standing(words)),
            Form::Shell(script) => self.note_steps(&script.steps),
        }
    }

    /// Notes the commands of the substitutions in the words of a command.
    pub(super) fn aside(&mut self, command: &Command) {
        let words = command.words.iter().chain(command.assignments.iter().map(|it| &it.value));
        for word in words.chain(command.redirects.iter().map(|it| &it.target)) {
            self.substitutions(&word.parts);
        }
    }

    fn substitutions(&mut self, parts: &[Part]) {
        for part in parts {
            match part {
                Part::Substitution { steps, .. } => {
                    let before = self.origin;
                    if before == Origin::Run {
                        self.origin = Origin::Substitution;
                    }
                    self.note_steps(steps);
                    self.origin = before;
                }
                Part::Variable { operator: Some((_, default)), .. } => self.substitutions(default),
                _ => {}
            }
        }
    }

    fn note_steps(&mut self, steps: &[Step]) {
        for step in steps {
            let Step::Command(command) = step else { continue };
            if self.budget == 0 {
                return;
            }
            self.budget -= 1;
            self.aside(command);
            let line = self.line(command);
            if !line.words.is_empty() {
                self.note_line(&line, Standing::of(command));
            }
        }
    }

    fn note_line(&mut self, line: &Line, standing: Standing) {
        let argv = line.argv();
        let unwrapped = commands::unwrap(&argv);
        let invocation = self.invocation(line, &argv, unwrapped.argv, standing);
        self.model.aside.push(invocation);
        if let Some(text) = unwrapped.script.map(str::to_owned).filter(|_| self.depth > 0) {
            self.inner(text, line, standing, |runner, inner| runner.note_steps(&inner.steps));
        }
    }

    /// Reads the script that `sh -c` is given; its words stand where the script does.
    pub(super) fn inner(
        &mut self,
        text: String,
        line: &Line,
        standing: Standing,
        read: impl FnOnce(&mut Self, &Script),
    ) {
        let holder = line.words.iter().find(|(field, _)| field.text == text).map_or(standing.span, |(_, span)| *span);
        self.depth -= 1;
        let folder = self.folder.clone();
        let within = self.within;
        self.within = within.or(Some(holder));
        let inner = inner_script(Text { pieces: vec![(0, standing.span.start)], text }, standing);
        read(self, &inner);
        self.within = within;
        self.folder = folder;
        self.depth += 1;
    }

    /// The words of a command as they stand in the file.
    pub(super) fn line(&self, command: &Command) -> Line {
        let place = |word: &ShellWord| self.within.unwrap_or(word.span);
        let fields =
            |word: &ShellWord| self.expand(word).into_iter().map(|field| (field, place(word))).collect::<Vec<_>>();
        let words = command.words.iter().flat_map(fields).collect();
        let assigned = |it: &crate::syntax::shell::Assignment| Assigned {
            name: it.name.clone(),
            value: self.expand_one(&it.value),
            span: self.within.unwrap_or(it.span),
        };
        let writes = |it: &&Redirect| matches!(it.kind, RedirectKind::Write | RedirectKind::Append);
        let output = |it: &Redirect| Word { text: words::text(&self.expand(&it.target)), span: place(&it.target) };
        let outputs = command.redirects.iter().filter(writes).map(output).collect();
        Line { words, assignments: command.assignments.iter().map(assigned).collect(), outputs }
    }

    /// `bare` is the end of `argv`, without wrappers.
    pub(super) fn invocation(&self, line: &Line, argv: &[Arg], bare: &[Arg], standing: Standing) -> Invocation {
        let wrappers = argv.len().saturating_sub(bare.len());
        let word = |(field, span): &(super::words::Field, _)| Word { text: field.text.clone(), span: *span };
        Invocation {
            stage: self.stage,
            instruction: self.instruction,
            span: standing.span,
            argv: bare.to_vec(),
            written: argv.to_vec(),
            folder: self.folder.clone(),
            reach: standing.reach,
            understood: true,
            is_raised: is_raised(argv),
            failure: standing.failure,
            changes: self.model.stages[self.stage].changes.len(),
            sets_path: self.sets_path(),
            words: line.words.iter().skip(wrappers).map(word).collect(),
            wrappers: line.words.iter().take(wrappers).map(word).collect(),
            outputs: line.outputs.clone(),
            assignments: line.assignments.clone(),
            link: standing.link,
            origin: self.origin,
        }
    }
}
