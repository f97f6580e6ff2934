//! What the newest releases of tools need, by the day on which they came.
//!
//! Written down from knowledge of Bundler, RubyGems and distributions; only the first limit was seen in logs of builds.

use super::releases::Release;

/// From a day on, the newest Bundler and RubyGems need a Ruby of at least this version.
#[derive(Debug, PartialEq, Eq)]
pub struct Limit {
    pub day: &'static str,
    pub ruby: &'static str,
    /// The last ones that do with less.
    pub last_bundler: &'static str,
    pub last_rubygems: &'static str,
}

const LIMITS: &[Limit] = &[
    Limit { day: "2019-01-03", ruby: "2.3", last_bundler: "1.17.3", last_rubygems: "2.7.11" },
    Limit { day: "2022-12-24", ruby: "2.6", last_bundler: "2.3.27", last_rubygems: "3.3.27" },
    Limit { day: "2023-12-15", ruby: "3.0", last_bundler: "2.4.22", last_rubygems: "3.4.22" },
    Limit { day: "2024-12-16", ruby: "3.1", last_bundler: "2.5.23", last_rubygems: "3.5.23" },
    Limit { day: "2025-07-16", ruby: "3.2", last_bundler: "2.6.9", last_rubygems: "3.6.9" },
];

/// The Ruby of a release: distribution, version, Ruby.
const RUBIES: &[(&str, &str, &str)] = &[
    ("ubuntu", "12.04", "1.8"),
    ("ubuntu", "14.04", "1.9.3"),
    ("ubuntu", "16.04", "2.3"),
    ("ubuntu", "18.04", "2.5"),
    ("ubuntu", "20.04", "2.7"),
    ("ubuntu", "22.04", "3.0"),
    ("ubuntu", "24.04", "3.2"),
    ("debian", "8", "2.1"),
    ("debian", "9", "2.3"),
    ("debian", "10", "2.5"),
    ("debian", "11", "2.7"),
    ("debian", "12", "3.1"),
    ("debian", "13", "3.3"),
];

/// The first limit that shut out `ruby`; `None` where the newest does with it.
pub fn newest(ruby: &str) -> Option<&'static Limit> {
    let have = numbers(ruby);
    LIMITS.iter().find(|limit| have < numbers(limit.ruby))
}

/// The Ruby that a release's `ruby` package brings.
pub fn ruby_of(release: &Release) -> Option<&'static str> {
    let found = RUBIES.iter().find(|(os, version, _)| (*os, *version) == (release.os, release.version));
    found.map(|(_, _, ruby)| *ruby)
}

fn numbers(version: &str) -> (u32, u32) {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ruby_is_shut_out_on_its_day() {
        let day = |ruby: &str| newest(ruby).map(|limit| limit.day);
        assert_eq!(day("1.9.3"), Some("2019-01-03"));
        assert_eq!(day("2.2.10"), Some("2019-01-03"));
        assert_eq!(day("2.3"), Some("2022-12-24"));
        assert_eq!(day("2.7.8"), Some("2023-12-15"));
        assert_eq!(day("3.4.1"), None);
    }
}
