//! The image switches on what a framework shows to developers only.
//!
//! Only variables that are switches of well-known frameworks, in the image that is built. Silent where the file or
//! the stage is named as one for development or tests.

use crate::rules::{Finding, Input, Rule};

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
    on.map(|(name, value, span)| Finding::new(span, format!("`{name}={value}` is for development"))).collect()
}

fn is_on(name: &str, value: &str) -> bool {
    let is_switch = SWITCHES.contains(&name) && matches!(value, "1" | "true" | "on" | "yes");
    is_switch || MODES.contains(&(name, value))
}
