//! The accounts that distributions bring.

use std::collections::BTreeMap;

use serde_json::Value;

use super::BaseFacts;

type Account = (&'static str, Option<u32>);

const DEBIAN: &[Account] = &[
    ("root", Some(0)),
    ("daemon", Some(1)),
    ("bin", Some(2)),
    ("sys", Some(3)),
    ("sync", Some(4)),
    ("games", Some(5)),
    ("man", Some(6)),
    ("lp", Some(7)),
    ("mail", Some(8)),
    ("news", Some(9)),
    ("uucp", Some(10)),
    ("proxy", Some(13)),
    ("www-data", Some(33)),
    ("backup", Some(34)),
    ("list", Some(38)),
    ("irc", Some(39)),
    // Debian 12 and later have no `gnats`, and another number for `_apt`.
    ("gnats", Some(41)),
    ("_apt", None),
    ("nobody", Some(65534)),
];

const ALPINE: &[Account] = &[
    ("root", Some(0)),
    ("bin", Some(1)),
    ("daemon", Some(2)),
    ("lp", Some(4)),
    ("sync", Some(5)),
    ("shutdown", Some(6)),
    ("halt", Some(7)),
    ("mail", Some(8)),
    ("news", Some(9)),
    ("uucp", Some(10)),
    ("operator", Some(11)),
    ("man", Some(13)),
    ("postmaster", Some(14)),
    ("cron", Some(16)),
    ("ftp", Some(21)),
    ("sshd", Some(22)),
    ("at", Some(25)),
    ("squid", Some(31)),
    ("xfs", Some(33)),
    ("games", Some(35)),
    ("cyrus", Some(85)),
    ("vpopmail", Some(89)),
    ("ntp", Some(123)),
    ("smmsp", Some(209)),
    ("guest", Some(405)),
    ("nobody", Some(65534)),
];

const RED_HAT: &[Account] = &[
    ("root", Some(0)),
    ("bin", Some(1)),
    ("daemon", Some(2)),
    ("adm", Some(3)),
    ("lp", Some(4)),
    ("sync", Some(5)),
    ("shutdown", Some(6)),
    ("halt", Some(7)),
    ("mail", Some(8)),
    ("operator", Some(11)),
    ("games", Some(12)),
    ("ftp", Some(14)),
    // 99 in releases of the generation of Red Hat 7.
    ("nobody", None),
];

const BUSYBOX: &[Account] = &[
    ("root", Some(0)),
    ("daemon", Some(1)),
    ("bin", Some(2)),
    ("sys", Some(3)),
    ("sync", Some(4)),
    ("mail", Some(8)),
    ("www-data", Some(33)),
    ("operator", Some(37)),
    ("nobody", Some(65534)),
];

const DISTROLESS: &[Account] = &[("root", Some(0)), ("nobody", Some(65534)), ("nonroot", Some(65532))];

/// The accounts of the table.
pub(super) fn read(value: Option<&Value>) -> BTreeMap<String, Option<u32>> {
    let entries = value.and_then(Value::as_object).into_iter().flatten();
    entries.map(|(name, id)| (name.clone(), id.as_u64().and_then(|id| u32::try_from(id).ok()))).collect()
}

/// Adds the accounts that the image has from its distribution.
pub(super) fn add(facts: &mut BaseFacts) {
    let usual = match (facts.variant.as_deref(), facts.os.as_deref()) {
        (Some("distroless"), Some("debian")) => {
            facts.accounts_complete = true;
            DISTROLESS
        }
        // Made of slices: which accounts come along is not known.
        (Some("chiseled" | "distroless" | "wolfi"), _) => &DISTROLESS[..1],
        (_, Some("debian" | "ubuntu")) => DEBIAN,
        (_, Some("alpine")) => ALPINE,
        (_, Some("busybox")) => BUSYBOX,
        (_, Some("rhel" | "rocky" | "almalinux" | "fedora" | "ol" | "amzn")) => RED_HAT,
        (_, Some("windows")) => &[],
        _ => &DISTROLESS[..1],
    };
    for (name, id) in usual {
        let entry = facts.accounts.entry((*name).to_owned()).or_insert(*id);
        *entry = entry.or(*id);
    }
}
