//! The engine over made-up rules: each replaces a word by another.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::engine::{Allowed, Fixed, Texts, Why, all};
use crate::analysis::{Analysis, Diagnostic};
use crate::report::tests::diagnostic;
use crate::rules::{Edit, Fix, Safety};
use crate::source::{Source, Span};

/// A rule of the catalogue that is said to find `word`, and what it writes in its place.
type Made = (&'static str, &'static str, &'static str, Safety);

fn find(source: &Source, rules: &[Made]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (id, word, instead, safety) in rules {
        for (at, _) in source.text().match_indices(word) {
            let mut it = diagnostic(id, source, word, "found");
            it.finding.span = Span::new(at..at + word.len());
            let edit = Edit::replace(it.finding.span, *instead);
            it.finding = it.finding.fix(Fix::new(format!("write `{instead}`"), *safety, vec![edit]));
            found.push(it);
        }
    }
    found
}

fn analysis(dockerfile: &Source, manifest: Option<&Source>, rules: &[Made]) -> Analysis {
    let mut diagnostics = find(dockerfile, rules);
    for it in manifest.map(|it| find(it, rules)).unwrap_or_default() {
        let file = it.source.clone();
        diagnostics.push(Diagnostic { finding: it.finding.in_file(file), ..it });
    }
    let source = dockerfile.clone();
    Analysis { source, diagnostics, suppressed: Vec::new(), newer: Vec::new(), context: None }
}

/// Mends Dockerfiles that share a manifest.
fn mend(texts: &[&str], manifest: Option<&str>, rules: &[Made], safety: Safety) -> Fixed {
    let sources: Vec<Source> =
        texts.iter().enumerate().map(|(at, text)| Source::new(format!("{at}.Dockerfile"), *text)).collect();
    let manifest = manifest.map(|text| Source::new("pod.yaml", text));
    let now = |texts: &Texts, it: &Source| texts.get(it.path()).unwrap_or(it).clone();
    let look = |texts: &Texts, at: usize| {
        let manifest = manifest.as_ref().map(|it| now(texts, it));
        analysis(&now(texts, &sources[at]), manifest.as_ref(), rules)
    };
    let analyses = (0..sources.len()).map(|at| look(&Texts::new(), at)).collect();
    let allowed = Allowed {
        least: &|_, it| (it.entry.id != "script-crlf").then_some(safety),
        file: &|path: &Path| path != Path::new("9.Dockerfile"),
        hidden: &|_| HashSet::new(),
    };
    all(analyses, &allowed, &mut |asked, texts| asked.iter().map(|at| look(texts, *at)).collect())
}

fn text(fixed: &Fixed, name: &str) -> String {
    let file = fixed.files.iter().find(|it| it.before.path() == Path::new(name));
    file.map_or_else(|| "unchanged".to_owned(), |it| it.after.text().to_owned())
}

#[test]
fn what_touches_waits_for_the_next_round() {
    let rules = [
        ("root-user", "aa", "b", Safety::Safe),
        ("secret-in-image", "ab", "c", Safety::Safe),
        ("exec-form-broken", "x", "y", Safety::Safe),
    ];
    let fixed = mend(&["RUN aab x x\n"], None, &rules, Safety::Safe);
    assert_eq!(text(&fixed, "0.Dockerfile"), "RUN bb y y\n");
    assert_eq!((fixed.made.len(), fixed.left.len()), (3, 0));
    assert_eq!((fixed.made[0].line, fixed.made[0].title.as_str()), (1, "write `b`"));
    assert!(fixed.analyses[0].diagnostics.is_empty());
}

#[test]
fn only_what_is_allowed_is_made() {
    let rules = [
        ("root-user", "a", "b", Safety::Unsafe),
        ("script-crlf", "c", "d", Safety::Safe),
        ("exec-form-broken", "x", "y", Safety::Safe),
    ];
    let fixed = mend(&["RUN a c x\n"], None, &rules, Safety::Safe);
    assert_eq!(text(&fixed, "0.Dockerfile"), "RUN a c y\n");
    let left: Vec<Why> = fixed.left.iter().map(|it| it.why).collect();
    assert_eq!(left, [Why::Unsafe, Why::Rule]);
    let fixed = mend(&["RUN a c x\n"], None, &rules, Safety::Unsafe);
    assert_eq!(text(&fixed, "0.Dockerfile"), "RUN b c y\n");
}

#[test]
fn a_file_that_several_dockerfiles_speak_of_is_mended_once() {
    let rules = [("root-user", "a", "b", Safety::Safe)];
    let fixed = mend(&["RUN x\n", "RUN a\n"], Some("key: a a\n"), &rules, Safety::Safe);
    assert_eq!(text(&fixed, "pod.yaml"), "key: b b\n");
    assert_eq!(text(&fixed, "1.Dockerfile"), "RUN b\n");
    assert_eq!(text(&fixed, "0.Dockerfile"), "unchanged");
    assert_eq!(fixed.made.len(), 3);
    let paths: Vec<&PathBuf> = fixed.made.iter().map(|it| &it.path).collect();
    assert!(paths.contains(&&PathBuf::from("pod.yaml")));
}

#[test]
fn rules_that_find_no_end_are_left_out() {
    let fine = ("exec-form-broken", "x", "y", Safety::Safe);
    let circle = [fine, ("root-user", "a", "b", Safety::Unsafe), ("secret-in-image", "b", "a", Safety::Unsafe)];
    let fixed = mend(&["RUN a x\n"], None, &circle, Safety::Unsafe);
    assert_eq!(text(&fixed, "0.Dockerfile"), "RUN a y\n");
    assert_eq!(fixed.left.iter().map(|it| it.why).collect::<Vec<_>>(), [Why::Unsettled]);
    assert_eq!(fixed.made.len(), 1);
    let grows = [fine, ("root-user", "a", "ba", Safety::Safe)];
    let fixed = mend(&["RUN a x\n"], None, &grows, Safety::Safe);
    assert_eq!((text(&fixed, "0.Dockerfile").as_str(), fixed.left[0].why), ("RUN a y\n", Why::Unsettled));
}

#[test]
fn a_fix_that_breaks_the_file_is_not_made() {
    let rules = [("root-user", "RUN", "RUIN", Safety::Safe), ("exec-form-broken", "x", "y", Safety::Safe)];
    let fixed = mend(&["FROM a\nRUN x\n"], None, &rules, Safety::Safe);
    assert_eq!(text(&fixed, "0.Dockerfile"), "FROM a\nRUN y\n");
    assert_eq!(fixed.left.iter().map(|it| it.why).collect::<Vec<_>>(), [Why::Broken]);
}
