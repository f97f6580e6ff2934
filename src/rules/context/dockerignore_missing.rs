//! A COPY takes the whole build context, and no `.dockerignore` keeps anything out.
//!
//! Silent where no COPY takes the whole context (BuildKit then sends no more than is copied), and where
//! nothing in the context, now or after a local build, would have to stay out; a history that the build
//! reads may come in.

use super::taken;
use crate::context::{Context, Node};
use crate::rules::{Confidence, Finding, Input, Rule};
use crate::source::Span;

pub(super) const RULE: Rule = Rule { id: "dockerignore-missing", check };

/// What tools leave beside the file that names them.
const LEAVES: [(&str, &str); 10] = [
    ("package.json", "node_modules"),
    ("Cargo.toml", "target"),
    ("pom.xml", "target"),
    ("build.gradle", "build"),
    ("build.gradle.kts", "build"),
    ("pyproject.toml", ".venv"),
    ("requirements.txt", ".venv"),
    ("composer.json", "vendor"),
    ("Gemfile", "vendor/bundle"),
    ("mix.exs", "_build"),
];

/// What git is often told to ignore at the root of a project in any language.
const OUTPUT: [&str; 6] = ["bin", "dist", "build", "out", "coverage", ".env"];

fn check(input: &Input) -> Vec<Finding> {
    finding(input).into_iter().collect()
}

fn finding(input: &Input) -> Option<Finding> {
    let (_, source) = taken::whole_context(input)?;
    let context = input.model.context.as_ref()?;
    if context.ignored().source.is_some() {
        return None;
    }
    let reads_git = taken::build_reads_git(input);
    let mut unwanted = taken::unwanted(input);
    unwanted.retain(|it| !(reads_git && taken::is_history(it)));
    if unwanted.is_empty() {
        return to_come(context, source.span, reads_git);
    }
    let names: Vec<&str> = unwanted.iter().map(|it| it.path.as_str()).take(6).collect();
    let message = format!("there is no `.dockerignore`, so this takes in {}", taken::listed(&unwanted));
    let lines = if names.len() == 1 { "the line" } else { "a line for each:" };
    let help = format!("write a `.dockerignore` with {lines} `{}`", names.join("`, `"));
    Some(Finding::new(source.span, message).help(help))
}

/// What is not there in a fresh clone, and gets in once somebody has worked in it.
fn to_come(context: &Context, span: Span, reads_git: bool) -> Option<Finding> {
    let is_root = context.is_repository_root();
    let there = |name: &str| !matches!(context.node(name), Node::Missing);
    let mut leaves = LEAVES.iter().filter(|(manifest, _)| there(manifest)).map(|(_, leaf)| *leaf);
    // In a folder of a repository only what git is told to ignore surely comes to be there.
    let leaf = leaves.find(|leaf| is_root || context.git_ignores(leaf));
    let ignored = || OUTPUT.into_iter().find(|name| is_root && context.git_ignores(name));
    let leaf = leaf.or_else(ignored);
    let help = match (is_root && !reads_git, leaf) {
        (true, Some(leaf)) => format!("`.git` and `{leaf}` get in as soon as they are there"),
        (true, None) if there("go.mod") => "`.git` gets in as soon as it is there".to_owned(),
        (false, Some(leaf)) => format!("`{leaf}` gets in as soon as it is there"),
        (_, None) => return None,
    };
    let message = "this copies the whole build context, and there is no `.dockerignore`";
    let help = format!("write a `.dockerignore`: {help}");
    Some(Finding::new(span, message).confidence(Confidence::Likely).help(help))
}
