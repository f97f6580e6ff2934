//! The commands of RUN as rules about their words ask for them.
//!
//! Wrappers (`sudo`, `env`, `exec`, `sh -c`) are taken away, variables are put in; commands of `$( ... )` and of
//! ONBUILD are among them. A loop over known words is unrolled, so one place can be met more than once.

use std::collections::BTreeSet;

use crate::model::Model;
use crate::model::files::StageId;
use crate::model::run::{Invocation, Word};
use crate::source::Span;

/// Every command of the file, each RUN's together.
pub(super) fn all(model: &Model) -> Vec<&Invocation> {
    let mut all: Vec<&Invocation> = model.invocations.iter().chain(&model.aside).collect();
    all.sort_by_key(|it| it.instruction);
    all
}

/// The program without its folder; `None` where it is not known.
pub(super) fn program(invocation: &Invocation) -> Option<&str> {
    let word = invocation.words.first()?;
    let is_known = !word.text.is_empty() && !word.text.contains("${");
    is_known.then(|| word.text.rsplit('/').next().unwrap_or(&word.text))
}

/// The commands that run one of the programs. What a loop repeats is there once.
pub(super) fn of<'a>(model: &'a Model, programs: &[&str]) -> Vec<&'a Invocation> {
    let mut places = BTreeSet::new();
    let runs = |it: &&Invocation| program(it).is_some_and(|name| programs.contains(&name));
    let is_new = |it: &&Invocation| places.insert((it.instruction, place(it).start, place(it).end));
    all(model).into_iter().filter(runs).filter(is_new).collect()
}

/// Where the program's name stands.
pub(super) fn place(invocation: &Invocation) -> Span {
    invocation.words.first().map_or(invocation.span, |word| word.span)
}

/// The other commands of its RUN, in order, and itself.
pub(super) fn beside<'a>(model: &'a Model, invocation: &Invocation) -> impl Iterator<Item = &'a Invocation> {
    let instruction = invocation.instruction;
    let aside = model.aside.iter().filter(move |it| it.instruction == instruction);
    model.invocations_of(instruction).iter().chain(aside)
}

/// Whether a reader of plain shell words sees the program: it stands there by its bare name, behind nothing but
/// `exec` and its kin, in no text that another shell reads.
pub(super) fn is_plain(model: &Model, invocation: &Invocation) -> bool {
    let is_looked_through = |word: &Word| matches!(word.text.as_str(), "exec" | "command" | "builtin" | "busybox");
    let written = invocation.words.first().map(|word| (model.written(word.span), word.text.as_str()));
    let is_bare =
        written.is_some_and(|(written, text)| written.trim_matches(['"', '\'']) == text && !text.contains('/'));
    is_bare && invocation.wrappers.iter().all(is_looked_through)
}

/// Whether the command stands in a text that another shell reads: `sh -c '...'`.
pub(super) fn is_inner(model: &Model, invocation: &Invocation) -> bool {
    let first = invocation.wrappers.first().or(invocation.words.first());
    first.is_some_and(|word| {
        let written = model.written(word.span);
        let written = written.trim_matches(['"', '\'']);
        written != word.text && written.contains(char::is_whitespace)
    })
}

/// Whether what a stage holds is in the image that is built, and not only copied from.
pub(super) fn ships(model: &Model, stage: StageId) -> bool {
    model.chain(model.target).any(|it| it.id == stage)
}

/// Whether a word stands in the file as the shell makes it, so that an edit can be made beside it.
pub(super) fn is_written(model: &Model, word: &Word) -> bool {
    model.source.slice(word.span).trim_matches('"') == word.text
}

/// A command's words by what they are.
pub(super) struct Arguments<'a> {
    words: &'a [Word],
}

impl<'a> Arguments<'a> {
    pub(super) fn of(invocation: &'a Invocation) -> Arguments<'a> {
        Arguments::new(invocation.words.get(1..).unwrap_or_default())
    }

    /// Words that stand behind a program.
    pub(super) fn new(words: &'a [Word]) -> Arguments<'a> {
        Arguments { words }
    }

    /// All words behind the program.
    pub(super) fn words(&self) -> &'a [Word] {
        self.words
    }

    /// Whether one of the options is there: `y` stands for `-y` and `-qy`, `yes` for `--yes` and `--yes=...`.
    pub(super) fn has(&self, options: &[&str]) -> bool {
        options.iter().any(|option| self.count(option) > 0)
    }

    /// How often an option is there: `-qq` holds `q` twice.
    pub(super) fn count(&self, option: &str) -> usize {
        let in_word = |word: &Word| match (word.text.strip_prefix("--"), word.text.strip_prefix('-')) {
            (Some(long), _) => usize::from(long.split('=').next() == Some(option) && !long.is_empty()),
            (None, Some(letters)) if option.chars().count() == 1 => letters.matches(option).count(),
            _ => 0,
        };
        self.words.iter().map(in_word).sum()
    }

    /// The words that are no options, nor the values of the options in `valued` (with their dashes).
    pub(super) fn operands(&self, valued: &[&str]) -> Vec<&'a Word> {
        let mut operands = Vec::new();
        let mut words = self.words.iter();
        while let Some(word) = words.next() {
            if word.text == "--" {
                operands.extend(words.by_ref());
            } else if valued.contains(&word.text.as_str()) {
                words.next();
            } else if !word.text.starts_with('-') {
                operands.push(word);
            }
        }
        operands
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{self, Options};
    use crate::source::Source;
    use crate::syntax;

    fn model(text: &str) -> Model {
        let source = Source::new("Dockerfile", text);
        model::build(source.clone(), syntax::parse(&source), None, &Options::default())
    }

    fn drawn(text: &str) -> Vec<String> {
        let model = model(text);
        let words = |it: &&Invocation| it.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        all(&model).iter().map(words).collect()
    }

    #[test]
    fn commands_are_found_wherever_they_stand() {
        assert_eq!(drawn("FROM a\nRUN sudo -E apt-get update && x\n"), ["apt-get update", "x"]);
        assert_eq!(drawn("FROM a\nRUN sh -ec 'a b; c'\n"), ["sh -ec a b; c", "a b", "c"]);
        assert_eq!(drawn("FROM a\nRUN echo $(curl -s x | tar t)\n"), ["echo ${}", "curl -s x", "tar t"]);
        assert_eq!(drawn("FROM a\nONBUILD RUN gem install rails\n"), ["gem install rails"]);
        assert_eq!(drawn("FROM a\nRUN [\"apk\", \"add\", \"git\"]\n"), ["apk add git"]);
        assert_eq!(drawn("FROM a\nRUN <<EOF\napk add git\nEOF\n"), ["apk add git"]);
    }

    #[test]
    fn variables_are_put_in_as_far_as_they_are_known() {
        let text = "FROM a\nARG V\nENV LIST=\"one two\"\nRUN apt-get install $LIST three=$V \"a${W}b\"\n";
        assert_eq!(drawn(text), ["apt-get install one two three=${V} a${W}b"]);
    }

    #[test]
    fn words_stand_where_they_are_written() {
        let text = "FROM a\nENV LIST=\"one two\"\nRUN sudo apk add \\\n    $LIST  three\n";
        let model = model(text);
        let places: Vec<&str> = all(&model)[0].words.iter().map(|it| model.source.slice(it.span)).collect();
        assert_eq!(places, ["apk", "add", "$LIST", "$LIST", "three"]);
    }

    #[test]
    fn options_and_operands_are_told_apart() {
        let model = model("FROM a\nRUN apt-get -qqy install -t stable --fix-missing=x git -- -odd\n");
        let arguments = Arguments::of(all(&model)[0]);
        assert!(arguments.has(&["y"]) && arguments.has(&["yes", "fix-missing"]) && !arguments.has(&["fix"]));
        assert_eq!(arguments.count("q"), 2);
        let operands: Vec<&str> = arguments.operands(&["-t"]).iter().map(|it| it.text.as_str()).collect();
        assert_eq!(operands, ["install", "git", "-odd"]);
    }
}
