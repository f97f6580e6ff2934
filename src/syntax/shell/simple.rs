//! Simple commands, built-ins, declarations and conditions: the leaves of the tree.

use shuck_ast::{
    AssignmentValue, BinaryOp, BuiltinCommand, Command as Tree, CompoundCommand, ConditionalExpr, DeclOperand,
    Redirect as TreeRedirect, RedirectKind as Kind, RedirectTarget, Span as At, Stmt, Word,
};

use crate::source::Span;

use super::flatten::{Ended, Flattener, Place, Status};
use super::{Assignment, Command, Failure, Part, Redirect, RedirectKind, ShellWord};

/// Programs whose failure is an answer: `test -f x && y` does `y` perhaps.
const TESTS: &[&str] =
    &["[", "test", "command", "which", "type", "hash", "grep", "egrep", "fgrep", "id", "getent", "cmp", "diff"];

impl<'a> Flattener<'a> {
    pub(super) fn word(&mut self, word: &'a Word) -> ShellWord {
        let reader = self.reader;
        reader.word(word, &mut |body| self.substitution(body))
    }

    /// A statement that is no compound one.
    pub(super) fn simple(&mut self, statement: &'a Stmt, place: Place) {
        let failure = if place.status == Status::Nobody { Failure::Unseen } else { Failure::EndsScript };
        let mut command = Command { reach: place.reach, link: place.link, failure, ..Command::default() };
        let span = match &statement.command {
            Tree::Simple(simple) => {
                command.assignments = self.assignments(&simple.assignments, false);
                // A bare assignment or redirection has an empty name without quotes.
                let name = self.word(&simple.name);
                if name.literal().as_deref() != Some("") || self.reader.slice(simple.name.span).contains(['"', '\'']) {
                    command.words.push(name);
                }
                command.words.extend(simple.args.iter().map(|word| self.word(word)));
                simple.span
            }
            Tree::Builtin(builtin) => self.builtin(builtin, &mut command),
            Tree::Decl(declaration) => {
                command.assignments = self.assignments(&declaration.assignments, false);
                command.words.push(literal(&declaration.variant, self.reader.span(declaration.variant_span)));
                for operand in &declaration.operands {
                    match operand {
                        DeclOperand::Flag(word) | DeclOperand::Dynamic(word) => command.words.push(self.word(word)),
                        DeclOperand::Name(name) => {
                            command.words.push(literal(&name.name, self.reader.span(name.span)));
                        }
                        DeclOperand::Assignment(assignment) => {
                            let one = std::slice::from_ref(assignment);
                            command.assignments.extend(self.assignments(one, true));
                        }
                    }
                }
                declaration.span
            }
            _ => return,
        };
        command.redirects = self.redirects(statement);
        // The parser's own span runs to the operator that follows.
        let pieces = (command.words.iter().map(|word| word.span))
            .chain(command.redirects.iter().map(|redirect| redirect.span))
            .chain(command.assignments.iter().map(|assignment| assignment.span));
        command.span = pieces.reduce(Span::to).unwrap_or_else(|| self.reader.span(span));
        self.note_set(&command);
        self.push(command);
        self.note_end(statement);
    }

    /// `set -e`, `set -eux`, `set -o errexit`, and what takes it back.
    fn note_set(&mut self, command: &Command) {
        if command.name().as_deref() != Some("set") {
            return;
        }
        let words: Vec<String> = command.words[1..].iter().filter_map(ShellWord::literal).collect();
        let named = |sign: &str| words.windows(2).any(|pair| pair[0] == format!("{sign}o") && pair[1] == "errexit");
        let short = |sign: char| {
            words.iter().any(|word| word.strip_prefix(sign).is_some_and(|it| !it.starts_with(sign) && it.contains('e')))
        };
        self.errexit = (self.errexit || short('-') || named("-")) && !short('+') && !named("+");
    }

    fn builtin(&mut self, builtin: &'a BuiltinCommand, command: &mut Command) -> At {
        let (name, word, more, assignments, span) = match builtin {
            BuiltinCommand::Break(it) => ("break", &it.depth, &it.extra_args, &it.assignments, it.span),
            BuiltinCommand::Continue(it) => ("continue", &it.depth, &it.extra_args, &it.assignments, it.span),
            BuiltinCommand::Return(it) => ("return", &it.code, &it.extra_args, &it.assignments, it.span),
            BuiltinCommand::Exit(it) => ("exit", &it.code, &it.extra_args, &it.assignments, it.span),
        };
        command.assignments = self.assignments(assignments, false);
        let whole = self.reader.span(span);
        let written = self.reader.slice(span).find(name).unwrap_or(0);
        let start = span.start.offset() + written;
        let length = self.reader.text.text.len();
        let place = self.reader.text.locate(start.min(length)..(start + name.len()).min(length));
        command.words.push(literal(name, if whole.contains(place) { place } else { whole }));
        command.words.extend(word.iter().chain(more).map(|word| self.word(word)));
        span
    }

    /// After `exit` with success, `return` or `break`, what follows runs perhaps.
    fn note_end(&mut self, statement: &Stmt) {
        let Tree::Builtin(builtin) = &statement.command else { return };
        let ended = match builtin {
            BuiltinCommand::Break(_) | BuiltinCommand::Continue(_) => Ended::Loop,
            BuiltinCommand::Return(it) if !self.is_failure(it.code.as_ref()) => Ended::Function,
            BuiltinCommand::Exit(it) if !self.is_failure(it.code.as_ref()) => Ended::Script,
            _ => Ended::Nothing,
        };
        self.ended = self.ended.max(ended);
    }

    fn is_failure(&self, code: Option<&Word>) -> bool {
        let code = code.map(|word| self.reader.slice(word.span).trim_matches('"'));
        code.is_some_and(|code| code.parse::<i64>().is_ok_and(|number| number != 0))
    }

    /// Whether the statement surely ends with failure: `exit 1`, `false`, `{ echo no; exit 1; }`.
    pub(super) fn fails(&self, statement: &Stmt) -> bool {
        match &statement.command {
            _ if statement.negated => false,
            Tree::Builtin(BuiltinCommand::Exit(it)) => self.is_failure(it.code.as_ref()),
            Tree::Builtin(BuiltinCommand::Return(it)) => self.is_failure(it.code.as_ref()),
            Tree::Simple(it) => it.args.is_empty() && self.reader.slice(it.name.span) == "false",
            Tree::Compound(CompoundCommand::BraceGroup(body) | CompoundCommand::Subshell(body)) => {
                body.last().is_some_and(|last| self.fails(last))
            }
            _ => false,
        }
    }

    /// Whether a failure of the statement is an answer rather than a mishap.
    pub(super) fn is_test(&self, statement: &Stmt) -> bool {
        match &statement.command {
            _ if statement.negated => true,
            Tree::Simple(it) => TESTS.contains(&self.reader.slice(it.name.span)),
            Tree::Compound(CompoundCommand::Conditional(_) | CompoundCommand::Arithmetic(_)) => true,
            Tree::Binary(it) if it.op != BinaryOp::Or => self.is_test(&it.right),
            _ => false,
        }
    }

    /// `[[ ... ]]` and `(( ... ))` as commands of that name.
    pub(super) fn condition(&mut self, compound: &'a CompoundCommand, statement: &'a Stmt, place: Place) {
        let span = self.reader.span(statement.span);
        let mut command = Command { span, reach: place.reach, link: place.link, ..Command::default() };
        if let CompoundCommand::Conditional(conditional) = compound {
            command.words.push(literal("[[", self.reader.span(conditional.left_bracket_span)));
            let mut open = vec![&conditional.expression];
            while let Some(expression) = open.pop() {
                match expression {
                    ConditionalExpr::Binary(binary) => open.extend([&*binary.right, &*binary.left]),
                    ConditionalExpr::Unary(unary) => {
                        command.words.push(literal(unary.op.as_str(), self.reader.span(unary.op_span)));
                        open.push(&unary.expr);
                    }
                    ConditionalExpr::Parenthesized(inner) => open.push(&inner.expr),
                    ConditionalExpr::Word(word) | ConditionalExpr::Regex(word) => command.words.push(self.word(word)),
                    ConditionalExpr::Pattern(_) | ConditionalExpr::VarRef(_) => {
                        let span = self.reader.span(expression.span());
                        command.words.push(ShellWord { span, parts: vec![Part::Unknown] });
                    }
                }
            }
        } else {
            command.words.push(literal("((", span));
            command.words.push(ShellWord { span, parts: vec![Part::Unknown] });
        }
        self.push(command);
    }

    pub(super) fn assignments(&mut self, assignments: &'a [shuck_ast::Assignment], exported: bool) -> Vec<Assignment> {
        let mut read = Vec::new();
        for assignment in assignments {
            let name = assignment.target.name.to_string();
            let mut value = match &assignment.value {
                AssignmentValue::Scalar(word) if assignment.target.subscript.is_none() => self.word(word),
                _ => ShellWord { span: self.reader.span(assignment.span), parts: vec![Part::Unknown] },
            };
            if assignment.append {
                let span = self.reader.span(assignment.target.span);
                value.parts.insert(0, Part::Variable { name: name.clone(), operator: None, quoted: true, span });
            }
            let span = self.reader.span(assignment.span).to(value.span);
            read.push(Assignment { name, value, exported, span });
        }
        read
    }

    pub(super) fn redirects(&mut self, statement: &'a Stmt) -> Vec<Redirect> {
        statement.redirects.iter().map(|it| self.redirect(it)).collect()
    }

    fn redirect(&mut self, redirect: &'a TreeRedirect) -> Redirect {
        let span = self.reader.span(redirect.span);
        let given = redirect.fd.and_then(|descriptor| u32::try_from(descriptor).ok());
        let word = match &redirect.target {
            RedirectTarget::Word(word) => self.word(word),
            RedirectTarget::Heredoc(heredoc) => {
                let target = literal(&heredoc.delimiter.cooked, self.reader.span(heredoc.delimiter.span));
                let body = self.reader.heredoc(&heredoc.body, heredoc.delimiter.expands_body);
                return Redirect { kind: RedirectKind::Heredoc, descriptor: given, target, body, span };
            }
        };
        let (kind, descriptor) = match redirect.kind {
            Kind::Output | Kind::Clobber | Kind::ReadWrite => (RedirectKind::Write, given),
            Kind::Append => (RedirectKind::Append, given),
            Kind::Input => (RedirectKind::Read, given),
            Kind::HereDoc | Kind::HereDocStrip => (RedirectKind::Heredoc, given),
            Kind::HereString => (RedirectKind::HereString, given),
            Kind::DupInput => (RedirectKind::Duplicate, given),
            Kind::DupOutput => {
                let number = word.literal().is_some_and(|text| text.chars().all(|it| it.is_ascii_digit() || it == '-'));
                (if number { RedirectKind::Duplicate } else { RedirectKind::Write }, given)
            }
            Kind::OutputBoth => (RedirectKind::Write, Some(1)),
        };
        Redirect { kind, descriptor, target: word, body: None, span }
    }
}

fn literal(text: &str, span: Span) -> ShellWord {
    ShellWord { span, parts: vec![Part::Literal { text: text.to_owned(), glob: false }] }
}
