//! Which pod a selector or a name plainly means that reaches none.

use crate::spelling;

use super::objects::Pod;
use super::selector::{Selector, is_template};

/// Ends of names that say what an object is, not what it is about.
const ENDS: [&str; 17] = [
    "service",
    "svc",
    "deployment",
    "deploy",
    "statefulset",
    "hpa",
    "autoscaler",
    "pdb",
    "policy",
    "network",
    "netpol",
    "networkpolicy",
    "np",
    "ingress",
    "lb",
    "headless",
    "pod",
];

/// The one pod of `around` whose labels the selector nearly takes; `owner` is the name of the object that selects.
pub(super) fn by_labels(pods: &[Pod], around: &[usize], selector: &Selector, owner: Option<&str>) -> Option<usize> {
    let known = |at: &&usize| {
        let pod = &pods[**at];
        pod.workload.labels.is_some() && !pod.open.labels && !pod.has_templates()
    };
    let scored: Vec<(usize, usize)> =
        around.iter().filter(known).filter_map(|at| Some((score(pods, around, *at, selector, owner)?, *at))).collect();
    let best = scored.iter().map(|(score, _)| *score).max()?;
    let mut winners = scored.iter().filter(|(score, _)| *score == best).map(|(_, at)| *at);
    let winner = winners.next()?;
    // Variants of one thing (`version: v1`, `version: v2`) are as good as one.
    let asked = |at: usize| {
        let labels = pods[at].workload.labels.iter().flatten();
        let asked = labels.filter(|(key, _)| selector.labels.iter().any(|(it, _)| it == key));
        asked.map(|(key, value)| (key, &value.value)).collect::<Vec<_>>()
    };
    winners.all(|other| !asked(other).is_empty() && asked(other) == asked(winner)).then_some(winner)
}

/// How plainly the selector means the pod at `at`: the higher the more. `None`: it does not.
fn score(pods: &[Pod], around: &[usize], at: usize, selector: &Selector, owner: Option<&str>) -> Option<usize> {
    let pod = &pods[at];
    let own = pod.workload.labels.as_deref()?;
    if owner.is_some_and(|owner| is_about(owner, &pod.workload.name)) {
        return Some(3);
    }
    let missed = selector.missed_by(pod);
    let kept = selector.labels.len() - missed.len();
    let has_key = |key: &str| own.iter().find(|(it, _)| it == key).map(|(_, value)| value.value.as_str());
    let slips = |(key, wanted): &&(String, crate::evidence::Located<String>)| {
        let value = has_key(key);
        // The key itself may be the slip.
        let by_key = own.iter().any(|(it, value)| is_slip(key, it) && value.value == wanted.value);
        value.is_some_and(|value| is_slip(&wanted.value, value)) || by_key
    };
    if missed.iter().all(slips) {
        return Some(2);
    }
    // One label too many, while the rest means this pod and no other.
    let lacks_one = missed.len() == 1 && kept >= 1 && has_key(&missed[0].0).is_none();
    let rest: Vec<_> = selector.labels.iter().filter(|it| !missed.iter().any(|miss| miss.0 == it.0)).collect();
    let means = |other: &usize| {
        let labels = pods[*other].workload.labels.as_deref().unwrap_or_default();
        rest.iter().all(|(key, value)| labels.iter().any(|(it, own)| it == key && own.value == value.value))
    };
    let alone = around.iter().filter(|other| means(other)).count() == 1;
    (lacks_one && alone).then_some(1)
}

/// The one workload of `around` that `name` misspells, or that the owner of the reference is called after.
pub(super) fn by_name(pods: &[Pod], around: &[usize], kind: &str, name: &str, owner: Option<&str>) -> Option<usize> {
    let near = |at: &&usize| {
        let workload = &pods[**at].workload;
        let same_name = workload.name == name && workload.kind != kind;
        let own = owner.is_some_and(|owner| is_about(owner, &workload.name));
        same_name || (workload.kind == kind && (is_slip(name, &workload.name) || own))
    };
    let found: Vec<usize> = around.iter().filter(near).copied().collect();
    match found.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// Whether an object of the name `owner` is about what is called `name`: `web-service` is about `web`.
pub(super) fn is_about(owner: &str, name: &str) -> bool {
    let (owner, name) = (stem(owner), stem(name));
    !name.is_empty() && owner == name
}

fn stem(name: &str) -> &str {
    let mut stem = name;
    while let Some((rest, end)) = stem.rsplit_once('-') {
        if !ENDS.contains(&end) {
            break;
        }
        stem = rest;
    }
    stem
}

/// Whether one name is a slip of the pen for the other. Names that differ in digits are different things.
pub(super) fn is_slip(one: &str, other: &str) -> bool {
    if one == other || one.is_empty() || other.is_empty() || is_template(one) || is_template(other) {
        return false;
    }
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    if digits(one) != digits(other) {
        return false;
    }
    let plain = |name: &str| name.to_ascii_lowercase().replace(['-', '_', '.', '/'], "");
    if plain(one) == plain(other) {
        return true;
    }
    let mut letters = [one, other].map(|name| name.bytes().collect::<Vec<u8>>());
    letters.iter_mut().for_each(|it| it.sort_unstable());
    let shortest = one.len().min(other.len());
    match spelling::edits(one, other) {
        Some(1) => shortest >= 5 || letters[0] == letters[1],
        Some(2) => shortest >= 8,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_no_other_thing() {
        for (one, other, expected) in [
            ("wbe", "web", true),
            ("relases", "releases", true),
            ("my_app", "my-app", true),
            ("Web", "web", true),
            ("web", "web", false),
            ("api", "app", false),
            ("worker-1", "worker-2", false),
            ("frontend", "backend", false),
            ("redis-master", "redis-slave", false),
            ("", "web", false),
        ] {
            assert_eq!(is_slip(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn ends_of_names_do_not_count() {
        assert!(is_about("web-service", "web") && is_about("web-svc-lb", "web-deployment"));
        assert!(!is_about("web-admin", "web") && !is_about("service", "web"));
    }
}
