//! The image switches on what a framework shows to developers only.
//!
//! Only variables that are switches of well-known frameworks, in the image that is built. Silent where the file or
//! the stage is named as one for development or tests.

use crate::model::Model;
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety};
use crate::source::Span;
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "debug-mode-on", check };

/// Variables that are on when they are true: Flask, Django's usual settings, Laravel and Symfony, WordPress, .NET.
const SWITCHES: [&str; 7] = [
    "FLASK_DEBUG",
    "DJANGO_DEBUG",
    "APP_DEBUG",
    "SYMFONY_DEBUG",
    "WORDPRESS_DEBUG",
    "WP_DEBUG",
    "ASPNETCORE_DETAILEDERRORS",
];

/// Variables, and the value that means development.
const MODES: [(&str, &str); 3] =
    [("FLASK_ENV", "development"), ("ASPNETCORE_ENVIRONMENT", "development"), ("RAILS_ENV", "development")];

/// Words in names of files and stages that are not for use.
const NOT_FOR_USE: [&str; 6] = ["dev", "debug", "test", "local", "example", "sample"];

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let (Some(stage), Some(state)) = (model.final_stage(), model.image()) else { return Vec::new() };
    let path = model.source.path().to_string_lossy().to_lowercase();
    let name = stage.name.clone().unwrap_or_default();
    if NOT_FOR_USE.iter().any(|it| path.contains(it) || name.contains(it)) {
        return Vec::new();
    }
    let set = state.env.iter().filter_map(|(name, variable)| Some((name, variable.value.known()?, variable.span?)));
    let on = set.filter(|(name, value, _)| is_on(name, &value.to_ascii_lowercase()));
    let finding = |(name, value, span): (&String, &str, Span)| {
        let finding = Finding::new(span, format!("`{name}={value}` is for development"));
        match fix(model, name, value, span) {
            Some(fix) => finding.fix(fix),
            None => finding,
        }
    };
    on.map(finding).collect()
}

fn is_on(name: &str, value: &str) -> bool {
    let is_switch = SWITCHES.contains(&name) && matches!(value, "1" | "true" | "on" | "yes");
    is_switch || MODES.contains(&(name, value))
}

/// The switch off, or the mode for use, where the value is written out.
fn fix(model: &Model, name: &str, value: &str, key: Span) -> Option<Fix> {
    let pairs = model.dockerfile.instructions.iter().filter_map(|it| match &it.kind {
        Kind::Env(pairs) => Some(pairs),
        _ => None,
    });
    let pair = pairs.flatten().find(|pair| pair.key.span == key)?;
    let wanted = match value {
        "1" => "0",
        "true" => "false",
        "True" => "False",
        "TRUE" => "FALSE",
        "on" => "off",
        "yes" => "no",
        "development" => "production",
        "Development" => "Production",
        _ => return None,
    };
    let written = model.source.slice(pair.value.span);
    if written.trim_matches(['"', '\'']) != value {
        return None;
    }
    let edit = Edit::replace(pair.value.span, written.replace(value, wanted));
    Some(Fix::new(format!("write `{name}={wanted}`"), Safety::Unsafe, vec![edit]))
}
