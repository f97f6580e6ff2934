//! The program calls out over TLS, and the final image has no CA bundle where its runtime looks.
//!
//! Silent for runtimes that bring their own roots (Node, the JVM, Deno), for programs that embed them, and
//! where the bundle may have come with something unread. Without evidence of outgoing calls it is only possible.

use crate::evidence::program::{Language, Needs, Strength};
use crate::model::Model;
use crate::model::files::Look;
use crate::rules::{Confidence, Finding, Input, Rule};

pub(super) const RULE: Rule = Rule { id: "missing-ca-certificates", check };

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
    let calls = needs.iter().find(|needs: &&Needs| !needs.outgoing_tls.is_empty());
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
