//! The reader of `dockvet.toml` and its JSON schema: what one takes the other takes.

use std::collections::BTreeSet;
use std::path::Path;

use dockvet::analysis::Comments;
use dockvet::catalogue::{Profile, Severity};
use dockvet::config::read::{KEYS, read};
use dockvet::config::{Config, FailOn, Version, parts};
use dockvet::facts::base::Libc;
use dockvet::rules::LabelKind;
use dockvet::source::Source;
use dockvet::syntax::image;
use serde_json::Value;

const WHOLE: &str = r#"
profile = "strict"
rules-as-of = "0.1"
fail-on = "error"
min-severity = "info"
min-confidence = "possible"
select = ["all", "security", "DL3002"]
ignore = ["script-crlf"]
extend-select = ["root-user"]
fixable = ["style", "DL3002"]
unfixable = ["exec-form-broken"]
unsafe-fixes = true
trusted-registries = ["registry.example.com", "*.internal"]
foreign-suppressions = true
exclude = ["vendor/", "*.old"]

[labels]
strict = true
schema = {"org.opencontainers.image.source" = "url", team = "text"}

[rules]
root-user = "error"
CopyIgnoredFile = "off"

[[overrides]]
paths = ["legacy/**"]
rules = {root-user = "info"}

[[image]]
dockerfile = "docker/app.Dockerfile"
context = "."
target = "prod"
build-args = {VERSION = "1"}
manifests = ["k8s/app.yaml"]
names = ["ghcr.io/acme/app"]

[base-images."registry.example.com/base:1"]
user = "1000"
workdir = "/app"
ca-bundle = true
shell = ["/bin/bash", "-c"]
entrypoint = ["/init"]
cmd = []
expose = ["8080"]
os = "debian"
libc = "glibc"
tools = ["curl", "bash"]
env = {APP_HOME = "/app"}
accounts = {app = 1000}
healthcheck = false
"#;

fn config(text: &str) -> Result<Config, Vec<String>> {
    let source = Source::new("dockvet.toml", text);
    read(&source, Path::new("/project")).map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect())
}

fn schema() -> Value {
    serde_json::from_str(include_str!("../schemas/dockvet.schema.json")).expect("the schema is JSON")
}

fn fits(text: &str) -> bool {
    let table: toml::Table = text.parse().expect("the text is TOML");
    let value = serde_json::to_value(table).expect("TOML without dates is JSON");
    jsonschema::validator_for(&schema()).expect("the schema is one").is_valid(&value)
}

#[test]
fn reads_every_key() {
    let config = config(WHOLE).expect("the configuration is right");
    assert_eq!(config.fail_on, Some(FailOn::At(Severity::Error)));
    assert_eq!(config.select.map(|it| it.len()), Some(3));
    assert_eq!(config.rules.len(), 2);
    assert!(config.overrides[0].paths.matches(Path::new("/project/legacy/a/Dockerfile")));
    assert_eq!(config.images[0].dockerfile, Path::new("/project/docker/app.Dockerfile"));
    assert_eq!(config.images[0].build_args["VERSION"], "1");
    let name = image::parse("registry.example.com/base:1").expect("a reference");
    let base = config.base_images.find(&name).expect("the image is there");
    assert_eq!((base.ca_bundle, base.healthcheck), (Some(true), Some(false)));
    assert_eq!(
        (base.user.as_deref(), base.workdir.as_deref(), base.os.as_deref()),
        (Some("1000"), Some("/app"), Some("debian"))
    );
    assert_eq!((base.libc, base.cmd.as_deref()), (Some(Libc::Glibc), Some(&[][..])));
    assert_eq!(base.accounts.as_ref().map(|it| it["app"]), Some(1000));
    assert_eq!(base.env.as_ref().map(|it| it["APP_HOME"].as_str()), Some("/app"));
    assert_eq!(config.policy.trusted_registries, ["registry.example.com", "*.internal"]);
    assert_eq!(config.comments, Some(Comments::Every));
    assert_eq!(config.policy.label_schema["team"], LabelKind::Text);
    assert!(config.policy.strict_labels && config.policy.label_schema.len() == 2);
    assert_eq!((config.profile, config.rules_as_of), (Some(Profile::Strict), Version::parse("0.1")));
    assert_eq!(base.tools.as_deref().map(<[String]>::len), Some(2));
    assert!(config.exclude.matches(Path::new("/project/vendor/x/Dockerfile")));
    assert!(fits(WHOLE));
}

#[test]
fn every_mistake_has_its_place_and_its_remedy() {
    let cases = [
        ("profil = \"strict\"", "1:1: error: unknown key `profil`\n  help: did you mean `profile`?"),
        (
            "\nprofile = \"strickt\"",
            "2:11: error: `strickt` is none of `recommended`, `strict`, `hadolint`, `buildkit`\n  help: did you mean `strict`?",
        ),
        ("select = \"all\"", "1:10: error: expected an array of rule names, found a string"),
        ("ignore = [\"rooot-user\"]", "1:11: error: unknown rule `rooot-user`\n  help: did you mean `root-user`?"),
        ("[rules]\nxyzzy = \"off\"", "2:1: error: unknown rule `xyzzy`\n  help: `dockvet rules` lists them all"),
        (
            "[rules]\nroot-user = \"of\"",
            "2:13: error: `of` is none of `error`, `warning`, `info`, `style`, `off`\n  help: did you mean `off`?",
        ),
        ("[[image]]\ncontext = \".\"", "1:1: error: `[[image]]` needs `dockerfile`"),
        ("[[image]]\ndockerfile = 1", "2:14: error: expected a string, found an integer"),
        ("[base-images.x]\nca-bundle = \"yes\"", "2:13: error: expected a boolean, found a string"),
        ("[base-images.x.accounts]\napp = \"1000\"", "2:7: error: expected an integer, found a string"),
        ("[base-images.x]\naccounts = {app = -1}", "2:19: error: this is no number of an account"),
        (
            "trusted-registries = [\"ghcr.io/acme\"]",
            "1:23: error: `ghcr.io/acme` is no registry\n  help: write a host such as `ghcr.io`, with `*` at either end",
        ),
        ("[labels]\nschem = {}", "2:1: error: unknown key `schem`\n  help: did you mean `schema`?"),
        (
            "[labels.schema]\nteam = \"txt\"",
            "2:8: error: `txt` is none of `email`, `hash`, `text`, `rfc3339`, `semver`, `spdx`, `url`\n  help: did you mean `text`?",
        ),
        ("[base-images.\"a b\"]", "1:14: error: `a b` is no image reference"),
        ("rules-as-of = \"one\"", "1:15: error: `one` is no version of Dockvet"),
    ];
    for (text, expected) in cases {
        let mistakes = config(text).expect_err(text);
        assert!(mistakes[0].starts_with(&format!("dockvet.toml:{expected}")), "{text}: {mistakes:?}");
        let only_names_are_wrong = expected.contains("unknown rule") || expected.contains("is no image reference");
        assert_eq!(fits(text), only_names_are_wrong, "the schema and the reader differ: {text}");
    }
    let broken = config("[rules\nx = 1\n").expect_err("it is no TOML");
    assert!(broken[0].starts_with("dockvet.toml:1:7: error: "), "{broken:?}");
    let several = config("a = 1\nb = 2\n[rules]\nc = \"off\"\n").expect_err("three mistakes");
    assert_eq!(several.len(), 3);
}

/// A key that only one of the two knows is a mistake in either.
#[test]
fn the_schema_knows_the_keys_of_the_reader() {
    let schema = schema();
    let places = [
        ("/properties", &KEYS[..]),
        ("/properties/overrides/items/properties", &parts::OVERRIDE_KEYS),
        ("/properties/image/items/properties", &parts::IMAGE_KEYS),
        ("/properties/base-images/additionalProperties/properties", &parts::BASE_IMAGE_KEYS),
        ("/properties/labels/properties", &parts::LABEL_KEYS),
    ];
    for (place, keys) in places {
        let known = schema.pointer(place).and_then(Value::as_object).expect(place);
        let known: BTreeSet<&str> = known.keys().map(String::as_str).collect();
        assert_eq!(known, keys.iter().copied().collect(), "{place}");
    }
}

#[test]
fn an_empty_file_is_right() {
    assert!(config("").is_ok() && fits(""));
}
