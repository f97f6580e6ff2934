//! A walk over the parser's tree: every statement, wherever it stands.

use shuck_ast::{ArrayElem, LiteralText, RedirectTarget, WordPart, WordPartNode};
use shuck_ast::{Assignment, AssignmentValue, Command, CompoundCommand, DeclOperand, Stmt, StmtSeq, Word};

/// How a list of statements is run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The whole script, a subshell, a function: its last statement gives the status.
    Whole,
    /// A loop or branch, or `{ ... }`: each of its statements is one of the list around it.
    Inside,
    /// The condition of `if`, `while` or `until`.
    Condition,
    /// `$( ... )`, an arm of `case`: nothing is said of its status.
    Other,
}

/// What a walk tells.
pub(super) trait Watch<'a> {
    fn statement(&mut self, statement: &'a Stmt);
    /// A list of statements; `asked` tells whether its status is looked at by what stands around it.
    fn list(&mut self, list: &'a StmtSeq, place: Place, asked: bool);
}

/// Walks over `body` and all that stands in it.
pub(super) fn walk<'a>(body: &'a StmtSeq, watch: &mut dyn Watch<'a>) {
    Walker { watch }.list(body, Place::Whole, false);
}

struct Walker<'w, 'a> {
    watch: &'w mut dyn Watch<'a>,
}

impl<'a> Walker<'_, 'a> {
    fn list(&mut self, list: &'a StmtSeq, place: Place, asked: bool) {
        self.watch.list(list, place, asked);
        for (index, statement) in list.stmts.iter().enumerate() {
            let last = index + 1 == list.stmts.len();
            self.statement(statement, asked || last && place == Place::Condition);
        }
    }

    fn statement(&mut self, statement: &'a Stmt, asked: bool) {
        self.watch.statement(statement);
        for redirect in &statement.redirects {
            if let RedirectTarget::Word(word) = &redirect.target {
                self.word(word);
            }
        }
        let asked = asked || statement.negated;
        match &statement.command {
            Command::Simple(simple) => {
                self.assignments(&simple.assignments);
                self.words(std::iter::once(&simple.name).chain(&simple.args));
            }
            Command::Builtin(_) => {}
            Command::Decl(declaration) => {
                self.assignments(&declaration.assignments);
                for operand in &declaration.operands {
                    match operand {
                        DeclOperand::Flag(word) | DeclOperand::Dynamic(word) => self.word(word),
                        DeclOperand::Assignment(assignment) => self.assignments(std::slice::from_ref(assignment)),
                        DeclOperand::Name(_) => {}
                    }
                }
            }
            Command::Binary(binary) => {
                self.statement(&binary.left, true);
                self.statement(&binary.right, asked);
            }
            Command::Compound(compound) => self.compound(compound, asked),
            Command::Function(function) => self.function(&function.body),
            Command::AnonymousFunction(function) => self.function(&function.body),
        }
    }

    /// The braces around a function's body are no group of their own.
    fn function(&mut self, body: &'a Stmt) {
        match &body.command {
            Command::Compound(CompoundCommand::BraceGroup(list)) => self.list(list, Place::Whole, false),
            _ => self.statement(body, false),
        }
    }

    fn compound(&mut self, compound: &'a CompoundCommand, asked: bool) {
        match compound {
            CompoundCommand::Subshell(list) => self.list(list, Place::Whole, asked),
            CompoundCommand::BraceGroup(list) => self.list(list, Place::Inside, asked),
            CompoundCommand::If(branches) => {
                self.list(&branches.condition, Place::Condition, asked);
                self.list(&branches.then_branch, Place::Inside, asked);
                for (condition, body) in &branches.elif_branches {
                    self.list(condition, Place::Condition, asked);
                    self.list(body, Place::Inside, asked);
                }
                branches.else_branch.iter().for_each(|body| self.list(body, Place::Inside, asked));
            }
            CompoundCommand::For(each) => {
                self.words(each.words.iter().flatten());
                self.list(&each.body, Place::Inside, asked);
            }
            CompoundCommand::Case(case) => {
                self.word(&case.word);
                case.cases.iter().for_each(|arm| self.list(&arm.body, Place::Other, asked));
            }
            CompoundCommand::While(repeated) => {
                self.list(&repeated.condition, Place::Condition, asked);
                self.list(&repeated.body, Place::Inside, asked);
            }
            CompoundCommand::Until(repeated) => {
                self.list(&repeated.condition, Place::Condition, asked);
                self.list(&repeated.body, Place::Inside, asked);
            }
            CompoundCommand::ArithmeticFor(each) => self.list(&each.body, Place::Inside, asked),
            CompoundCommand::Select(select) => self.list(&select.body, Place::Inside, asked),
            CompoundCommand::Time(timed) => timed.command.iter().for_each(|inner| self.statement(inner, asked)),
            CompoundCommand::Coproc(inner) => self.statement(&inner.body, true),
            // Those of zsh, which is not read here, and tests, which hold no statements but in rare words.
            CompoundCommand::Repeat(_)
            | CompoundCommand::Foreach(_)
            | CompoundCommand::Always(_)
            | CompoundCommand::Arithmetic(_)
            | CompoundCommand::Conditional(_) => {}
        }
    }

    fn assignments(&mut self, assignments: &'a [Assignment]) {
        for assignment in assignments {
            match &assignment.value {
                AssignmentValue::Scalar(word) => self.word(word),
                AssignmentValue::Compound(array) => {
                    for element in &array.elements {
                        let (ArrayElem::Sequential(word)
                        | ArrayElem::Keyed { value: word, .. }
                        | ArrayElem::KeyedAppend { value: word, .. }) = element;
                        self.word(&word.word);
                    }
                }
            }
        }
    }

    fn words(&mut self, words: impl Iterator<Item = &'a Word>) {
        words.for_each(|word| self.word(word));
    }

    fn word(&mut self, word: &'a Word) {
        self.parts(&word.parts);
    }

    fn parts(&mut self, parts: &'a [WordPartNode]) {
        for part in parts {
            match &part.kind {
                WordPart::DoubleQuoted { parts, .. } => self.parts(parts),
                WordPart::CommandSubstitution { body, .. } | WordPart::ProcessSubstitution { body, .. } => {
                    self.list(body, Place::Other, false);
                }
                _ => {}
            }
        }
    }
}

/// Whether the output of another command stands in the word.
pub(super) fn has_substitution(word: &Word) -> bool {
    fn any(parts: &[WordPartNode]) -> bool {
        parts.iter().any(|part| match &part.kind {
            WordPart::DoubleQuoted { parts, .. } => any(parts),
            WordPart::CommandSubstitution { .. } | WordPart::ProcessSubstitution { .. } => true,
            _ => false,
        })
    }
    any(&word.parts)
}

/// The text of a word, quotes and backslashes taken away; `None` where a part of it is not literal.
pub(super) fn literal(word: &Word, source: &str) -> Option<String> {
    if word.brace_syntax.iter().any(|brace| brace.expands()) {
        return None;
    }
    let mut text = String::new();
    add(&word.parts, source, false, &mut text)?;
    Some(text)
}

fn add(parts: &[WordPartNode], source: &str, quoted: bool, text: &mut String) -> Option<()> {
    for part in parts {
        match &part.kind {
            WordPart::Literal(literal) => {
                let raw = match literal {
                    LiteralText::Source | LiteralText::CookedSource(_) => {
                        source.get(part.span.start.offset()..part.span.end.offset())?
                    }
                    LiteralText::Owned(text) => text,
                };
                if !quoted && raw.contains(['*', '?', '[']) {
                    return None;
                }
                text.extend(raw.chars().filter(|letter| *letter != '\\'));
            }
            WordPart::SingleQuoted { value, .. } if value.is_source_backed() => {
                let span = value.span();
                text.push_str(source.get(span.start.offset()..span.end.offset())?);
            }
            WordPart::DoubleQuoted { parts, .. } => add(parts, source, true, text)?,
            _ => return None,
        }
    }
    Some(())
}
