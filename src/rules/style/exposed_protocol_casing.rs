//! `EXPOSE 80/TCP`: the builder writes the protocol in small letters into the image.

use crate::rules::exposed::{self, Exposed};
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety};

pub(super) const RULE: Rule = Rule { id: "exposed-protocol-casing", check };

fn check(input: &Input) -> Vec<Finding> {
    exposed::all(input.model).iter().filter_map(finding).collect()
}

fn finding(port: &Exposed) -> Option<Finding> {
    let protocol = port.parts().protocol;
    let lower = protocol.to_lowercase();
    if lower == protocol || !["tcp", "udp", "sctp"].contains(&lower.as_str()) {
        return None;
    }
    let finding = Finding::new(port.word.span, format!("the protocol `{protocol}` is written in capitals"));
    let whole = port.text.replace(&format!("/{protocol}"), &format!("/{lower}"));
    let title = format!("write `{whole}`");
    let fix = Fix::new(title, Safety::Safe, vec![Edit::replace(port.word.span, whole)]);
    Some(if port.is_literal() { finding.fix(fix) } else { finding })
}
