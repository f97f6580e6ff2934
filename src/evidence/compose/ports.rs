//! The ports of a service: the container's side of `ports`, and `expose`.

use crate::context::compose::Value;
use crate::context::compose::interpolate::UNKNOWN;

use super::super::Located;
use super::{ContainerPort, place};

/// Ports of one range that are named one by one.
const LONGEST_RANGE: u16 = 100;

/// The ports that are known, those of mappings first.
pub(super) fn of(body: &Value) -> Vec<ContainerPort> {
    let items = |key: &str| body.get(key).map(Value::one_or_more).unwrap_or_default();
    let mut ports = Vec::new();
    for item in items("ports") {
        let Some((numbers, udp)) = mapping(item) else { continue };
        ports.extend(each("ports", item.get("target").unwrap_or(item), numbers, udp));
    }
    for item in items("expose") {
        let Some((numbers, udp)) = item.text().and_then(side) else { continue };
        ports.extend(each("expose", item, numbers, udp));
    }
    ports
}

/// Whether some mapping is to a port that is not known.
pub(super) fn are_open(body: &Value) -> bool {
    let Some(ports) = body.get("ports") else { return false };
    ports.one_or_more().iter().any(|item| mapping(item).is_none()) || ports.one_or_more().is_empty()
}

fn each(key: &'static str, at: &Value, numbers: (u16, u16), udp: bool) -> impl Iterator<Item = ContainerPort> {
    let numbers = numbers.0..=numbers.1.min(numbers.0.saturating_add(LONGEST_RANGE));
    numbers.map(move |value| ContainerPort { key, name: None, number: Located { value, place: place(at) }, udp })
}

/// The container's ports of `[[ip:]host:]container[/protocol]`, or of the long form.
fn mapping(item: &Value) -> Option<((u16, u16), bool)> {
    if let Some(target) = item.get("target") {
        let (numbers, _) = side(target.text()?)?;
        let udp = item.get("protocol").and_then(Value::text).is_some_and(|it| it != "tcp");
        return Some((numbers, udp));
    }
    let text = item.written()?;
    side(text.rsplit(':').next().unwrap_or(text))
}

/// `80`, `80/udp`, `3000-3005`.
fn side(text: &str) -> Option<((u16, u16), bool)> {
    let (numbers, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    if text.contains(UNKNOWN) {
        return None;
    }
    let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
    let numbers = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (numbers.0 > 0 && numbers.0 <= numbers.1).then_some((numbers, !protocol.eq_ignore_ascii_case("tcp")))
}
