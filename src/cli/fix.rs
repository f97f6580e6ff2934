//! `dockvet check --fix` and `--diff`.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::analysis::pipeline::{Build, Job, Repository};
use crate::analysis::{Analysis, Diagnostic};
use crate::buffers::Buffers;
use crate::config::Config;
use crate::fix::{self, Allowed, Changed, Fixed, Number, Texts, Why};
use crate::rules::Safety;

use super::args::{Check, Fixing};
use super::check::{Task, run_all};
use super::{BROKEN, CLEAN, complain, patch, printed, replace};

/// What becomes of the fixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// They are written.
    Write,
    /// They are printed as a patch.
    Diff,
}

/// What is to be done: the fixes of the findings that are shown.
pub(super) struct Mending<'a> {
    pub(super) mode: Mode,
    pub(super) check: &'a Check,
    pub(super) tasks: &'a [Task],
    /// Which findings of the analyses as they are by now are not shown.
    pub(super) hidden: &'a dyn Fn(&[Analysis]) -> HashSet<Number>,
}

/// What was done.
pub(super) struct Mended {
    /// How many findings were mended, or would be.
    pub(super) count: usize,
    /// What could not be done, and has been told.
    pub(super) failures: usize,
    /// Whether the run fails, where that does not depend on what is left.
    pub(super) fails: Option<bool>,
    /// Whether what is left is reported.
    pub(super) is_reported: bool,
}

/// What was asked for; `None`: nothing is mended.
///
/// # Errors
/// The exit code, after it was told what does not fit together.
pub(super) fn mode(typed: &Fixing) -> Result<Option<Mode>, u8> {
    match typed {
        Fixing { diff: true, .. } => Ok(Some(Mode::Diff)),
        Fixing { fix: true, .. } | Fixing { fix_only: true, .. } => Ok(Some(Mode::Write)),
        Fixing { unsafe_fixes: true, .. } | Fixing { exit_non_zero_on_fix: true, .. } => {
            complain("nothing is mended: add `--fix` or `--diff`");
            Err(BROKEN)
        }
        _ => Ok(None),
    }
}

/// Whether the text of standard input goes, mended, to standard output: findings have no place there then.
pub(super) fn takes_standard_output(check: &Check) -> bool {
    let writes = check.fixing.fix || check.fixing.fix_only;
    is_standard(check) && writes && !check.fixing.diff
}

fn is_standard(check: &Check) -> bool {
    check.paths.iter().any(|it| it.as_os_str() == "-")
}

impl Mending<'_> {
    /// Makes the fixes and puts in `analyses` what is said afterwards.
    pub(super) fn run(&self, analyses: &mut Vec<Analysis>) -> Mended {
        let Mending { mode, check, tasks, hidden } = *self;
        let refusals: RefCell<BTreeMap<PathBuf, Option<String>>> = RefCell::default();
        let standard = is_standard(check).then(|| check.stdin_filename.clone().unwrap_or_else(|| "Dockerfile".into()));
        let firsts: BTreeMap<PathBuf, String> = texts(analyses);
        let refusal = |path: &Path| match &standard {
            Some(name) if name == path => None,
            // Who pipes a text in wants that text, and no other file written.
            Some(_) => Some(String::new()),
            None => replace::refusal(path, firsts.get(path)?),
        };
        let allowed = Allowed {
            least: &|at, diagnostic| least(&check.fixing, &tasks[at].config, diagnostic),
            file: &|path| refusals.borrow_mut().entry(path.to_owned()).or_insert_with(|| refusal(path)).is_none(),
            hidden,
        };
        let given = std::mem::take(analyses);
        let mut fixed = fix::all(given, &allowed, &mut |asked, texts| again(check, tasks, asked, texts));
        let mut mended = Mended {
            count: fixed.made.len(),
            failures: tell_refused(&fixed, &refusals.borrow()),
            fails: None,
            is_reported: !check.fixing.fix_only,
        };
        match mode {
            Mode::Diff => {
                mended.fails = Some(!fixed.files.is_empty());
                mended.is_reported = false;
                mended.failures += usize::from(
                    patch::print(
                        &fixed.files.iter().collect::<Vec<_>>(),
                        check.output.color,
                        check.output.output.as_deref(),
                    ) != CLEAN,
                );
            }
            Mode::Write if standard.is_some() => {
                let standard = tasks.first().map(|it| &it.job.build.source);
                let text = fixed.files.first().map(|it| &it.after).or(standard);
                mended.failures +=
                    usize::from(printed(|out| out.write_all(text.map_or("", |it| it.text()).as_bytes())) != CLEAN);
            }
            Mode::Write => {
                let all = fixed.files.len();
                fixed.files.retain(is_written);
                mended.failures += all - fixed.files.len();
                // What could not be written is not said to be fixed.
                fixed.made.retain(|made| fixed.files.iter().any(|it| it.before.path() == made.path));
            }
        }
        if check.fixing.fix_only {
            mended.fails = Some(false);
        }
        tell(mode, check, &fixed);
        *analyses = fixed.analyses;
        mended
    }
}

/// The texts of all files that fixes are of.
fn texts(analyses: &[Analysis]) -> BTreeMap<PathBuf, String> {
    let found = analyses.iter().flat_map(|it| &it.diagnostics);
    let sources = found.flat_map(|it| it.finding.fixes.iter().map(|fix| fix.source(&it.source)));
    sources.map(|it| (it.path().to_owned(), it.text().to_owned())).collect()
}

/// The least safe fix that the finding may get.
fn least(typed: &Fixing, config: &Config, diagnostic: &Diagnostic) -> Option<Safety> {
    let safety = if typed.unsafe_fixes || config.fixes.unsafe_too { Safety::Unsafe } else { Safety::Safe };
    config.fixes.are_meant_for(diagnostic).then_some(safety)
}

/// Looks at the Dockerfiles with the texts that the files have by now.
fn again(check: &Check, tasks: &[Task], asked: &[usize], texts: &Texts) -> Vec<Analysis> {
    let is_dockerfile = |path: &PathBuf| tasks.iter().any(|it| it.job.build.source.path() == path);
    let mut repositories: BTreeMap<PathBuf, Arc<Repository>> = BTreeMap::new();
    let has_others = !texts.keys().all(is_dockerfile);
    let all = || texts.iter().map(|(path, source)| (path.clone(), Arc::from(source.text())));
    let buffers = if has_others { Buffers::new(all()) } else { Buffers::default() };
    let mut job = |at: &usize| {
        let Job { build, settings } = tasks[*at].job.clone();
        let source = texts.get(build.source.path()).cloned().unwrap_or_else(|| build.source.clone());
        let mut place = build.place;
        if let Some(place) = place.as_mut().filter(|_| has_others) {
            let root = place.repository.workspace.repository().to_owned();
            let opened = repositories.entry(root).or_insert_with(|| place.repository.with(buffers.clone()));
            place.repository = Arc::clone(opened);
        }
        Job { build: Build { source, place, ..build }, settings }
    };
    let jobs: Vec<Job> = asked.iter().map(&mut job).collect();
    run_all(check, &jobs.iter().collect::<Vec<_>>(), &|| ())
}

/// Tells why files with something to mend are not written; returns how many.
fn tell_refused(fixed: &Fixed, refusals: &BTreeMap<PathBuf, Option<String>>) -> usize {
    let paths: BTreeSet<&PathBuf> = fixed.left.iter().filter(|it| it.why == Why::File).map(|it| &it.path).collect();
    let told = paths.into_iter().filter_map(|path| Some((path, refusals.get(path)?.as_ref()?)));
    let told: Vec<_> = told.filter(|(_, why)| !why.is_empty()).collect();
    for (path, why) in &told {
        complain(&format!("`{}` is not mended: {why}", path.display()));
    }
    told.len()
}

fn is_written(file: &Changed) -> bool {
    let path = file.before.path();
    let written = replace::write(path, file.before.text(), file.after.text());
    if let Err(why) = &written {
        complain(&format!("`{}` is not mended: {why}", path.display()));
    }
    written.is_ok()
}

/// Says what was done, and what more could be.
fn tell(mode: Mode, check: &Check, fixed: &Fixed) {
    if check.output.verbose {
        for made in &fixed.made {
            let (path, id, title) = (made.path.display(), &made.entry.id, &made.title);
            complain(&format!("{path}:{}: {id}: {title} ({})", made.line, made.safety.name()));
        }
        for left in fixed.left.iter().filter(|it| matches!(it.why, Why::Broken | Why::Unsettled)) {
            let why = if left.why == Why::Broken { "its edits do not fit" } else { "it has no end, or is undone" };
            complain(&format!("{}: {}: {}: not mended: {why}", left.path.display(), left.entry.id, left.title));
        }
    }
    let counted = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let more = fixed.left.iter().filter(|it| it.why == Why::Unsafe).count();
    let more = if more > 0 { format!(" ({more} more with `--unsafe-fixes`)") } else { String::new() };
    if fixed.made.is_empty() {
        if !more.is_empty() {
            complain(&format!("nothing is mended{more}"));
        }
        return;
    }
    let done = if mode == Mode::Write { "fixed" } else { "would fix" };
    let (findings, files) = (counted(fixed.made.len(), "finding"), counted(fixed.files.len(), "file"));
    complain(&format!("{done} {findings} in {files}{more}"));
}
