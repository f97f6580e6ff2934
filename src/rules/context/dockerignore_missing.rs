//! A COPY takes the whole build context, and no `.dockerignore` keeps anything out.
//!
//! Silent where no COPY takes the whole context (BuildKit then sends no more than is copied), and where
//! nothing in the context, now or after a local build, would have to stay out.

use super::taken;
use crate::context::Node;
use crate::rules::{Confidence, Finding, Input, Rule};

pub(super) const RULE: Rule = Rule { id: "dockerignore-missing", check };

/// What tools leave beside the file that names them.
const LEAVES: [(&str, &str); 11] = [
    ("go.mod", "bin"),
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

fn check(input: &Input) -> Vec<Finding> {
    finding(input).into_iter().collect()
}

fn finding(input: &Input) -> Option<Finding> {
    let (_, source) = taken::whole_context(input)?;
    let context = input.model.context.as_ref()?;
    if context.ignored().source.is_some() {
        return None;
    }
    let unwanted = taken::unwanted(input);
    if unwanted.is_empty() {
        let there = |name: &str| !matches!(context.node(name), Node::Missing);
        let (_, leaves) = LEAVES.iter().find(|(manifest, _)| there(manifest))?;
        let message = "this copies the whole build context, and there is no `.dockerignore`";
        let help = format!("write a `.dockerignore`: `.git` and `{leaves}` get in as soon as they are there");
        return Some(Finding::new(source.span, message).confidence(Confidence::Likely).help(help));
    }
    let names: Vec<&str> = unwanted.iter().map(|it| it.path.as_str()).take(6).collect();
    let message = format!("there is no `.dockerignore`, so this takes in {}", taken::listed(&unwanted));
    let help = format!("write a `.dockerignore` with a line for each: `{}`", names.join("`, `"));
    Some(Finding::new(source.span, message).help(help))
}
