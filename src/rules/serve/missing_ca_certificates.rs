//! The program calls out over TLS, and the final image has no CA bundle where its runtime looks.
//!
//! Silent for runtimes that bring their own roots (Node, the JVM, Deno), for programs that embed them, and
//! where the bundle may have come with something unread. Without evidence of outgoing calls it is only possible.

use crate::evidence::program::{Language, Strength};
use crate::model::Model;
use crate::model::copy::CopyFrom;
use crate::model::files::{Look, StageId};
use crate::rules::bring::{self, When};
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, edits};

pub(super) const RULE: Rule = Rule { id: "missing-ca-certificates", check };

/// Where Go, OpenSSL and rustls look first.
const BUNDLE: &str = "/etc/ssl/certs/ca-certificates.crt";

fn check(input: &Input) -> Vec<Finding> {
    finding(input).into_iter().collect()
}

fn finding(input: &Input) -> Option<Finding> {
    let model = input.model;
    if !matches!(model.ca_bundle(model.target), Look::Absent) {
        return None;
    }
    let start = model.start(model.target)?;
    let span = model.final_from()?;
    let finding = Finding::new(span, "the final image has no CA certificates, so outgoing TLS fails").help(help(model));
    let finding = finding.fixes(fix(model));
    if let Some((tool, place)) = model.calls_of_scripts(&start).into_iter().next() {
        let finding = finding.confidence(Confidence::Likely);
        return Some(finding.label(place, format!("`{tool}` asks an `https` address when the container starts")));
    }
    let programs = model.programs(model.target, &start);
    if programs.iter().any(|it| matches!(it.language, Language::JavaScript | Language::Jvm)) {
        return None;
    }
    let needs = &model.listening().needs;
    if needs.iter().any(|needs| needs.embedded_roots.is_some()) {
        return None;
    }
    let calls = needs.iter().find(|needs| !needs.outgoing_tls.is_empty());
    match calls.and_then(|needs| needs.outgoing_tls.first()) {
        Some(call) => {
            let sure = matches!(call.strength, Strength::Call | Strength::Dependency);
            let finding = finding.confidence(if sure { Confidence::Likely } else { Confidence::Possible });
            Some(finding.label(call.place.clone(), format!("the program {}", call.what)))
        }
        None if programs.is_empty() => None,
        None => Some(finding.confidence(Confidence::Possible)),
    }
}

fn help(model: &Model) -> String {
    let root = model.chain(model.target).last().and_then(|stage| stage.facts());
    match root.and_then(|facts| facts.package_manager.as_deref()) {
        Some("apt") => {
            "write `RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates \
             && rm -rf /var/lib/apt/lists/*`"
        }
        Some("apk") => "write `RUN apk add --no-cache ca-certificates`",
        _ => "write `COPY --from=<build stage> /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/`",
    }
    .to_owned()
}

fn fix(model: &Model) -> Option<Fix> {
    if let Some(package) = bring::certificates(model, model.target) {
        let edit = bring::package(model, When::AtStart(model.target), package)?;
        return Some(Fix::new(format!("install `{package}`"), Safety::Unsafe, vec![edit]));
    }
    let stage = model.final_stage()?;
    let copied = model.copies_in(stage.id).iter().filter_map(|it| match it.from {
        CopyFrom::Stage(other) => Some(other),
        _ => None,
    });
    let stages: Vec<StageId> = copied.collect();
    let has = |it: &&StageId| model.look_for_tool(**it, model.stages[**it].changes.len(), BUNDLE).is_present();
    let (from, install) = match stages.iter().find(has) {
        Some(from) => (*from, None),
        None => with_install(model, &stages)?,
    };
    let name = model.stages[from].name.clone().unwrap_or_else(|| from.to_string());
    let line = format!("COPY --from={name} {BUNDLE} /etc/ssl/certs/");
    let copy = edits::below(model, model.instruction(stage.from?), &[line]);
    let title = match install {
        None => format!("copy the certificates of stage `{name}`"),
        Some(_) => format!("install `ca-certificates` in stage `{name}`, and copy them"),
    };
    Some(Fix::new(title, Safety::Unsafe, install.into_iter().chain([copy]).collect()))
}

/// The first stage that can install the bundle, and the edit that does.
fn with_install(model: &Model, stages: &[StageId]) -> Option<(StageId, Option<Edit>)> {
    let install = |it: &StageId| bring::package(model, When::AtStart(*it), bring::certificates(model, *it)?);
    // Red Hat's distributions keep the bundle at another place.
    let is_usual = |it: &StageId| {
        let facts = model.chain(*it).last().and_then(|root| root.facts());
        facts.and_then(|it| it.package_manager.as_deref()).is_some_and(|it| matches!(it, "apt" | "apk"))
    };
    stages.iter().filter(|it| is_usual(it)).find_map(|it| Some((*it, Some(install(it)?))))
}
