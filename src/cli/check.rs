//! `dockvet check`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use rayon::prelude::*;

use crate::analysis::asked::Asked;
use crate::analysis::levels::Choice;
use crate::analysis::pipeline::{self, Job, Repository};
use crate::analysis::{Analysis, drop_repeats};
use crate::catalogue::Severity;
use crate::clock::{Date, time_of};
use crate::config::{Config, FailOn};
use crate::context::discover;
use crate::limits;
use crate::report::{Format, Hidden, Report};
use crate::view::image;

use super::args::Check;
use super::fix::{Mended, Mending, Mode};
use super::narrow::Narrowing;
use super::output::{self, Destination};
use super::progress::Progress;
use super::subject::{self, Subject, Subjects, Wanted};
use super::{BROKEN, CLEAN, FOUND, complain, fix, printed, screen, watch};

/// One Dockerfile and what holds for it.
pub(super) struct Task {
    pub(super) job: Job,
    pub(super) config: Arc<Config>,
    pub(super) fail_on: FailOn,
    /// The file of known findings.
    pub(super) baseline: Option<PathBuf>,
}

/// Checks and reports; returns the exit code.
pub(super) fn run(check: &Check) -> u8 {
    let destinations = match check.output.destinations() {
        Ok(destinations) => destinations,
        Err(why) => {
            complain(&why);
            return BROKEN;
        }
    };
    if check.output.watch { watch::run(check, &destinations) } else { once(check, &destinations) }
}

/// Checks and reports once.
pub(super) fn once(check: &Check, destinations: &[Destination]) -> u8 {
    let wanted = Wanted {
        paths: &check.paths,
        stdin_filename: check.stdin_filename.as_deref(),
        build: &check.build,
        configuration: &check.configuration,
    };
    let Some(Subjects { subjects, named, excluded, failures }) = subject::find(&wanted) else { return BROKEN };
    let tasks: Vec<Task> = subjects.into_iter().map(|subject| task(check, subject)).collect();
    if tasks.is_empty() {
        match named {
            _ if failures > 0 => (),
            // An editor takes what is printed for the new text: it must get the old one back.
            1.. if check.force_exclude && fix::takes_standard_output(check) => {
                return printed(|out| excluded.iter().try_for_each(|it| out.write_all(it.text().as_bytes())));
            }
            // A hook hands over what was changed, which may be only what is left out.
            1.. if check.force_exclude => return report(check, destinations, &tasks, &[], Hidden::default()),
            0 => complain(&format!("no Dockerfile in {}", places(check))),
            _ => complain(&format!("nothing to check: `exclude` leaves out every Dockerfile in {}", places(check))),
        }
        return BROKEN;
    }
    let mending = match fix::mode(&check.fixing) {
        Ok(mode) => mode,
        Err(code) => return code,
    };
    match looked_at(check, mending, &tasks) {
        Ok(looked) => told(check, destinations, &tasks, failures, looked),
        Err(why) => {
            complain(&why);
            BROKEN
        }
    }
}

/// What was found, and what was done about it.
struct Looked {
    analyses: Vec<Analysis>,
    hidden: Hidden,
    mended: Option<Mended>,
}

/// Everything that is said of the Dockerfiles, after fixes are made, and but for what the baselines and `--diff-base`
/// take out.
fn looked_at(check: &Check, mending: Option<Mode>, tasks: &[Task]) -> Result<Looked, String> {
    let here = std::env::current_dir().unwrap_or_default();
    let mut narrowing = Narrowing::open(check, tasks, &here)?;
    let mut analyses = analyze(check, tasks);
    let mended = mending.map(|mode| {
        let hidden = narrowing.hidden(&analyses, tasks);
        Mending { mode, check, tasks, hidden: &hidden }.run(&mut analyses)
    });
    let hidden = narrowing.apply(&mut analyses, tasks)?;
    Ok(Looked { analyses, hidden, mended })
}

/// Reports, and decides on the exit code.
fn told(check: &Check, destinations: &[Destination], tasks: &[Task], failures: usize, looked: Looked) -> u8 {
    let Looked { mut analyses, hidden, mended } = looked;
    if check.output.verbose {
        tell_contexts(&analyses, &std::env::current_dir().unwrap_or_default());
    }
    let mut fails = analyses.iter().zip(tasks).any(|(analysis, task)| is_failure(analysis, task.fail_on));
    drop_repeats(&mut analyses);
    let mut failures = failures;
    if let Some(mended) = &mended {
        failures += mended.failures;
        fails = mended.fails.unwrap_or(fails) || check.fixing.exit_non_zero_on_fix && mended.count > 0;
    }
    let written = match mended.is_none_or(|it| it.is_reported) {
        true => report(check, destinations, tasks, &analyses, hidden),
        false => CLEAN,
    };
    match () {
        () if failures > 0 || written != CLEAN => BROKEN,
        () if fails && !check.exit_zero => FOUND,
        () => CLEAN,
    }
}

fn report(check: &Check, destinations: &[Destination], tasks: &[Task], analyses: &[Analysis], hidden: Hidden) -> u8 {
    let here = std::env::current_dir().unwrap_or_default();
    let root = discover::repository_of(&here);
    let screen = screen::of(&check.output);
    let graphs = match destinations.iter().any(|it| it.format == Format::Html) {
        true => tasks.iter().map(graph).collect(),
        false => Vec::new(),
    };
    let mut report = Report { analyses, root, here, screen, hidden, time: time(), graphs, limits: limits::all() };
    let takes_standard_output = fix::takes_standard_output(check);
    output::write(&check.output, destinations, &mut report, takes_standard_output)
}

/// The drawing of the stages; empty where there are none.
fn graph(task: &Task) -> String {
    let model = pipeline::dry_build(&task.job.build);
    let mut drawing = Vec::new();
    let drawn = image::of(&model, &image::Asked::default()).map(|view| view.drawing(&mut drawing));
    if matches!(drawn, Ok(Ok(()))) { String::from_utf8(drawing).unwrap_or_default() } else { String::new() }
}

/// When the run takes place, for the formats that must say so. The same input gives the same output, so that is what
/// SOURCE_DATE_EPOCH says, else when GitLab began the job, else the beginning of 1970.
fn time() -> String {
    let stated = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|it| it.parse().ok());
    let job = std::env::var("CI_JOB_STARTED_AT").ok().and_then(|it| it.get(..19).map(str::to_owned));
    let is_time = |it: &String| Date::parse(it.get(..10).unwrap_or_default()).is_some() && it.as_bytes()[10] == b'T';
    if let (None, Some(job)) = (stated, job.filter(is_time)) {
        return job;
    }
    let moment = UNIX_EPOCH.checked_add(Duration::from_secs(stated.unwrap_or(0))).unwrap_or(UNIX_EPOCH);
    let (Date { year, month, day }, [hour, minute, second]) = (Date::of(moment), time_of(moment));
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

fn is_failure(analysis: &Analysis, limit: FailOn) -> bool {
    match limit {
        FailOn::Never => false,
        FailOn::At(severity) => analysis.diagnostics.iter().any(|it| it.severity >= severity),
    }
}

fn places(check: &Check) -> String {
    let names: Vec<String> = check.paths.iter().map(|it| format!("`{}`", it.display())).collect();
    if names.is_empty() { "`.`".to_owned() } else { names.join(", ") }
}

/// A check of the subject at the levels that the command line and the configuration set.
fn task(check: &Check, subject: Subject) -> Task {
    let Subject { build, config, path } = subject;
    let choice = Choice {
        profile: check.profile,
        select: (!check.select.is_empty()).then(|| check.select.clone()),
        ignore: check.ignore.clone(),
        extend_select: check.extend_select.clone(),
        levels: check.severity.clone(),
    };
    let asked = Asked {
        choice,
        min_severity: check.min_severity,
        min_confidence: check.min_confidence,
        no_suppressions: check.no_suppressions,
        ..Asked::default()
    };
    let mut settings = asked.settings(&config, &path, &build.options);
    if !check.trusted_registry.is_empty() {
        settings.policy.trusted_registries.clone_from(&check.trusted_registry);
    }
    let fail_on = check.fail_on.or(config.fail_on).unwrap_or(FailOn::At(Severity::Warning));
    let baseline = check.narrow.baseline.clone().or(config.baseline.clone());
    Task { job: Job { build, settings }, config, fail_on, baseline }
}

fn analyze(check: &Check, tasks: &[Task]) -> Vec<Analysis> {
    let progress = Progress::new(tasks.len());
    let jobs: Vec<&Job> = tasks.iter().map(|it| &it.job).collect();
    let all = || run_all(check, &jobs, &|| progress.step());
    if check.output.quiet { all() } else { progress.told(all) }
}

/// The analyses of the jobs, in their order; `done` is called after each.
pub(super) fn run_all(check: &Check, jobs: &[&Job], done: &(dyn Fn() + Sync)) -> Vec<Analysis> {
    let one = |job: &&Job| {
        let analysis = pipeline::run(job);
        done();
        analysis
    };
    // Threads cost more than a single file does.
    if let [job] = jobs {
        return vec![one(job)];
    }
    let threads = check.jobs.map_or(0, |jobs| usize::from(jobs.get()));
    match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool.install(|| {
            prepare(jobs);
            jobs.par_iter().map(one).collect()
        }),
        Err(_) => jobs.iter().map(one).collect(),
    }
}

fn prepare(jobs: &[&Job]) {
    let places = jobs.iter().filter_map(|job| job.build.place.as_ref());
    let repositories: BTreeMap<&Path, &Repository> =
        places.map(|place| (place.repository.workspace.repository(), &*place.repository)).collect();
    repositories.into_par_iter().for_each(|(_, repository)| repository.prepare());
}

fn tell_contexts(analyses: &[Analysis], here: &Path) {
    let here = fs::canonicalize(here).unwrap_or_else(|_| here.to_owned());
    for analysis in analyses {
        let path = analysis.source.path().display();
        let Some((root, why)) = &analysis.context else {
            complain(&format!("{path}: there is no build context"));
            continue;
        };
        let root = match root.strip_prefix(&here) {
            Ok(root) if root.as_os_str().is_empty() => Path::new("."),
            Ok(root) => root,
            Err(_) => root,
        };
        complain(&format!("{path}: the build context is `{}`: {why}", root.display()));
    }
}
