//! The catalogue: its form, its examples, and that it and the rules know each other.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use dockvet::catalogue::{self, Entry, Example};
use dockvet::config::{Selector, Version};
use dockvet::rules;

/// Rules that have no file in `src/rules`: the analysis finds these itself.
const OF_THE_ANALYSIS: [&str; 2] = ["unknown-rule", "unused-suppression"];

#[test]
fn every_rule_has_an_entry_and_every_entry_a_rule() {
    let coded: BTreeSet<&str> = rules::all().iter().map(|rule| rule.id).chain(OF_THE_ANALYSIS).collect();
    let described: BTreeSet<&str> = catalogue::entries().iter().map(|it| it.id).collect();
    assert_eq!(rules::all().len() + OF_THE_ANALYSIS.len(), coded.len(), "two rules have one id");
    let without_entry: Vec<_> = coded.difference(&described).collect();
    assert!(without_entry.is_empty(), "`rules.toml` has no entry for {without_entry:?}");
    let without_rule: Vec<_> = described.difference(&coded).collect();
    assert!(without_rule.is_empty(), "the list in `src/rules/<category>/mod.rs` lacks {without_rule:?}");
    for rule in rules::all() {
        let folder = catalogue::get(rule.id).category.name();
        let file = format!("src/rules/{folder}/{}.rs", rule.id.replace('-', "_"));
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&file);
        assert!(path.is_file(), "`{}` is of the category `{folder}`, and there is no `{file}`", rule.id);
    }
}

#[test]
fn names_are_unique_and_no_category() {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for entry in catalogue::entries() {
        for name in std::iter::once(&entry.id).chain(entry.aliases) {
            let other = seen.insert(name.to_ascii_lowercase(), entry.id);
            assert_eq!(other, None, "`{name}` is also a name of `{}`", entry.id);
            assert!(matches!(Selector::parse(name), Ok(Selector::Rule(rule)) if rule.entry.id == entry.id), "{name}");
        }
        assert!(entry.id.chars().all(|it| it.is_ascii_lowercase() || it == '-'), "{}", entry.id);
    }
}

#[test]
fn the_words_keep_to_the_house_style() {
    for entry in catalogue::entries() {
        let id = entry.id;
        assert!(Version::parse(entry.since).is_some(), "{id}: since");
        for line in [entry.summary, entry.help] {
            assert!(
                !line.contains('\n') && line.len() > 20,
                "{id}: a summary or help is one line, no short one: {line}"
            );
            let is_bare = !line.ends_with('.') && !line.starts_with(|it: char| it.is_uppercase());
            assert!(is_bare, "{id}: a summary or help begins small and has no full stop: {line}");
        }
        assert!(entry.summary.len() <= 90, "{id}: the summary has more than 90 characters");
        let why = &entry.texts().why;
        let sentences = why.matches(". ").count() + 1;
        assert!(
            (2..=7).contains(&sentences) && why.len() <= 1024,
            "{id}: `why` has {sentences} sentences of 2 to 7, {} characters of 1024 at most",
            why.len()
        );
        assert!(why.ends_with('.') && !why.contains("  "), "{id}: why");
        assert!(entry.links.iter().all(|it| it.starts_with("https://")), "{id}: links");
        let is_security = entry.tags.contains(&"security");
        assert_eq!(
            is_security,
            entry.security_severity.is_some(),
            "{id}: the tag `security` and `security-severity` go together"
        );
        assert!(entry.texts().bad.is_some() && entry.texts().good.is_some(), "{id}: examples");
    }
}

#[test]
fn the_rule_fires_on_bad_and_is_silent_on_good() {
    let coded: BTreeSet<&str> = rules::all().iter().map(|rule| rule.id).chain(OF_THE_ANALYSIS).collect();
    let mut wrong = Vec::new();
    let tried = |it: &&Entry| coded.contains(it.id) && common::is_built(it.id);
    for entry in catalogue::entries().iter().filter(tried) {
        let [bad, good] = [&entry.texts().bad, &entry.texts().good]
            .map(|it| it.as_ref().map(|it| said(entry, it)).unwrap_or_default());
        if bad.is_empty() {
            wrong.push(format!("{}: silent on its bad example", entry.id));
        }
        if !good.is_empty() {
            wrong.push(format!("{}: fires on its good example: {good:?}", entry.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn said(entry: &Entry, example: &Example) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder for the example");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    };
    write("Dockerfile", &example.dockerfile);
    for (name, text) in &example.files {
        write(name, text);
    }
    let checked = common::check(folder.path(), entry.id);
    checked.diagnostics().map(|it| it.finding.message.clone()).collect()
}

#[test]
fn the_readme_lists_every_rule() {
    common::hold_readme("rules", &dockvet::report::rules::markdown());
}

/// Finding is half: most rules say what to write instead, in a form that a program can take.
#[test]
fn many_rules_have_a_fix() {
    let with_fix = catalogue::entries().iter().filter(|it| it.fix.is_some()).count();
    assert!(with_fix >= 100, "only {with_fix} rules have a fix");
}
