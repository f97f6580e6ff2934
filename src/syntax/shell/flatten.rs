//! The parser's tree to flat [`Step`]s: order, reach, and the limits of subshells.

use std::collections::HashMap;

use shuck_ast::{
    BinaryCommand, BinaryOp, CaseCommand, Command as Tree, CompoundCommand, ForCommand, FunctionDef, IfCommand, Stmt,
    StmtSeq, StmtTerminator,
};

use crate::limits;
use crate::syntax::ast::Text;

use super::words::Reader;
use super::{Assignment, Command, Link, Part, Reach, ShellWord, Step, start};

/// Unrolled loops and inlined functions can multiply; no real script comes near this.
const MOST_STEPS: usize = 20_000;
/// Calls of functions within functions.
const DEEPEST_CALLS: usize = 8;
/// A `for` loop over more words is not unrolled.
const MOST_WORDS: usize = 32;

/// The steps of `body`, and whether they are all of it.
pub(super) fn steps(body: &StmtSeq, text: &Text) -> (Vec<Step>, bool) {
    let mut flattener = Flattener {
        reader: Reader { text },
        steps: Vec::new(),
        functions: HashMap::new(),
        calls: Vec::new(),
        ended: Ended::Nothing,
        errexit: false,
        spent: 0,
        whole: true,
    };
    let place = Place { reach: Reach::Always, link: Link::Then, need: Need::Success, status: Status::OfScript };
    flattener.sequence(body, place);
    if !flattener.whole {
        limits::reached("only a part of the shell text is read, as it has more than 20,000 steps", start(&text.text));
    }
    (flattener.steps, flattener.whole)
}

/// What the script's success says of a statement's success.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// The script fails if this fails.
    Success,
    /// Followed by `;`: a failure goes unseen, and is not what the author expects.
    Assumed,
    /// May well fail: a condition, the left of `||`, negated.
    Free,
}

/// Who sees the status of a statement.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// It is the script's own: a failure is the script's.
    OfScript,
    /// `set -e` is in force; it does not see what stands left of `&&`.
    OfErrexit,
    Nobody,
}

/// What `break`, `return` or a successful `exit` may have ended: then the rest of it runs perhaps.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ended {
    Nothing,
    Loop,
    Function,
    Script,
}

/// Where a statement stands.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) reach: Reach,
    pub(super) link: Link,
    pub(super) need: Need,
    pub(super) status: Status,
}

impl Place {
    fn link(self, link: Link) -> Place {
        Place { link, ..self }
    }

    fn need(self, need: Need) -> Place {
        let status = if need == Need::Free { Status::Nobody } else { self.status };
        Place { need, status, ..self }
    }

    fn status(self, status: Status) -> Place {
        Place { status, ..self }
    }

    fn maybe(self) -> Place {
        Place { reach: Reach::Maybe, need: Need::Assumed, ..self }
    }
}

pub(super) struct Flattener<'a> {
    pub(super) reader: Reader<'a>,
    pub(super) steps: Vec<Step>,
    functions: HashMap<String, &'a Stmt>,
    /// The names of the functions that are being inlined.
    calls: Vec<String>,
    /// What a command before here may have ended.
    pub(super) ended: Ended,
    /// Whether `set -e` was met.
    pub(super) errexit: bool,
    spent: usize,
    whole: bool,
}

impl<'a> Flattener<'a> {
    pub(super) fn push(&mut self, mut command: Command) {
        if self.spend() {
            if self.ended != Ended::Nothing {
                command.reach = Reach::Maybe;
            }
            self.steps.push(Step::Command(command));
        }
    }

    fn spend(&mut self) -> bool {
        self.spent += 1;
        self.whole &= self.spent <= MOST_STEPS;
        self.whole
    }

    pub(super) fn sequence(&mut self, sequence: &'a StmtSeq, place: Place) {
        for (index, statement) in sequence.stmts.iter().enumerate() {
            let last = index + 1 == sequence.stmts.len();
            let need = if last || place.need == Need::Free { place.need } else { Need::Assumed };
            let link = if index == 0 { place.link } else { Link::Then };
            let status = if last { place.status } else { self.seen(place.status) };
            self.statement(statement, Place { need, link, status, ..place });
        }
    }

    /// Who sees the status of a statement that others follow.
    fn seen(&self, outer: Status) -> Status {
        if self.errexit && outer != Status::Nobody { Status::OfErrexit } else { Status::Nobody }
    }

    fn statement(&mut self, statement: &'a Stmt, place: Place) {
        if !self.spend() {
            return;
        }
        let place = if statement.negated { place.need(Need::Free) } else { place };
        if matches!(statement.terminator, Some(StmtTerminator::Background(_))) {
            self.subshell(|inner| inner.command(statement, place.need(Need::Free)));
        } else {
            self.command(statement, place);
        }
    }

    fn command(&mut self, statement: &'a Stmt, place: Place) {
        let simple = matches!(statement.command, Tree::Simple(_) | Tree::Builtin(_) | Tree::Decl(_));
        let called = self.called(statement);
        if !statement.redirects.is_empty() && (!simple || called.is_some()) {
            let redirects = self.redirects(statement);
            let span = self.reader.span(statement.span);
            self.push(Command { span, redirects, reach: place.reach, link: place.link, ..Command::default() });
        }
        if let Some((name, body)) = called {
            return self.call(name, body, statement, place);
        }
        match &statement.command {
            Tree::Simple(_) | Tree::Builtin(_) | Tree::Decl(_) => self.simple(statement, place),
            Tree::Binary(binary) => match binary.op {
                BinaryOp::And | BinaryOp::Or => self.list(binary, place),
                BinaryOp::Pipe | BinaryOp::PipeAll => self.pipeline(binary, place),
            },
            Tree::Compound(compound) => self.compound(compound, statement, place),
            Tree::Function(function) => self.define(function),
            Tree::AnonymousFunction(function) => self.statement(&function.body, place),
        }
    }

    fn define(&mut self, function: &'a FunctionDef) {
        for name in function.static_names() {
            self.functions.insert(name.to_string(), &function.body);
        }
    }

    fn called(&self, statement: &Stmt) -> Option<(String, &'a Stmt)> {
        let Tree::Simple(command) = &statement.command else { return None };
        if self.functions.is_empty() {
            return None;
        }
        let name = self.reader.word(&command.name, &mut |_| Vec::new()).literal()?;
        self.functions.get(&name).map(|body| (name, *body))
    }

    /// The body of a function in place of its call, with `1`, `2`, ... assigned.
    fn call(&mut self, name: String, body: &'a Stmt, statement: &'a Stmt, place: Place) {
        let Tree::Simple(command) = &statement.command else { return };
        if self.calls.len() >= DEEPEST_CALLS || self.calls.contains(&name) {
            self.whole = false;
            return;
        }
        let span = self.reader.span(statement.span);
        let mut assignments = self.assignments(&command.assignments, false);
        for (index, word) in command.args.iter().enumerate() {
            let value = self.word(word);
            assignments.push(Assignment { name: (index + 1).to_string(), span: value.span, value, exported: false });
        }
        if !assignments.is_empty() {
            self.push(Command { span, assignments, reach: place.reach, link: place.link, ..Command::default() });
        }
        self.calls.push(name);
        self.within(Ended::Function, |inner| inner.statement(body, place.need(Need::Assumed)));
        self.calls.pop();
    }

    /// `a && b || c`, which the parser nests to the left, up to 1,000 deep.
    fn list(&mut self, binary: &'a BinaryCommand, place: Place) {
        let mut links = vec![binary];
        while let Some(Tree::Binary(left)) = links.last().map(|link| &link.left.command) {
            let plain = is_list(left.op) && !links[links.len() - 1].left.negated;
            if !plain || !links[links.len() - 1].left.redirects.is_empty() {
                break;
            }
            links.push(left);
        }
        let mut places = vec![place];
        for link in &links {
            let outer = places[places.len() - 1];
            places.push(match (link.op, outer.status) {
                (BinaryOp::Or, _) if self.fails(&link.right) => outer.need(Need::Success).status(Status::OfScript),
                (BinaryOp::Or, _) => outer.need(Need::Free),
                (_, Status::OfErrexit) => outer.status(Status::Nobody),
                _ => outer,
            });
        }
        let needs: Vec<Need> = places.iter().map(|place| place.need).collect();
        let first = links[links.len() - 1];
        self.statement(&first.left, places[links.len()]);
        let mut doubtful = false;
        for (index, link) in links.iter().enumerate().rev() {
            let need = needs[index];
            doubtful = match (link.op, need) {
                (BinaryOp::And, Need::Success) => false,
                (BinaryOp::And, Need::Assumed) => doubtful || self.is_test(&link.left),
                (BinaryOp::And, Need::Free) => true,
                _ => false,
            };
            let place = places[index];
            let place = if doubtful || link.op == BinaryOp::Or { place.maybe() } else { place };
            let after = if link.op == BinaryOp::Or { Link::Or } else { Link::And };
            self.statement(&link.right, place.need(need).link(after));
        }
    }

    fn pipeline(&mut self, binary: &'a BinaryCommand, place: Place) {
        let mut parts = vec![&*binary.right];
        let mut left = &*binary.left;
        while let Tree::Binary(next) = &left.command
            && !is_list(next.op)
            && !left.negated
            && left.redirects.is_empty()
        {
            parts.push(&next.right);
            left = &next.left;
        }
        let unseen = place.need(Need::Assumed).status(Status::Nobody);
        self.subshell(|inner| inner.statement(left, unseen));
        for (index, part) in parts.iter().enumerate().rev() {
            let place = if index == 0 { place } else { unseen };
            self.subshell(|inner| inner.statement(part, place.link(Link::Pipe)));
        }
    }

    /// What `body` ends, assigns and defines stays inside.
    pub(super) fn subshell(&mut self, body: impl FnOnce(&mut Self)) {
        self.steps.push(Step::Enter);
        let (functions, errexit) = (self.functions.clone(), self.errexit);
        self.within(Ended::Script, body);
        (self.functions, self.errexit) = (functions, errexit);
        self.steps.push(Step::Leave);
    }

    /// What ends `scope` or less inside of `body` does not reach beyond it.
    fn within(&mut self, scope: Ended, body: impl FnOnce(&mut Self)) {
        let before = self.ended;
        body(self);
        if self.ended <= scope {
            self.ended = before;
        }
    }

    /// The steps of a command substitution.
    pub(super) fn substitution(&mut self, body: &'a StmtSeq) -> Vec<Step> {
        let outer = std::mem::take(&mut self.steps);
        let place = Place { reach: Reach::Always, link: Link::Then, need: Need::Assumed, status: Status::Nobody };
        self.within(Ended::Script, |inner| inner.sequence(body, place));
        std::mem::replace(&mut self.steps, outer)
    }

    fn compound(&mut self, compound: &'a CompoundCommand, statement: &'a Stmt, place: Place) {
        match compound {
            CompoundCommand::Subshell(body) => {
                // Its status is looked at as a whole, whatever stands left of `&&` inside.
                let status = if place.status == Status::Nobody { Status::Nobody } else { Status::OfScript };
                self.subshell(|inner| inner.sequence(body, place.status(status)));
            }
            CompoundCommand::BraceGroup(body) => self.sequence(body, place),
            CompoundCommand::If(branches) => self.branches(branches, place),
            CompoundCommand::For(each) => self.each(each, statement, place),
            CompoundCommand::Case(case) => self.cases(case, place),
            CompoundCommand::While(repeated) => self.repeated(&repeated.condition, &repeated.body, place),
            CompoundCommand::Until(repeated) => self.repeated(&repeated.condition, &repeated.body, place),
            CompoundCommand::Repeat(repeated) => self.body(&repeated.body, place.maybe()),
            CompoundCommand::Foreach(each) => {
                self.unknown_variable(each.variable.to_string(), statement, place);
                self.body(&each.body, place.maybe());
            }
            CompoundCommand::Select(select) => {
                self.unknown_variable(select.variable.to_string(), statement, place);
                self.body(&select.body, place.maybe());
            }
            CompoundCommand::ArithmeticFor(each) => self.body(&each.body, place.maybe()),
            CompoundCommand::Time(timed) => {
                if let Some(inner) = &timed.command {
                    self.statement(inner, place);
                }
            }
            CompoundCommand::Coproc(inner) => self.subshell(|flat| flat.statement(&inner.body, place.maybe())),
            CompoundCommand::Always(blocks) => {
                self.sequence(&blocks.body, place.need(Need::Assumed));
                self.sequence(&blocks.always_body, place);
            }
            CompoundCommand::Arithmetic(_) | CompoundCommand::Conditional(_) => {
                self.condition(compound, statement, place);
            }
        }
    }

    fn branches(&mut self, branches: &'a IfCommand, place: Place) {
        self.sequence(&branches.condition, place.need(Need::Free));
        let inside = place.link(Link::Then).maybe();
        self.sequence(&branches.then_branch, inside);
        for (condition, body) in &branches.elif_branches {
            self.sequence(condition, inside.need(Need::Free));
            self.sequence(body, inside);
        }
        if let Some(body) = &branches.else_branch {
            self.sequence(body, inside);
        }
    }

    fn cases(&mut self, case: &'a CaseCommand, place: Place) {
        for item in &case.cases {
            self.sequence(&item.body, place.link(Link::Then).maybe());
        }
    }

    fn repeated(&mut self, condition: &'a StmtSeq, body: &'a StmtSeq, place: Place) {
        self.sequence(condition, place.need(Need::Free));
        self.body(body, place.link(Link::Then).maybe());
    }

    /// A loop's body: a `break` in it ends no more than the loop.
    fn body(&mut self, body: &'a StmtSeq, place: Place) {
        self.within(Ended::Loop, |inner| inner.sequence(body, place));
    }

    fn each(&mut self, each: &'a ForCommand, statement: &'a Stmt, place: Place) {
        let name = each.targets.first().and_then(|target| target.name.as_ref()).map(|name| name.to_string());
        let Some(name) = name else { return self.body(&each.body, place.maybe()) };
        let words: Vec<ShellWord> = each.words.iter().flatten().map(|word| self.word(word)).collect();
        let literal = words.iter().all(|word| word.literal().is_some() && !word.has_glob());
        if each.targets.len() != 1 || words.is_empty() || words.len() > MOST_WORDS || !literal {
            self.unknown_variable(name, statement, place);
            return self.body(&each.body, place.link(Link::Then).maybe());
        }
        self.within(Ended::Loop, |inner| {
            for word in words {
                let span = word.span;
                let assignments = vec![Assignment { name: name.clone(), value: word, exported: false, span }];
                inner.push(Command { span, assignments, reach: place.reach, link: place.link, ..Command::default() });
                let status = inner.seen(place.status);
                inner.sequence(&each.body, place.link(Link::Then).need(Need::Assumed).status(status));
            }
        });
    }

    /// The loop variable after a loop whose words are not known.
    fn unknown_variable(&mut self, name: String, statement: &Stmt, place: Place) {
        let span = self.reader.span(statement.span);
        let value = ShellWord { span, parts: vec![Part::Unknown] };
        let assignments = vec![Assignment { name, value, exported: false, span }];
        self.push(Command { span, assignments, reach: Reach::Maybe, link: place.link, ..Command::default() });
    }
}

fn is_list(operator: BinaryOp) -> bool {
    matches!(operator, BinaryOp::And | BinaryOp::Or)
}
