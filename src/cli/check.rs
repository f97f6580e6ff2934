//! `dockvet check`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use rayon::prelude::*;

use crate::analysis::checks::ARGUMENT;
use crate::analysis::levels::{Choice, Levels};
use crate::analysis::pipeline::{self, Job, Repository};
use crate::analysis::{Analysis, Comments, Settings, drop_repeats};
use crate::catalogue::Severity;
use crate::clock::Date;
use crate::config::{Config, FailOn};
use crate::context::discover;
use crate::report::{Format, Report, sarif};
use crate::rules::Confidence;

use super::args::Check;
use super::subject::{self, Subject, Subjects, Wanted};
use super::{BROKEN, CLEAN, FOUND, colour, complain, fix, printed, told};

/// One Dockerfile and what holds for it.
pub(super) struct Task {
    pub(super) job: Job,
    pub(super) config: Arc<Config>,
    fail_on: FailOn,
}

/// Checks and reports; returns the exit code.
pub(super) fn run(check: Check) -> u8 {
    let wanted = Wanted {
        paths: &check.paths,
        stdin_filename: check.stdin_filename.as_deref(),
        build: &check.build,
        configuration: &check.configuration,
    };
    let Some(Subjects { subjects, named, failures }) = subject::find(&wanted) else { return BROKEN };
    let tasks: Vec<Task> = subjects.into_iter().map(|subject| task(&check, subject)).collect();
    if tasks.is_empty() {
        match named {
            _ if failures > 0 => (),
            // A hook hands over what was changed, which may be only what is left out.
            1.. if check.force_exclude => return write(&check, &std::env::current_dir().unwrap_or_default(), &[]),
            0 => complain(&format!("no Dockerfile in {}", places(&check))),
            _ => complain(&format!("nothing to check: `exclude` leaves out every Dockerfile in {}", places(&check))),
        }
        return BROKEN;
    }
    let here = std::env::current_dir().unwrap_or_default();
    let mut analyses = analyze(&check, &tasks);
    let mut failures = failures;
    let mending = match fix::mode(&check.fixing) {
        Ok(mode) => mode,
        Err(code) => return code,
    };
    let mended = mending.map(|mode| fix::run(mode, &check, &tasks, &mut analyses));
    if check.verbose {
        tell_contexts(&analyses, &here);
    }
    let mut fails = analyses.iter().zip(&tasks).any(|(analysis, task)| is_failure(analysis, task.fail_on));
    drop_repeats(&mut analyses);
    let mut written = CLEAN;
    if let Some(mended) = &mended {
        failures += mended.failures;
        fails = mended.fails.unwrap_or(fails) || check.fixing.exit_non_zero_on_fix && mended.count > 0;
    }
    if mended.as_ref().is_none_or(|it| it.is_reported) {
        written = write(&check, &here, &analyses);
    }
    match () {
        () if failures > 0 || written != CLEAN => BROKEN,
        () if fails && !check.exit_zero => FOUND,
        () => CLEAN,
    }
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
    let profile = check.profile.or(config.profile).unwrap_or_default();
    // Another tool reports what we may not be sure of.
    let floor = if profile.is_of_other() { Confidence::Possible } else { Confidence::Likely };
    let choice = Choice {
        profile: Some(profile),
        select: (!check.select.is_empty()).then(|| check.select.clone()),
        ignore: check.ignore.clone(),
        extend_select: check.extend_select.clone(),
    };
    let argument = build.options.build_args.get(ARGUMENT);
    let settings = Settings {
        levels: Levels::new(&config, &choice, &path),
        min_severity: check.min_severity.or(config.min_severity).unwrap_or(Severity::Style),
        min_confidence: check.min_confidence.or(config.min_confidence).unwrap_or(floor),
        comments: match check.no_suppressions {
            true => Comments::Disregarded,
            false => config.comments.unwrap_or(Comments::Honoured),
        },
        policy: config.policy.clone(),
        check: argument.cloned().or_else(|| std::env::var(ARGUMENT).ok()),
        today: Date::of(SystemTime::now()),
    };
    let fail_on = check.fail_on.or(config.fail_on).unwrap_or(FailOn::At(Severity::Warning));
    Task { job: Job { build, settings }, config, fail_on }
}

fn analyze(check: &Check, tasks: &[Task]) -> Vec<Analysis> {
    run_all(check, &tasks.iter().map(|it| &it.job).collect::<Vec<_>>())
}

/// The analyses of the jobs, in their order.
pub(super) fn run_all(check: &Check, jobs: &[&Job]) -> Vec<Analysis> {
    let one_by_one = || jobs.iter().map(|job| pipeline::run(job)).collect();
    // Threads cost more than a single file does.
    if jobs.len() == 1 {
        return one_by_one();
    }
    let threads = check.jobs.map_or(0, |jobs| usize::from(jobs.get()));
    match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool.install(|| {
            prepare(jobs);
            jobs.par_iter().map(|job| pipeline::run(job)).collect()
        }),
        Err(_) => one_by_one(),
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

fn write(check: &Check, here: &Path, analyses: &[Analysis]) -> u8 {
    let format = Format::from(check.format);
    let (root, here) = (discover::repository_of(here), here.to_owned());
    let colour = if check.output.is_some() { crate::report::Colour::Never } else { colour::decide(check.color) };
    let report = Report { analyses, root, here, colour };
    if format == Format::Sarif && sarif::left_out(&report) > 0 {
        complain(&format!("{} findings are left out of the SARIF file", sarif::left_out(&report)));
    }
    let Some(file) = &check.output else {
        return match fix::takes_standard_output(check) {
            true => told(|out| format.write(&report, out)),
            false => printed(|out| format.write(&report, out)),
        };
    };
    let mut text = Vec::new();
    let written = format.write(&report, &mut text).and_then(|()| fs::write(file, text));
    match written {
        Ok(()) => CLEAN,
        Err(error) => {
            complain(&format!("cannot write `{}`: {error}", file.display()));
            BROKEN
        }
    }
}
