//! A port that the builder cannot read: too high, no number, or with a protocol that it does not know.
//!
//! Silent where a variable's value is not known.

use crate::model::names;
use crate::rules::exposed::{self, Exposed, Refused};
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
    Some(if why.is_too_high && port.is_literal() { finding.known_as(&NAMES) } else { finding.own() })
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
    is_too_high: bool,
}

fn refused(port: &Exposed) -> Option<Why> {
    let parts = port.parts();
    if parts.container.is_empty() {
        return Some(Why { text: format!("`{}` names no port of the container", port.text), is_too_high: false });
    }
    if !["", "tcp", "udp", "sctp"].contains(&parts.protocol.to_lowercase().as_str()) {
        let text = format!("`{}` is no protocol: a port is `tcp`, `udp` or `sctp`", parts.protocol);
        return Some(Why { text, is_too_high: false });
    }
    let host = Some(parts.host).filter(|it| !it.is_empty());
    let wrong = std::iter::once(parts.container).chain(host).find_map(|it| exposed::range(it).err())?;
    Some(Why { text: format!("the port {wrong}"), is_too_high: matches!(wrong, Refused::TooHigh(_)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Model, Options, build};
    use crate::source::Source;
    use crate::syntax;

    /// The names of other tools stand for numbers that are too high, whatever the words of the message.
    #[test]
    fn only_high_numbers_go_by_other_names() {
        let names = |word: &str| {
            let source = Source::new("Dockerfile", format!("FROM a\nEXPOSE {word}\n"));
            let model: Model = build(source.clone(), syntax::parse(&source), None, &Options::default());
            exposed::all(&model).iter().find_map(finding).and_then(|it| it.known_as).map(|it| it.len())
        };
        assert_eq!([names("80000"), names("between"), names("9-8")], [Some(NAMES.len()), Some(0), Some(0)]);
    }
}
