//! A COPY takes the whole build context, and no `.dockerignore` keeps anything out.
//!
//! Silent where no COPY takes the whole context (BuildKit then sends no more than is copied), and where
//! nothing in the context, now or after a local build, could stay out; a history that the build reads may
//! come in.

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

/// What lies beside sources and is not needed to build them.
const NEEDLESS: [&str; 15] = [
    ".env",
    ".github",
    ".gitlab-ci.yml",
    "charts",
    "compose.yaml",
    "compose.yml",
    "deploy",
    "docker-compose.yml",
    "docs",
    "helm",
    "k8s",
    "kubernetes",
    "Makefile",
    "README.md",
    "Dockerfile",
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
    let reads_git = input.model.build_reads_git();
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

/// What a fresh clone does not show: folders that come with the first work in it; and what is there that
/// no build needs, so that each change of it copies everything anew.
fn to_come(context: &Context, span: Span, reads_git: bool) -> Option<Finding> {
    let there = |name: &&str| !matches!(context.node(name), Node::Missing);
    let is_root = context.is_repository_root();
    let leaves = LEAVES.iter().filter(|(manifest, _)| there(manifest)).map(|(_, leaf)| *leaf);
    // An environment of Python may as well stand elsewhere; that git is told of it says that it stands here.
    let leaf = leaves.into_iter().find(|leaf| *leaf != ".venv" || is_root || context.git_ignores(leaf));
    let leaf = leaf.or_else(|| OUTPUT.into_iter().find(|name| is_root && context.git_ignores(name)));
    let needless: Vec<&str> = NEEDLESS.iter().copied().filter(there).collect();
    let git = is_root && !reads_git;
    let (message, help) = match (leaf, needless.as_slice()) {
        (Some(leaf), _) => {
            let git = if git { "`.git` and " } else { "" };
            let help = format!("write a `.dockerignore`: {git}`{leaf}` get in as soon as they are there");
            ("this copies the whole build context, and there is no `.dockerignore`".to_owned(), help)
        }
        (None, [_, _, ..]) => {
            let names = needless.join("`, `");
            let message = format!("there is no `.dockerignore`, so a change of `{names}` copies everything again");
            let help = format!("write a `.dockerignore` with a line for each: `{names}`");
            (message, help + ", or let `dockvet init --dockerignore` write it")
        }
        _ => return None,
    };
    Some(Finding::new(span, message).confidence(Confidence::Likely).help(help))
}
