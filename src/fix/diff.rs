//! What two texts differ in, as `git diff` writes it and `git apply` reads it.

use std::fmt::Write as _;

use crate::changes;
use crate::rules::Edit;
use crate::source::Span;

/// Lines that are shown before and behind a change.
const CONTEXT: usize = 3;

/// The difference of a file at `path`, which is relative to the repository, with `/` between names; empty where the
/// texts are the same.
pub fn unified(path: &str, before: &str, after: &str) -> String {
    if before == after {
        return String::new();
    }
    let (old, new) = (lines(before), lines(after));
    let (a, b) = (quoted(&format!("a/{path}")), quoted(&format!("b/{path}")));
    let mut out = format!("diff --git {a} {b}\n--- {}\n+++ {}\n", ended(&a), ended(&b));
    for hunk in hunks(&steps(&old, &new)) {
        let count = |kinds: [Kind; 2]| hunk.steps.iter().filter(|it| kinds.contains(&it.kind)).count();
        let (removed, added) = (count([Kind::Same, Kind::Gone]), count([Kind::Same, Kind::New]));
        let range = |start: usize, count: usize| match count {
            1 => format!("{}", start + 1),
            // Of no lines, the one before is named.
            0 => format!("{start},0"),
            _ => format!("{},{count}", start + 1),
        };
        let _ = writeln!(out, "@@ -{} +{} @@", range(hunk.old, removed), range(hunk.new, added));
        for step in hunk.steps {
            let (sign, line) = match step.kind {
                Kind::Same => (' ', old[step.at]),
                Kind::Gone => ('-', old[step.at]),
                Kind::New => ('+', new[step.at]),
            };
            out.push(sign);
            out += line;
            if !line.ends_with('\n') {
                out += "\n\\ No newline at end of file\n";
            }
        }
    }
    out
}

/// The edits of whole lines that make `after` of `before`, in the order of the text.
pub fn edits(before: &str, after: &str) -> Vec<Edit> {
    let (old, new) = (lines(before), lines(after));
    let steps = steps(&old, &new);
    let mut at = 0;
    let mut edits = Vec::new();
    for run in steps.chunk_by(|one, next| (one.kind == Kind::Same) == (next.kind == Kind::Same)) {
        let start = at;
        at += run.iter().filter(|it| it.kind != Kind::New).map(|it| old[it.at].len()).sum::<usize>();
        if run.iter().any(|it| it.kind != Kind::Same) {
            let text: String = run.iter().filter(|it| it.kind == Kind::New).map(|it| new[it.at]).collect();
            edits.push(Edit::replace(Span::new(start..at), text));
        }
    }
    edits
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// A path as git writes it: in quotes where it holds more than plain letters.
fn quoted(path: &str) -> String {
    if path.bytes().all(|it| (0x20..0x7f).contains(&it) && it != b'"' && it != b'\\') {
        return path.to_owned();
    }
    let mut out = "\"".to_owned();
    for byte in path.bytes() {
        match byte {
            b'"' | b'\\' => {
                out.push('\\');
                out.push(char::from(byte));
            }
            0x20..0x7f => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "\\{byte:03o}");
            }
        }
    }
    out.push('"');
    out
}

/// A tab ends a name that holds blanks.
fn ended(path: &str) -> String {
    if path.contains(' ') && !path.starts_with('"') { format!("{path}\t") } else { path.to_owned() }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Same,
    Gone,
    New,
}

/// A line: of the old text, if it stays or goes, else of the new one.
#[derive(Clone, Copy, Debug)]
struct Step {
    kind: Kind,
    at: usize,
}

/// Steps that lie close to each other, and how many lines of each text stand before them.
struct Hunk<'a> {
    old: usize,
    new: usize,
    steps: &'a [Step],
}

fn hunks(steps: &[Step]) -> Vec<Hunk<'_>> {
    let changes: Vec<usize> = (0..steps.len()).filter(|at| steps[*at].kind != Kind::Same).collect();
    let near = changes.chunk_by(|one, next| next - one <= 2 * CONTEXT + 1);
    let ranges =
        near.filter_map(|it| Some((it.first()?.saturating_sub(CONTEXT), (it.last()? + CONTEXT + 1).min(steps.len()))));
    let passed = |end: usize, not: Kind| steps[..end].iter().filter(|it| it.kind != not).count();
    ranges
        .map(|(start, end)| Hunk {
            old: passed(start, Kind::New),
            new: passed(start, Kind::Gone),
            steps: &steps[start..end],
        })
        .collect()
}

/// How the one list becomes the other. What they begin and end with alike is left out first.
fn steps(old: &[&str], new: &[&str]) -> Vec<Step> {
    let before = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old_rest, new_rest) = (&old[before..], &new[before..]);
    let after = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(old, new)| old == new).count();
    let (inner_old, inner_new) = (&old_rest[..old_rest.len() - after], &new_rest[..new_rest.len() - after]);
    let same = |at| Step { kind: Kind::Same, at };
    let mut steps: Vec<Step> = (0..before).map(same).collect();
    steps.extend(inner(inner_old, inner_new).into_iter().map(|it| Step { at: it.at + before, ..it }));
    steps.extend((old.len() - after..old.len()).map(same));
    steps
}

/// How the one list becomes the other; what lies between two lines that stay goes before anything comes.
fn inner(old: &[&str], new: &[&str]) -> Vec<Step> {
    // Where too much differs, all goes and comes.
    let kept = changes::kept(old, new).unwrap_or_default();
    let mut steps = Vec::new();
    let (mut from_old, mut from_new) = (0, 0);
    for (at_old, at_new) in kept.into_iter().chain([(old.len(), new.len())]) {
        steps.extend((from_old..at_old).map(|at| Step { kind: Kind::Gone, at }));
        steps.extend((from_new..at_new).map(|at| Step { kind: Kind::New, at }));
        if at_old < old.len() {
            steps.push(Step { kind: Kind::Same, at: at_old });
        }
        (from_old, from_new) = (at_old + 1, at_new + 1);
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_stands_among_its_neighbours() {
        let before: String = (1..=20).map(|it| format!("{it}\n")).collect();
        let after = before.replace("\n5\n", "\nfive\n5b\n").replace("\n19\n", "\n");
        let diff = unified("docker/my file", &before, &after);
        let head = "diff --git a/docker/my file b/docker/my file\n--- a/docker/my file\t\n+++ b/docker/my file\t\n";
        let one = "@@ -2,7 +2,8 @@\n 2\n 3\n 4\n-5\n+five\n+5b\n 6\n 7\n 8\n";
        let two = "@@ -16,5 +17,4 @@\n 16\n 17\n 18\n-19\n 20\n";
        assert_eq!(diff, format!("{head}{one}{two}"));
        assert_eq!(unified("a", &before, &before), "");
    }

    #[test]
    fn edits_make_the_new_text() {
        let texts = ["", "a\n", "a\nb\r\nc", "b\r\na\nc\n", "x\na\nc\nc", "é\nb\r\n"];
        for (before, after) in texts.iter().flat_map(|one| texts.map(|other| (*one, other))) {
            let mut text = before.to_owned();
            for edit in edits(before, after).iter().rev() {
                text.replace_range(edit.span.range(), &edit.text);
            }
            assert_eq!(text, after, "of {before:?}");
        }
        let spans: Vec<Span> = edits("a\nb\nc\nd\n", "a\nB\nc\nd\ne\n").iter().map(|it| it.span).collect();
        assert_eq!(spans, [Span { start: 2, end: 4 }, Span { start: 8, end: 8 }]);
    }

    #[test]
    fn the_end_of_the_last_line_counts() {
        let head = "diff --git a/a b/a\n--- a/a\n+++ b/a\n";
        let ends = "@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x\n";
        assert_eq!(unified("a", "x", "x\n"), format!("{head}{ends}"));
        assert_eq!(unified("a", "x\r\n", "x\n"), format!("{head}@@ -1 +1 @@\n-x\r\n+x\n"));
        assert_eq!(unified("a", "", "x\n"), format!("{head}@@ -0,0 +1 @@\n+x\n"));
        assert_eq!(unified("a", "x\n", ""), format!("{head}@@ -1 +0,0 @@\n-x\n"));
        let odd = unified("é\"", "x\n", "y\n");
        assert!(odd.starts_with("diff --git \"a/\\303\\251\\\"\" \"b/"), "{odd}");
    }

    /// The steps make the one text of the other, whatever the two are.
    #[test]
    fn the_steps_lead_from_one_to_the_other() {
        let mut seed = 7u64;
        let mut next = |most: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % most
        };
        for _ in 0..500 {
            let mut list = |_| (0..next(12)).map(|_| ["a", "b", "c"][next(3) as usize]).collect::<Vec<_>>();
            let (old, new) = (list(()), list(()));
            let steps = steps(&old, &new);
            let kept = |not: Kind| steps.iter().filter(move |it| it.kind != not);
            let ours: Vec<&str> =
                kept(Kind::Gone).map(|it| if it.kind == Kind::New { new[it.at] } else { old[it.at] }).collect();
            let theirs: Vec<&str> = kept(Kind::New).map(|it| old[it.at]).collect();
            assert_eq!((ours, theirs), (new, old));
        }
    }
}
