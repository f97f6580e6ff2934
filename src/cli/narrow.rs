//! What narrows a run to a part of its findings: baselines and changes. The rest is counted.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;

use crate::analysis::{Analysis, Diagnostic};
use crate::context::discover;
use crate::fix::Number;
use crate::report::{Hidden, named};

use super::check::Task;
use super::known::{self, Baselines};
use super::since::Since;
use super::{args, complain};

/// What was typed about it.
#[derive(ClapArgs)]
#[command(next_help_heading = "Findings")]
pub(super) struct Narrow {
    /// Count the findings that this file knows, and do not show them
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Write all findings to this file, which is the baseline then
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "diff_base", "fix", "fix_only", "diff"])]
    pub(super) write_baseline: Option<PathBuf>,
    /// Show only findings on lines, their own or their evidence's, that changed since this revision and the working
    /// tree parted; `-` reads a patch from standard input
    #[arg(long, value_name = "REVISION", conflicts_with_all = ["fix", "fix_only", "diff"])]
    pub(super) diff_base: Option<String>,
}

/// What a run is narrowed by.
pub(super) struct Narrowing<'a> {
    typed: &'a args::Check,
    here: PathBuf,
    /// The repository of the working directory.
    root: PathBuf,
    baselines: Baselines,
    since: Option<Since>,
}

impl Narrowing<'_> {
    /// Reads what is needed, before any Dockerfile is checked.
    ///
    /// # Errors
    /// What cannot be read, and why.
    pub(super) fn open<'a>(typed: &'a args::Check, tasks: &[Task], here: &Path) -> Result<Narrowing<'a>, String> {
        let mut baselines = Baselines::default();
        if typed.narrow.write_baseline.is_none() {
            for file in tasks.iter().filter_map(|task| task.baseline.as_deref()) {
                baselines.load(file)?;
            }
        }
        let since = match &typed.narrow.diff_base {
            Some(revision) if revision == "-" && typed.paths.iter().any(|it| it.as_os_str() == "-") => {
                return Err("standard input cannot be a patch and a Dockerfile at a time".to_owned());
            }
            Some(revision) => Some(Since::open(revision, here)?),
            None => None,
        };
        Ok(Narrowing { typed, here: here.to_owned(), root: discover::repository_of(here), baselines, since })
    }

    /// Takes out what is not to be shown.
    ///
    /// # Errors
    /// What cannot be read or written, and why.
    pub(super) fn apply(&mut self, analyses: &mut [Analysis], tasks: &[Task]) -> Result<Hidden, String> {
        let (root, here) = (self.root.clone(), self.here.clone());
        let name = |it: &Diagnostic| named(&root, &here, it.source.path());
        if let Some(file) = &self.typed.narrow.write_baseline {
            let mut distinct = analyses.to_vec();
            crate::analysis::drop_repeats(&mut distinct);
            let count = known::write(file, &distinct, &name)?;
            for analysis in analyses.iter_mut() {
                analysis.diagnostics.clear();
            }
            return Ok(Hidden { known: count, ..Hidden::default() });
        }
        let (mut known, mut unchanged) = (Vec::new(), Vec::new());
        for (analysis, task) in analyses.iter_mut().zip(tasks) {
            if let Some(file) = &task.baseline {
                let all = std::mem::take(&mut analysis.diagnostics);
                let (old, new) = all.into_iter().partition(|it| self.baselines.know(file, it, name(it)));
                analysis.diagnostics = new;
                known.push(Analysis { diagnostics: old, ..analysis.clone() });
            }
        }
        for (analysis, task) in analyses.iter_mut().zip(tasks) {
            if let Some(since) = &self.since {
                let old = since.take(analysis, &task.job)?;
                unchanged.push(Analysis { diagnostics: old, ..analysis.clone() });
            }
        }
        self.tell_vanished(analyses);
        Ok(Hidden { known: count(known), unchanged: count(unchanged) })
    }

    /// What says which findings of the analyses as they are by now are hidden: those that the baselines know. A fix of
    /// another finding can change the instruction of one of them, which then has another fingerprint. So where fewer
    /// are known than in `first`, before any fix, all that say the same are hidden.
    pub(super) fn hidden<'a>(
        &'a self,
        first: &[Analysis],
        tasks: &'a [Task],
    ) -> impl Fn(&[Analysis]) -> HashSet<Number> + 'a {
        let before = kinds(first, &self.known(first, tasks));
        move |analyses| {
            let mut known = self.known(analyses, tasks);
            let now = kinds(analyses, &known);
            let is_missed = |it: &Kind| now.get(it).unwrap_or(&0) < before.get(it).unwrap_or(&0);
            known.extend(numbered(analyses).filter(|(_, it)| is_missed(&kind(it))).map(|(number, _)| number));
            known
        }
    }

    fn known(&self, analyses: &[Analysis], tasks: &[Task]) -> HashSet<Number> {
        let mut baselines = self.baselines.clone();
        if baselines.is_empty() {
            return HashSet::new();
        }
        let mut is_known = |(at, _): Number, it: &Diagnostic| {
            let file = tasks.get(at).and_then(|task| task.baseline.as_deref());
            file.is_some_and(|file| baselines.know(file, it, named(&self.root, &self.here, it.source.path())))
        };
        numbered(analyses).filter(|(number, it)| is_known(*number, it)).map(|(number, _)| number).collect()
    }

    fn tell_vanished(&self, analyses: &[Analysis]) {
        let checked: Vec<String> = analyses.iter().map(|it| named(&self.root, &self.here, it.source.path())).collect();
        let typed = if self.typed.paths.is_empty() { vec![PathBuf::from(".")] } else { self.typed.paths.clone() };
        let folders = typed.iter().filter(|it| it.is_dir()).map(|it| named(&self.root, &self.here, it));
        let folders: Vec<String> = folders.collect();
        let was_seen = |file: &str| {
            let is_below = |folder: &String| folder == "." || file.starts_with(&format!("{folder}/"));
            checked.iter().any(|it| it == file) || folders.iter().any(is_below) || !self.root.join(file).exists()
        };
        let output = &self.typed.output;
        let vanished = self.baselines.vanished(&was_seen, output.verbose);
        if vanished > 0 && !output.quiet && !output.verbose {
            let are = if vanished == 1 { "finding of the baseline is" } else { "findings of the baseline are" };
            complain(&format!("{vanished} {are} gone; `--verbose` names them"));
        }
    }
}

/// What findings that say the same have in common: the rule, the file and the message.
type Kind = (&'static str, PathBuf, String);

fn kind(it: &Diagnostic) -> Kind {
    (it.entry.id, it.source.path().to_owned(), it.finding.message.clone())
}

/// How many of `some` of the findings there are of each kind.
fn kinds(analyses: &[Analysis], some: &HashSet<Number>) -> HashMap<Kind, usize> {
    let mut kinds = HashMap::new();
    for (_, it) in numbered(analyses).filter(|(number, _)| some.contains(number)) {
        *kinds.entry(kind(it)).or_default() += 1;
    }
    kinds
}

fn numbered(analyses: &[Analysis]) -> impl Iterator<Item = (Number, &Diagnostic)> {
    let all = analyses.iter().enumerate();
    all.flat_map(|(at, it)| it.diagnostics.iter().enumerate().map(move |(number, it)| ((at, number), it)))
}

/// How many findings there are, those that several Dockerfiles lead to counted once.
fn count(mut taken: Vec<Analysis>) -> usize {
    crate::analysis::drop_repeats(&mut taken);
    taken.iter().map(|it| it.diagnostics.len()).sum()
}
