//! `EXPOSE 8080:80`: the part for the host is thrown away.
//!
//! Silent where the whole word is refused anyway.

use crate::rules::exposed::{self, Exposed};
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety};

pub(super) const RULE: Rule = Rule { id: "exposed-host-port", check };

fn check(input: &Input) -> Vec<Finding> {
    exposed::all(input.model).iter().filter_map(finding).collect()
}

fn finding(port: &Exposed) -> Option<Finding> {
    let parts = port.parts();
    if (parts.ip.is_empty() && parts.host.is_empty()) || exposed::range(parts.container).is_err() {
        return None;
    }
    let container = port.text.rsplit(':').next().unwrap_or_default();
    let message = format!("an image cannot say where the host publishes a port: this is `EXPOSE {container}`");
    let finding = Finding::new(port.word.span, message);
    let title = format!("write `{container}`");
    let fix = Fix::new(title, Safety::Safe, vec![Edit::replace(port.word.span, container)]);
    Some(if port.is_literal() { finding.fix(fix) } else { finding })
}
