//! A port that the builder cannot read: too high, no number, or with a protocol that it does not know.
//!
//! Silent where a variable's value is not known.

use crate::model::names;
use crate::rules::exposed::{self, Exposed};
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety};

pub(super) const RULE: Rule = Rule { id: "exposed-port-invalid", check };

const NAMES: [&str; 4] = ["DL3011", "DS008", "DS-0008", "AVD-DS-0008"];

fn check(input: &Input) -> Vec<Finding> {
    exposed::all(input.model).iter().filter_map(finding).collect()
}

fn finding(port: &Exposed) -> Option<Finding> {
    let why = refused(port)?;
    let fix = mended(port)
        .map(|text| Fix::new(format!("write `{text}`"), Safety::Unsafe, vec![Edit::replace(port.word.span, text)]));
    let finding = Finding::new(port.word.span, why.text).fixes(fix);
    // Others look at what is written only, and only at how high it is.
    Some(if why.is_range && port.is_literal() { finding.known_as(&NAMES) } else { finding.own() })
}

/// Without a comma, a semicolon or a slash at its end; with the protocol that is one letter off.
fn mended(port: &Exposed) -> Option<String> {
    if !port.is_literal() {
        return None;
    }
    let plain = port.text.trim_end_matches([',', ';', '/', '.']);
    let text = match plain.split_once('/') {
        Some((number, protocol)) => {
            let near = names::nearest(protocol, ["tcp", "udp", "sctp"])?;
            format!("{number}/{near}")
        }
        None => plain.to_owned(),
    };
    let is_right = text.split('/').next().is_some_and(|it| exposed::range(it).is_ok());
    (is_right && text != port.text).then_some(text)
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
