//! What programs know a finding by: SHA-1, and identifiers made of it.

use std::collections::HashMap;
use std::io;

use crate::analysis::Diagnostic;

use super::Report;

/// The namespace of our identifiers (RFC 9562, version 5): that of URLs.
const NAMESPACE: [u8; 16] =
    [0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8];

/// The SHA-1 of `bytes` in hexadecimal digits.
///
/// # Errors
/// The bytes are a known attack on SHA-1.
pub(crate) fn sha1(bytes: &[u8]) -> io::Result<String> {
    let mut hasher = gix_hash::hasher(gix_hash::Kind::Sha1);
    hasher.update(bytes);
    Ok(hasher.try_finalize().map_err(io::Error::other)?.to_string())
}

/// The identifier of version 5 that `name` has in our namespace.
///
/// # Errors
/// As [`sha1`].
pub(super) fn uuid(name: &str) -> io::Result<String> {
    let bytes: Vec<u8> = NAMESPACE.into_iter().chain(name.bytes()).collect();
    let hash = sha1(&bytes)?;
    let digit = |at: usize| u8::from_str_radix(&hash[at..=at], 16).unwrap_or_default();
    let variant = format!("{:x}", digit(16) & 0x3 | 0x8);
    Ok(format!("{}-{}-5{}-{variant}{}-{}", &hash[..8], &hash[8..12], &hash[13..16], &hash[17..20], &hash[20..32]))
}

/// Each finding with what it is known by in the whole run: the same after lines have moved, and unique.
///
/// # Errors
/// As [`sha1`].
pub(super) fn known<'a>(report: &'a Report) -> io::Result<Vec<(&'a Diagnostic, String)>> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut named = Vec::new();
    for diagnostic in report.diagnostics() {
        let place = format!("{}\0{}", report.relative(diagnostic.source.path()), diagnostic.fingerprint);
        let count = seen.entry(place.clone()).or_default();
        *count += 1;
        let count = *count;
        named.push((diagnostic, sha1(format!("{place}\0{count}").as_bytes())?));
    }
    Ok(named)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::{analyses, report};

    #[test]
    fn sha1_is_that_of_the_standard() {
        assert_eq!(sha1(b"abc").expect("it is no attack"), "a9993e364706816aba3e25717850c26c9cd0d89d");
    }

    /// The value is what Python's `uuid.uuid5(uuid.NAMESPACE_URL, "https://example.org")` gives.
    #[test]
    fn identifiers_are_of_version_five() {
        let made = uuid("https://example.org").expect("it is no attack");
        assert_eq!(made, "0d092af3-c9f8-531f-9cc3-9db40a0750ef");
    }

    #[test]
    fn equal_findings_are_told_apart() {
        let mut twice = analyses();
        twice.extend(analyses());
        let report = report(&twice);
        let known = known(&report).expect("no attack");
        let distinct: std::collections::HashSet<&String> = known.iter().map(|(_, it)| it).collect();
        assert_eq!((known.len(), distinct.len()), (4, 4));
    }
}
