//! The shell text of RUN, CMD, ENTRYPOINT and HEALTHCHECK as commands with words.
//!
//! Only this folder knows the shell parser. Its tree is flattened to [`Step`]s: what the model
//! asks is which commands run, in which order, surely or perhaps, and with which words.

mod flatten;
mod memory;
mod simple;
#[cfg(test)]
mod tests;
mod words;

use crate::limits;
use crate::source::Span;

use super::ast::Text;

/// Which shell reads the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// `sh`, `bash`, `dash`, `ash`, `zsh`, `ksh`: parsed.
    Posix,
    /// `cmd`, `powershell`, `pwsh`: recognised and left unknown.
    Windows,
}

#[derive(Clone, Debug, Default)]
pub struct Script {
    /// The whole shell text, heredoc bodies included.
    pub text: Text,
    pub steps: Vec<Step>,
    /// False where the text could not be parsed whole, or is for a Windows shell: then what it
    /// does is unknown, and `steps` may lack commands.
    pub understood: bool,
}

#[derive(Clone, Debug)]
pub enum Step {
    Command(Command),
    /// `( ... )`, a pipeline's part, `$( ... )` of an assignment: what changes the working directory or variables ends at `Leave`.
    Enter,
    Leave,
}

/// One simple command.
#[derive(Clone, Debug, Default)]
pub struct Command {
    pub span: Span,
    /// Program name and arguments; empty for a bare assignment or redirection.
    pub words: Vec<ShellWord>,
    /// `NAME=value` before the command, or alone.
    pub assignments: Vec<Assignment>,
    pub redirects: Vec<Redirect>,
    pub reach: Reach,
    pub link: Link,
    pub failure: Failure,
}

/// What becomes of the script if a command fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Failure {
    /// The script surely ends with failure, if it gets there.
    EndsScript,
    /// It may go on: `a; b` without `set -e`, `a || b`, a condition, the left of a pipe.
    #[default]
    Unseen,
}

/// Whether a command runs when the script runs to its end with success.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    #[default]
    Always,
    /// In a branch, a loop over unknown words, a function body, or behind `||`.
    Maybe,
}

/// How a command follows the one before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Link {
    /// First, after `;`, a new line, or as part of a compound command.
    #[default]
    Then,
    And,
    Or,
    /// Reads the output of the one before.
    Pipe,
}

#[derive(Clone, Debug)]
pub struct Assignment {
    pub name: String,
    pub value: ShellWord,
    /// `export NAME=value`, `readonly`, `declare`: lasts like a bare assignment and is exported.
    pub exported: bool,
    /// Name and value.
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Redirect {
    pub kind: RedirectKind,
    pub descriptor: Option<u32>,
    /// The file, or the descriptor of a duplication.
    pub target: ShellWord,
    /// The body of a `<<` heredoc, where it is literal.
    pub body: Option<String>,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectKind {
    Read,
    Write,
    Append,
    Heredoc,
    HereString,
    Duplicate,
}

/// A word with its parts, in order. `"a$B"c` is a literal, a variable and a literal.
#[derive(Clone, Debug, Default)]
pub struct ShellWord {
    pub span: Span,
    pub parts: Vec<Part>,
}

#[derive(Clone, Debug)]
pub enum Part {
    /// Text with quotes and escapes taken away. `glob`: holds an unquoted `*`, `?` or `[`.
    Literal { text: String, glob: bool },
    /// `$name`, `${name}`, `${name:-default}`.
    Variable { name: String, operator: Option<(String, Vec<Part>)>, quoted: bool, span: Span },
    /// A command substitution; what it prints is not known.
    Substitution { steps: Vec<Step>, span: Span },
    /// Arithmetic, brace expansion, process substitution, anything else.
    Unknown,
}

impl ShellWord {
    /// The text, where no variable or substitution stands in it.
    pub fn literal(&self) -> Option<String> {
        let mut text = String::new();
        for part in &self.parts {
            let Part::Literal { text: piece, .. } = part else { return None };
            text.push_str(piece);
        }
        Some(text)
    }

    pub fn has_glob(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Literal { glob: true, .. }))
    }
}

impl Command {
    /// The program's name, where it is literal.
    pub fn name(&self) -> Option<String> {
        self.words.first().and_then(ShellWord::literal)
    }
}

impl Script {
    /// The commands of the script itself, those of command substitutions left out.
    pub fn commands(&self) -> impl Iterator<Item = &Command> {
        self.steps.iter().filter_map(|step| match step {
            Step::Command(command) => Some(command),
            Step::Enter | Step::Leave => None,
        })
    }
}

/// The beginning of a text, to tell it from others.
fn start(text: &str) -> String {
    text.trim_start().chars().take(40).collect()
}

/// Longer bodies are not read. The longest one met in 67,000 RUN instructions had 60 KiB.
const LONGEST: usize = 1 << 20;

/// Bodies with more of these are not read: the parser counts the lines before each heredoc anew.
const MOST_HEREDOCS: usize = 1_000;

/// Reads shell text. Never fails: see [`Script::understood`].
///
/// The parser's Bash dialect reads every POSIX shell: its POSIX dialect refuses `[[` and other
/// bashisms, which are for rules to report.
pub fn parse(text: Text, dialect: Dialect) -> Script {
    let is_too_long = text.text.len() > LONGEST;
    if is_too_long {
        limits::reached("shell text of more than 1 MiB is not read", start(&text.text));
    }
    if dialect == Dialect::Windows || is_too_long || text.text.match_indices("<<").nth(MOST_HEREDOCS).is_some() {
        return Script { text, steps: Vec::new(), understood: false };
    }
    let tree = memory::tree(&text.text);
    let (steps, whole) = flatten::steps(&tree.body, &text);
    Script { understood: tree.is_clean && whole, steps, text }
}
