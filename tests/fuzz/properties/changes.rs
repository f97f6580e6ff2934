//! What narrows a run: patches, and baselines.

use dockvet::analysis::baseline::Baseline;
use dockvet::changes;

pub fn hold(input: &[u8]) {
    let text = super::text(input);
    baseline(&text);
    let (patch, new) = text.split_once("\n=====\n").unwrap_or((&text, ""));
    match changes::parse(patch) {
        Ok(files) => {
            for file in &files {
                let lines = file.lines();
                assert!(lines.changed.iter().all(|(first, last)| first <= last), "{lines:?}");
                if let Some(old) = file.undone(new) {
                    let _ = changes::compare(&old, new);
                }
            }
        }
        Err((line, why)) => assert!(line <= patch.lines().count() + 1 && !why.is_empty(), "line {line}: {why}"),
    }
    compared(patch, new);
}

/// Each line that the old text does not have is found.
fn compared(old: &str, new: &str) {
    assert!(changes::compare(old, old).is_empty(), "a text differs from itself");
    let lines = changes::compare(old, new);
    let count = new.lines().count() as u32;
    assert!(lines.changed.iter().all(|(first, last)| 1 <= *first && first <= last), "{lines:?} of {count}");
    let known: std::collections::HashSet<&str> = old.lines().collect();
    for (at, line) in (1..).zip(new.lines()) {
        assert!(known.contains(line) || lines.meet(at, at), "line {at} is new, and not found: {lines:?}");
    }
}

fn baseline(text: &str) {
    match Baseline::read(text) {
        Ok(baseline) => {
            let written = baseline.text();
            let again = Baseline::read(&written).expect("what is written can be read");
            assert!(again == baseline && again.text() == written, "a baseline read, written and read");
            let _ = (baseline.len(), baseline.compare().vanished().count());
        }
        Err(mistake) => assert!(mistake.line >= 1 && mistake.column >= 1 && !mistake.message.is_empty()),
    }
}
