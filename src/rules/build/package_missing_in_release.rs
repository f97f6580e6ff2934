//! A package that the release of the base image does not have.
//!
//! Silent where a step before may have added another source of packages, on images whose release is not known, and
//! on images that come with sources of their own.

use crate::facts::{missing, releases::Release};
use crate::model::Model;
use crate::model::run::{Invocation, Word};
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, commands};
use crate::source::Span;
use crate::syntax::image::ImageRef;

use super::calls::{self, Call, Sources};

pub(super) const RULE: Rule = Rule { id: "package-missing-in-release", check };

/// Official images that look for packages where their distribution has them, and nowhere else.
const PLAIN: [&str; 20] = [
    "alpine",
    "buildpack-deps",
    "debian",
    "docker",
    "erlang",
    "elixir",
    "gcc",
    "golang",
    "httpd",
    "iojs",
    "java",
    "node",
    "openjdk",
    "perl",
    "php",
    "python",
    "redis",
    "ruby",
    "rust",
    "ubuntu",
];

/// Names that a message lists after the first.
const MOST_NAMES: usize = 5;

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let invocations = input.model.invocations.iter().filter(|it| needed[it.stage] && calls::must_work(it));
    invocations.filter_map(|invocation| in_command(input, invocation)).collect()
}

fn in_command(input: &Input, invocation: &Invocation) -> Option<Finding> {
    let model = input.model;
    let call = calls::call(invocation).filter(is_plain_install)?;
    if let Some(package) = call.operands.iter().copied().find(|package| missing::is_nowhere(package)) {
        return Some(nowhere(package, invocation, model.source.slice(invocation.span)));
    }
    let (image, root) = calls::root_image(model, invocation.stage)?;
    let release = model.release(invocation.stage)?;
    let official = calls::official(image).unwrap_or_default();
    let family = if release.os == "alpine" { "apk" } else { "apt" };
    if !PLAIN.contains(&official) || call.family != family {
        return None;
    }
    let lacking = || call.operands.iter().copied().filter(|package| lacks(image, release, package));
    let sources = lacking().next().map(|_| calls::sources(model, invocation))?;
    let lacking: Vec<&str> = match sources {
        Sources::OfImage => lacking().collect(),
        Sources::Added => lacking().filter(|package| missing::is_own(package)).collect(),
        Sources::Unknown => return None,
    };
    if lacking.is_empty() {
        return None;
    }
    let found = finding((image, release), &lacking, invocation, model.source.slice(invocation.span));
    let found = if sources == Sources::OfImage { found } else { found.confidence(Confidence::Likely) };
    let found = found.fixes(renamed(model, invocation, release, &lacking, &call.operands));
    let Some(from) = model.stages[root].from else { return Some(found) };
    Some(found.label(model.place(model.instruction(from).span), format!("the base is {}", release.shown())))
}

fn is_plain_install(call: &Call) -> bool {
    // From another release or repository, or only as if.
    let elsewhere: &[&str] = match call.family {
        "apt" => &["-t", "--target-release", "--default-release", "-s", "--simulate", "--dry-run"],
        _ => &["-X", "--repository", "--repositories-file"],
    };
    matches!((call.family, call.verb), ("apt", "install") | ("apk", "add"))
        && !call.options.iter().any(|option| elsewhere.iter().any(|it| option.split('=').next() == Some(it)))
}

fn lacks(image: &ImageRef, release: &Release, package: &str) -> bool {
    kept_out(image, package) || missing::lacks(release, package)
}

/// The `php` images pin Debian's own PHP packages so that nobody installs a second PHP by accident.
fn kept_out(image: &ImageRef, package: &str) -> bool {
    let is_php = image.canonical == "docker.io/library/php";
    is_php && package.starts_with("php") && !image.tag.as_deref().is_some_and(|tag| tag.contains("alpine"))
}

/// A package that no source has any more, whatever the base.
fn nowhere(package: &str, invocation: &Invocation, text: &str) -> Finding {
    let message = format!("`{package}` is nowhere any more: its archive ended on 2019-04-16");
    let help = "install `default-jdk`, or build on an image of `eclipse-temurin`";
    Finding::new(span_of(package, invocation, text), message).help(help)
}

fn span_of(package: &str, invocation: &Invocation, text: &str) -> Span {
    let is_word = |it: &&Word| it.text == package && !it.span.is_empty();
    if let Some(word) = invocation.words.iter().find(is_word) {
        return word.span;
    }
    let Some(start) = word_at(text, package) else { return invocation.span };
    let start = invocation.span.range().start + start;
    Span::new(start..start + package.len())
}

/// One finding for all of a command's packages; it stands at the first.
fn finding((image, release): (&ImageRef, &Release), lacking: &[&str], invocation: &Invocation, text: &str) -> Finding {
    let package = lacking[0];
    let span = span_of(package, invocation, text);
    if kept_out(image, package) {
        let message = format!("the `php` image keeps apt from installing `{package}`: it is Debian's own PHP");
        return Finding::new(span, message).help("use `docker-php-ext-install`, or `pecl install`, in its place");
    }
    let names: Vec<String> = lacking[1..].iter().take(MOST_NAMES).map(|name| format!("`{name}`")).collect();
    let more = lacking.len() - 1 - names.len();
    let rest = match (names.is_empty(), more) {
        (true, _) => String::new(),
        (false, 0) => format!(", nor is {}", names.join(", ")),
        (false, more) => format!(", nor is {} and {more} more", names.join(", ")),
    };
    let finding = Finding::new(span, format!("`{package}` is not among the packages of {}{rest}", release.shown()));
    let with = |package: &&str| {
        let instead = missing::instead(package).filter(|instead| !missing::lacks(release, instead));
        instead.map(|instead| format!("`{instead}` for `{package}`"))
    };
    let instead: Vec<String> = lacking.iter().filter_map(with).collect();
    if instead.is_empty() { finding } else { finding.help(format!("install {}", instead.join(", "))) }
}

/// The new names of all that is lacking. The packages that a name stands for must be the same program in a new
/// version: that is so where the old name was given up for another.
fn renamed(model: &Model, at: &Invocation, release: &Release, lacking: &[&str], all: &[&str]) -> Option<Fix> {
    let mut edits = Vec::new();
    let mut names = Vec::new();
    for package in lacking {
        let instead = missing::instead(package).filter(|it| !missing::lacks(release, it) && !all.contains(it))?;
        let word = at.words.iter().find(|it| it.text == *package && commands::is_written(model, it))?;
        edits.push(Edit::replace(word.span, instead));
        names.push(format!("`{instead}`"));
    }
    names.sort();
    let is_twice = names.windows(2).any(|it| it[0] == it[1]);
    (!is_twice).then(|| Fix::new(format!("install {}", names.join(", ")), Safety::Unsafe, edits))
}

/// Where `word` stands in `text` as a word of its own.
fn word_at(text: &str, word: &str) -> Option<usize> {
    let ends = |it: Option<char>| it.is_none_or(|it| it.is_whitespace() || matches!(it, '"' | '\''));
    text.match_indices(word)
        .map(|(at, _)| at)
        .find(|at| ends(text[..*at].chars().next_back()) && ends(text[at + word.len()..].chars().next()))
}
