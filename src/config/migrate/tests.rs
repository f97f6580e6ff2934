use std::path::Path;

use super::*;
use crate::config::read::read;
use crate::source::Source;

/// What is written is read again without a mistake.
fn settled(migration: &Migration) -> crate::config::Config {
    let source = Source::new("dockvet.toml", migration.text.clone());
    read(&source, Path::new("/w")).unwrap_or_else(|mistakes| panic!("{}\n{mistakes:?}", migration.text))
}

#[test]
fn a_hadolint_file_is_taken_over() {
    let text = "ignored: [DL3002, DL9999]\noverride:\n  error: [DL3024]\n  info: [DL3024]\nfailure-threshold: error\n\
                trustedRegistries: ['*.acme.example', a/b]\nlabel-schema: {org.acme.team: text}\nstrict-labels: true\n\
                format: checkstyle\nno-color: true\nrule: 1\n";
    let migration = from_hadolint(text, ".hadolint.yaml").expect("the file is right");
    let expected = "\
# Written by `dockvet migrate` from `.hadolint.yaml`.
# Rules that are not named here are those of the profile `recommended`.

fail-on = \"error\"
ignore = [\"DL3002\"]
trusted-registries = [\"*.acme.example\"]

[labels]
strict = true
schema = { \"org.acme.team\" = \"text\" }

[rules]
DL3024 = \"error\"

# These have no counterpart here:
# - `DL9999`: Dockvet has no such rule
# - `a/b`: this is no host; `trusted-registries` takes hosts with `*` at either end
# - `format: checkstyle`: `dockvet hadolint --format checkstyle` writes it
# - `no-color: true`: give `--color never` on the command line
# - `rule`: hadolint has no such key either
";
    assert_eq!(migration.text, expected);
    assert_eq!((migration.taken, migration.left.len()), (6, 5));
    assert_eq!(settled(&migration).policy.trusted_registries, ["*.acme.example"]);
    assert!(from_hadolint("ignored: x", ".hadolint.yaml").is_err());
}

#[test]
fn a_tally_file_is_taken_over() {
    let text = "unsafe-fixes = true\n[output]\nfail-level = \"none\"\nformat = \"sarif\"\n[inline-directives]\nwarn-unused = true\n\
                [rules]\ninclude = [\"hadolint/DL3002\", \"buildkit/*\"]\nexclude = [\"hadolint/DL3024\", \"tally/none-such\"]\n\
                [rules.buildkit.UndefinedVar]\nseverity = \"error\"\nfix = \"never\"\nexclude.paths = [\"old/**\"]\n\
                [rules.hadolint.DL3026]\ntrusted-registries = [\"docker.io\"]\nseverity = \"off\"\n[rules.tally.max-lines]\nmax = 9\n";
    let migration = from_tally(text, ".tally.toml").expect("the file is right");
    let config = settled(&migration);
    assert_eq!(config.policy.trusted_registries, ["docker.io"]);
    assert_eq!((config.rules.len(), config.overrides.len()), (2, 1));
    assert_eq!((config.extend_select.len(), config.ignore.len()), (1, 1));
    assert_eq!(config.fail_on, Some(crate::config::FailOn::Never));
    assert_eq!(config.comments, Some(crate::analysis::Comments::Every));
    let left = migration.left.join("\n");
    for part in [
        "unsafe-fixes",
        "`output.format = \"sarif\"`",
        "warn-unused",
        "profile = \"buildkit\"",
        "tally/none-such",
        "fix",
        "max-lines",
    ] {
        assert!(left.contains(part), "{part}: {left}");
    }
    assert!(from_tally("[rules", ".tally.toml").is_err());
}

#[test]
fn nothing_becomes_a_file_that_says_so() {
    let migration = from_hadolint("ignored: []", ".hadolint.yaml").expect("the file is right");
    assert_eq!((migration.taken, migration.left.len()), (0, 0));
    settled(&migration);
}
