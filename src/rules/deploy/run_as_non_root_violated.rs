//! `runAsNonRoot: true`, and the image or the manifest itself says root: the kubelet refuses to start the container.
//!
//! It looks at the number of the user before anything runs, so an entry point that gives up root does not help.

use crate::rules::{Confidence, Finding, Fix, Input, Rule, is_root, security};

use crate::rules::runs::{self, Runs};

pub(super) const RULE: Rule = Rule { id: "run-as-non-root-violated", check };

fn check(input: &Input) -> Vec<Finding> {
    runs::all(input).iter().filter_map(|runs| finding(input, runs)).collect()
}

fn finding(input: &Input, runs: &Runs) -> Option<Finding> {
    let security = &runs.container.security;
    let wanted = security.run_as_non_root.as_ref().filter(|it| it.value)?;
    let at = &wanted.place;
    if let Some(id) = &security.run_as_user {
        let finding = Finding::new(id.place.span, "`runAsUser` is root, and `runAsNonRoot` forbids that");
        let finding = finding.in_file(id.place.source.clone()).label(at.clone(), "root is forbidden here");
        return (id.value == 0).then(|| finding.help("name another user, such as 10001"));
    }
    let user = &runs.state().user;
    if !is_root(user.value.known()?) {
        return None;
    }
    // OpenShift gives each container a user of its own.
    if at.source.text().to_ascii_lowercase().contains("openshift") {
        return None;
    }
    let model = input.model;
    let finding = Finding::new(at.span, "`runAsNonRoot` forbids root, and the image is root's");
    let finding = finding.in_file(at.source.clone()).confidence(runs.confidence(Confidence::Certain));
    let (index, why) = match user.instruction {
        Some(index) => (index, "the user is set here"),
        None => (runs.stage.from?, "no `USER` follows, and this base is root's"),
    };
    let finding = finding.label(model.place(model.instruction(index).span), why);
    let finding = finding.fixes(numbered(input, runs));
    Some(finding.help("end the image with a `USER` that is a number, such as `USER 10001`, or set `runAsUser`"))
}

/// `USER` with a number at the end of the image, where nothing that is known of the program needs root, nor
/// gives it up itself.
fn numbered(input: &Input, runs: &Runs) -> Option<Fix> {
    if !input.start_keeps_user() {
        return None;
    }
    let fix =
        security::without_root(input, runs.stage, runs.state()).filter(|_| runs.stage.id == input.model.target)?;
    // The kubelet takes no name.
    let is_number = |text: &str| {
        let mut users = text.lines().filter_map(|it| it.trim().strip_prefix("USER "));
        users.next_back().unwrap_or(text).starts_with(|it: char| it.is_ascii_digit())
    };
    let is_proven = fix.edits.iter().any(|it| is_number(&it.text));
    is_proven.then(|| fix.in_file(input.model.source.clone()))
}
