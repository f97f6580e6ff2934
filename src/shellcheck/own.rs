//! Codes of ShellCheck that `shuck-linter` does not find: SC2174, SC2185, SC2216, SC2251.
//!
//! What each of them is told of, and where, is what ShellCheck 0.11 was seen to do.

use shuck_ast::{BinaryOp, Command, SimpleCommand, Stmt, StmtSeq, StmtTerminator, Word};

use super::tree::{self, Place, Watch, has_substitution, literal};
use super::{Code, Level};

/// Programs that read nothing from their standard input.
const DEAF: [&str; 38] = [
    "alias", "basename", "bg", "cal", "cd", "chgrp", "chmod", "chown", "cp", "du", "echo", "export", "fg", "fuser",
    "getconf", "getopt", "getopts", "ipcrm", "ipcs", "jobs", "kill", "ln", "locale", "ls", "mv", "printf", "ps", "pwd",
    "renice", "rm", "rmdir", "set", "sleep", "touch", "trap", "ulimit", "unalias", "uname",
];

/// Prefixes that run the command behind them in their place.
const IN_PLACE: [&str; 3] = ["builtin", "command", "exec"];

/// What is found, with its place in the text that was parsed.
pub(super) struct Found {
    pub(super) code: Code,
    pub(super) level: Level,
    pub(super) message: String,
    pub(super) help: &'static str,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Everything of our own in `body`, which was parsed from `source`.
pub(super) fn find(body: &StmtSeq, source: &str) -> Vec<Found> {
    let mut watcher = Watcher { source, found: Vec::new(), unseen: Vec::new(), errexit: false };
    tree::walk(body, &mut watcher);
    if watcher.errexit {
        watcher.found.append(&mut watcher.unseen);
    }
    watcher.found
}

struct Watcher<'s> {
    source: &'s str,
    found: Vec<Found>,
    /// Negations whose failure nobody sees, if `set -e` is in force.
    unseen: Vec<Found>,
    /// Whether `set -e` stands anywhere.
    errexit: bool,
}

impl<'a> Watch<'a> for Watcher<'_> {
    fn statement(&mut self, statement: &'a Stmt) {
        match &statement.command {
            Command::Simple(simple) => {
                let Some(name) = literal(&simple.name, self.source) else { return };
                let args: Vec<&Word> = simple.args.iter().collect();
                match base(&name) {
                    "find" => self.find_without_path(simple, &args),
                    "mkdir" => self.mode_of_the_last_only(&args),
                    "set" => self.errexit |= sets_errexit(&self.texts(&args)),
                    _ => {}
                }
            }
            Command::Binary(binary) if matches!(binary.op, BinaryOp::Pipe | BinaryOp::PipeAll) => {
                self.pipe_to_the_deaf(&binary.right);
            }
            _ => {}
        }
    }

    fn list(&mut self, list: &'a StmtSeq, place: Place, asked: bool) {
        let statements = match (place, list.stmts.as_slice()) {
            (Place::Inside, all) => all,
            (Place::Whole | Place::Condition, [before @ .., _]) => before,
            _ => return,
        };
        for statement in statements.iter().filter(|_| !asked) {
            let is_list = matches!(&statement.command, Command::Binary(binary)
                if matches!(binary.op, BinaryOp::And | BinaryOp::Or));
            let in_background = matches!(statement.terminator, Some(StmtTerminator::Background(_)));
            if statement.negated && !is_list && !in_background {
                let (start, end) = (statement.span.start.offset(), statement.span.end.offset());
                self.unseen.push(negated(start, end));
            }
        }
    }
}

impl Watcher<'_> {
    fn texts(&self, words: &[&Word]) -> Vec<Option<String>> {
        words.iter().map(|word| literal(word, self.source)).collect()
    }

    /// SC2185: some `find` want a folder to look in.
    fn find_without_path(&mut self, simple: &SimpleCommand, args: &[&Word]) {
        let texts = self.texts(args);
        let is_option = |text: &str| text.len() <= 2 || text.starts_with("-O");
        for text in &texts {
            let Some(text) = text else { return };
            if text == "--help" || !text.starts_with('-') {
                return;
            }
            if !is_option(text) {
                break;
            }
        }
        if texts.iter().flatten().any(|text| text == "--help") {
            return;
        }
        let (start, end) = place(&simple.name);
        let message = "`find` is given no folder to look in".to_owned();
        let help = "name the folder: `find . ...`; only GNU's and busybox's `find` take the working directory";
        self.push(2185, Level::Info, message, help, (start, end));
    }

    /// SC2174: `mkdir -p -m` sets the mode of the last folder only.
    fn mode_of_the_last_only(&mut self, args: &[&Word]) {
        let texts = self.texts(args);
        let flags = texts.iter().map(|text| text.as_deref().unwrap_or_default());
        let flags: Vec<&str> = flags.take_while(|text| *text != "--").collect();
        let is = |text: &str, short: char, long: &str| {
            let is_long = text.strip_prefix("--").is_some_and(|it| it.split('=').next() == Some(long));
            is_long || text.starts_with('-') && !text.starts_with("--") && text.contains(short)
        };
        let Some(mode) = flags.iter().position(|text| is(text, 'm', "mode")) else { return };
        if !flags.iter().any(|text| is(text, 'p', "parents")) {
            return;
        }
        let is_deep = |text: &Option<String>| text.as_deref().is_none_or(makes_several);
        if texts.iter().skip(1).any(is_deep) {
            let message = "with `-p`, `-m` sets the mode of the last folder only".to_owned();
            let help = "make the folders above it in a command of their own, or use `install -d -m`";
            self.push(2174, Level::Warning, message, help, place(args[mode]));
        }
    }

    /// SC2216: what is piped into `rm` and the like is lost.
    fn pipe_to_the_deaf(&mut self, reader: &Stmt) {
        let Command::Simple(simple) = &reader.command else { return };
        if reader.negated {
            return;
        }
        let mut words: Vec<&Word> = std::iter::once(&simple.name).chain(&simple.args).collect();
        let texts = self.texts(&words);
        if texts.first().is_some_and(|it| it.as_deref().is_some_and(|it| IN_PLACE.contains(&base(it)))) {
            words.remove(0);
        }
        let (Some(first), texts) = (words.first(), self.texts(&words)) else { return };
        let Some(name) = texts.first().cloned().flatten() else { return };
        let name = base(&name).to_owned();
        let asks = |text: &Option<String>| {
            text.as_deref().is_some_and(|it| it == "--interactive" || is_short(it) && it.contains('i'))
        };
        let answered = ["cp", "mv", "rm"].contains(&name.as_str()) && texts.iter().skip(1).any(asks);
        if !DEAF.contains(&name.as_str()) || answered || words.iter().any(|word| has_substitution(word)) {
            return;
        }
        let (start, _) = place(first);
        let (_, end) = words.last().map_or((start, start), |word| place(word));
        let message = format!("`{name}` does not read what is piped into it");
        let help = if name == "echo" { "write `cat`" } else { "write `xargs` before it, or take the pipe away" };
        self.push(2216, Level::Warning, message, help, (start, end));
    }

    fn push(&mut self, code: u32, level: Level, message: String, help: &'static str, (start, end): (usize, usize)) {
        if let Some(code) = Code::new(code) {
            self.found.push(Found { code, level, message, help, start, end });
        }
    }
}

/// SC2251: `! command` in a script with `set -e`.
fn negated(start: usize, end: usize) -> Found {
    let message = "`set -e` does not see this command fail, because of its `!`".to_owned();
    let help = "write `if command; then exit 1; fi`, or `command && exit 1`";
    Found { code: BANG, level: Level::Info, message, help, start, end }
}

const BANG: Code = Code::of(2251);

fn place(word: &Word) -> (usize, usize) {
    (word.span.start.offset(), word.span.end.offset())
}

fn base(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or_default()
}

/// `-x`, `-xyz`.
fn is_short(text: &str) -> bool {
    text.starts_with('-') && !text.starts_with("--")
}

/// Whether `mkdir -p` may make folders above this one: not `name`, `./name`, `../name`.
fn makes_several(path: &str) -> bool {
    let mut rest = path;
    while let Some(inner) = rest.strip_prefix("./").or_else(|| rest.strip_prefix("../")) {
        rest = inner;
    }
    rest.contains('/') || path.contains('/') && rest.is_empty()
}

fn sets_errexit(texts: &[Option<String>]) -> bool {
    let texts: Vec<&str> = texts.iter().map(|it| it.as_deref().unwrap_or_default()).collect();
    let is_long =
        texts.windows(2).any(|pair| pair[0].starts_with('-') && pair[0].ends_with('o') && pair[1] == "errexit");
    is_long || texts.iter().any(|text| is_short(text) && text.contains('e'))
}
