//! Baselines: which are read and written, and what they hide.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::analysis::baseline::{self, Baseline, Comparison};
use crate::analysis::{Analysis, Diagnostic};

use super::{complain, output, replace};

/// The baselines of a run, by file.
#[derive(Clone, Default)]
pub(super) struct Baselines {
    read: BTreeMap<PathBuf, Comparison>,
}

impl Baselines {
    /// Reads the file where it was not read yet.
    ///
    /// # Errors
    /// What is wrong, with its place.
    pub(super) fn load(&mut self, file: &Path) -> Result<(), String> {
        if self.read.contains_key(file) {
            return Ok(());
        }
        let text =
            baseline::text(file).map_err(|error| format!("cannot read the baseline `{}`: {error}", file.display()))?;
        let baseline = Baseline::read(&text)
            .map_err(|it| format!("{}:{}:{}: error: {}", file.display(), it.line, it.column, it.message))?;
        self.read.insert(file.to_owned(), baseline.compare());
        Ok(())
    }

    /// Whether the baseline in `file` knows the finding in the file called `name`; each entry knows as many as it counts.
    pub(super) fn know(&mut self, file: &Path, diagnostic: &Diagnostic, name: String) -> bool {
        self.read.get_mut(file).is_some_and(|it| it.knows(diagnostic, name))
    }

    /// Whether none was read.
    pub(super) fn is_empty(&self) -> bool {
        self.read.is_empty()
    }

    /// Counts what is gone of the files that `was_seen` knows, and names it where it is to be told.
    pub(super) fn vanished(&self, was_seen: &dyn Fn(&str) -> bool, told: bool) -> usize {
        let mut sum = 0;
        for (known, count) in self.read.values().flat_map(Comparison::vanished).filter(|(it, _)| was_seen(&it.file)) {
            sum += count as usize;
            if told {
                let times = if count == 1 { String::new() } else { format!(", {count} times") };
                complain(&format!("{}: `{}` is in the baseline and gone{times}", known.file, known.rule));
            }
        }
        sum
    }
}

/// Writes what `analyses` show.
///
/// # Errors
/// Why that cannot be done.
pub(super) fn write(file: &Path, analyses: &[Analysis], name: &dyn Fn(&Diagnostic) -> String) -> Result<usize, String> {
    let baseline = Baseline::of(analyses, name);
    let told = |why: String| format!("cannot write the baseline `{}`: {why}", file.display());
    output::is_writable(file).map_err(told)?;
    replace::put(file, baseline.text().as_bytes()).map_err(told)?;
    Ok(baseline.len())
}
