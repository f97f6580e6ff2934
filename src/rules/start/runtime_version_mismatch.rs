//! The final image's runtime cannot run what the build makes: Java of an older release, another .NET.
//!
//! A JVM refuses classes of a later release (`UnsupportedClassVersionError`); .NET starts a program only on the
//! major release that it was built for, unless it is told to roll forward. Silent where the projects of the build
//! ask for different releases, and where the image builds the program itself.

use crate::facts::toolchain::{Language, Toolchain, Version};
use crate::model::Model;
use crate::rules::{Confidence, Finding, Input, Rule, tags};

pub(super) const RULE: Rule = Rule { id: "runtime-version-mismatch", check };

fn check(input: &Input) -> Vec<Finding> {
    finding(input.model).into_iter().collect()
}

fn finding(model: &Model) -> Option<Finding> {
    let (has, from) = model.toolchain(model.target)?;
    let program = match has.language {
        Language::Java => "java",
        Language::DotNet if has.runtime_only && !rolls_forward(model) => "dotnet",
        _ => return None,
    };
    let start = model.start(model.target)?;
    let starts = start.argv.iter().filter_map(|word| word.text.as_deref()).any(|word| word == program);
    let all = model.requirements(has.language);
    let (first, rest) = all.split_first()?;
    let built = first.version.as_ref()?;
    if !starts || rest.iter().any(|it| it.version.as_ref() != Some(built)) || runs(&has, built) {
        return None;
    }
    let name = has.language.name();
    let message = format!("the program is built for {name} {built}, the image runs {name} {}", has.version);
    let finding = Finding::new(from, message).confidence(Confidence::Likely);
    let finding = finding.label(first.place.clone(), format!("it is built for {name} {built}"));
    let finding = finding.fixes(tags::fix(&model.source, from, first));
    Some(finding.help(format!("take a tag of the image with {name} {built}")))
}

/// Whether the runtime runs what is built for the release.
fn runs(has: &Toolchain, built: &Version) -> bool {
    match has.language {
        Language::Java => has.version.0.first() >= built.0.first(),
        _ => has.version.0.first() == built.0.first(),
    }
}

fn rolls_forward(model: &Model) -> bool {
    let by_environment = model.image().is_none_or(|it| it.env.contains_key("DOTNET_ROLL_FORWARD"));
    let by_project =
        model.requirements(Language::DotNet).iter().any(|it| it.place.source.text().contains("RollForward"));
    by_environment || by_project
}
