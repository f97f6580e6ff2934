//! A port that the builder cannot read: too high, no number, or with a protocol that it does not know.
//!
//! Silent where a variable's value is not known.

use crate::rules::exposed::{self, Exposed};
use crate::rules::{Finding, Input, Rule};

pub(super) const RULE: Rule = Rule { id: "exposed-port-invalid", check };

const NAMES: [&str; 4] = ["DL3011", "DS008", "DS-0008", "AVD-DS-0008"];

fn check(input: &Input) -> Vec<Finding> {
    exposed::all(input.model).iter().filter_map(finding).collect()
}

fn finding(port: &Exposed) -> Option<Finding> {
    let why = refused(port)?;
    let finding = Finding::new(port.word.span, why.text);
    // Others look at what is written only, and only at how high it is.
    Some(if why.is_range && port.is_literal() { finding.known_as(&NAMES) } else { finding.own() })
}

struct Why {
    text: String,
    is_range: bool,
}

fn refused(port: &Exposed) -> Option<Why> {
    let parts = port.parts();
    if parts.container.is_empty() {
        return Some(Why { text: format!("`{}` names no port of the container", port.text), is_range: false });
    }
    if !["", "tcp", "udp", "sctp"].contains(&parts.protocol.to_lowercase().as_str()) {
        let text = format!("`{}` is no protocol: a port is `tcp`, `udp` or `sctp`", parts.protocol);
        return Some(Why { text, is_range: false });
    }
    let host = Some(parts.host).filter(|it| !it.is_empty());
    let wrong = std::iter::once(parts.container).chain(host).find_map(|it| exposed::range(it).err())?;
    let is_range = wrong.contains("between");
    Some(Why { text: format!("the port {wrong}"), is_range })
}
