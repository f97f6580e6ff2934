//! `dockvet check`.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::analysis::levels::{Choice, Levels};
use crate::analysis::pipeline::{self, Job, Place, Repository};
use crate::analysis::{Analysis, Comments, Settings, drop_repeats};
use crate::catalogue::Severity;
use crate::config::discover::{Failure, Loader, Search};
use crate::config::{Config, FailOn, Image};
use crate::context::discover::{self, Found};
use crate::model::Options;
use crate::report::{Format, Report, sarif};
use crate::rules::Confidence;

use super::args::Check;
use super::input::{self, Input};
use super::{BROKEN, CLEAN, FOUND, colour, complain, printed};

/// One Dockerfile and what holds for it.
struct Task {
    job: Job,
    fail_on: FailOn,
}

/// What was found, and the repositories that it stands in, by their roots.
struct Repositories {
    found: Found,
    by_root: BTreeMap<PathBuf, Arc<Repository>>,
}

/// Checks and reports; returns the exit code.
pub(super) fn run(check: Check) -> u8 {
    let here = match std::env::current_dir() {
        Ok(here) => here,
        Err(error) => {
            complain(&format!("the working directory cannot be found: {error}"));
            return BROKEN;
        }
    };
    if let Some(context) = check.context.as_ref().filter(|it| !it.is_dir()) {
        complain(&format!("the build context `{}` is no folder", context.display()));
        return BROKEN;
    }
    let mut failures = 0;
    let (tasks, named) = tasks(&check, &here, &mut failures);
    if tasks.is_empty() {
        match named {
            _ if failures > 0 => (),
            0 => complain(&format!("no Dockerfile in {}", places(&check))),
            _ => complain(&format!("nothing to check: `exclude` leaves out every Dockerfile in {}", places(&check))),
        }
        return BROKEN;
    }
    let limits: Vec<FailOn> = tasks.iter().map(|it| it.fail_on).collect();
    let mut analyses = analyze(&check, tasks);
    if check.verbose {
        tell_contexts(&analyses, &here);
    }
    let fails = analyses.iter().zip(limits).any(|(analysis, limit)| is_failure(analysis, limit));
    drop_repeats(&mut analyses);
    let written = write(&check, &here, &analyses);
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

/// Everything that is to be checked, and how many Dockerfiles were found before any was excluded. What cannot be
/// read is told and counted, and the rest goes on.
fn tasks(check: &Check, here: &Path, failures: &mut usize) -> (Vec<Task>, usize) {
    let search = match (&check.config, check.isolated) {
        (Some(file), _) => Search::File(file.clone()),
        (None, true) => Search::Isolated,
        (None, false) => Search::Nearest,
    };
    let mut loader = Loader::new(search, here);
    let (inputs, found) = inputs(check, here, failures);
    let named = inputs.len();
    let dockerfiles: Vec<PathBuf> = inputs.iter().filter_map(|it| it.path.clone()).collect();
    let repositories = Repositories { by_root: pipeline::repositories(&dockerfiles, &found), found };
    let mut tasks = Vec::new();
    for input in inputs {
        let stand_in = here.join("Dockerfile");
        match loader.load(input.path.as_deref().unwrap_or(&stand_in)) {
            Ok(config) => {
                let excluded = input.path.as_ref().is_some_and(|it| config.exclude.matches(it));
                if !excluded {
                    tasks.push(task(check, here, input, &config, &repositories));
                }
            }
            Err(failure) => {
                *failures += 1;
                tell_failure(&failure);
                // One mistake would be told once more for each Dockerfile below it.
                return (Vec::new(), named);
            }
        }
    }
    (tasks, named)
}

fn tell_failure(failure: &Failure) {
    match failure {
        Failure::Mistakes(mistakes) => {
            for mistake in mistakes {
                let _ = writeln!(std::io::stderr(), "{mistake}");
            }
        }
        Failure::Other(error) => complain(&format!("{error:#}")),
    }
}

fn inputs(check: &Check, here: &Path, failures: &mut usize) -> (Vec<Input>, Found) {
    let mut paths = check.paths.clone();
    if paths.is_empty() {
        paths.push(PathBuf::from("."));
    }
    let (standard, paths): (Vec<PathBuf>, Vec<PathBuf>) = paths.into_iter().partition(|it| it.as_os_str() == "-");
    let mut read = Vec::new();
    if !standard.is_empty() {
        read.push(input::standard(check.stdin_filename.as_deref(), here));
    }
    let (there, missing): (Vec<PathBuf>, Vec<PathBuf>) = paths.into_iter().partition(|it| it.exists());
    for path in missing {
        *failures += 1;
        complain(&format!("`{}` does not exist", path.display()));
    }
    let found = discover::discover(&there);
    for (path, why) in &found.problems {
        *failures += 1;
        complain(&format!("cannot read `{}`: {why}", path.display()));
    }
    read.extend(input::distinct(found.dockerfiles.clone()).iter().map(|path| input::file(path, here)));
    let mut inputs = Vec::new();
    for input in read {
        match input {
            Ok(input) => inputs.push(input),
            Err(error) => {
                *failures += 1;
                complain(&format!("{error:#}"));
            }
        }
    }
    (inputs, found)
}

fn task(check: &Check, here: &Path, input: Input, config: &Arc<Config>, repositories: &Repositories) -> Task {
    let path = input.path.clone().unwrap_or_else(|| here.join("Dockerfile"));
    let image = config.images.iter().find(|it| same_file(&it.dockerfile, &path)).cloned().unwrap_or_default();
    let choice = Choice {
        select: (!check.select.is_empty()).then(|| check.select.clone()),
        ignore: check.ignore.clone(),
        extend_select: check.extend_select.clone(),
    };
    let settings = Settings {
        levels: Levels::new(config, &choice, &path),
        min_severity: check.min_severity.or(config.min_severity).unwrap_or(Severity::Style),
        min_confidence: check.min_confidence.or(config.min_confidence).unwrap_or(Confidence::Likely),
        comments: if check.no_suppressions { Comments::Disregarded } else { Comments::Honoured },
    };
    let mut build_args: BTreeMap<String, String> = image.build_args.clone();
    build_args.extend(check.build_args.iter().cloned());
    let target = check.target.clone().or_else(|| image.target.clone());
    let base_images = Arc::clone(&config.base_images);
    let options = Options { target, build_args, base_images, ..Options::default() };
    let place = input.path.and_then(|path| place(check, here, path, &image, repositories));
    let fail_on = check.fail_on.or(config.fail_on).unwrap_or(FailOn::At(Severity::Warning));
    Task { job: Job { source: input.source, place, options, settings }, fail_on }
}

fn same_file(left: &Path, right: &Path) -> bool {
    left == right || fs::canonicalize(left).is_ok_and(|left| fs::canonicalize(right).is_ok_and(|right| left == right))
}

fn place(check: &Check, here: &Path, dockerfile: PathBuf, image: &Image, repositories: &Repositories) -> Option<Place> {
    let given = check.context.as_ref().map(|it| (here.join(it), "`--context` names it"));
    let context = given.or_else(|| image.context.clone().map(|it| (it, "`dockvet.toml` names it")));
    let manifests = image.manifests.iter().map(|it| here.join(it)).collect();
    let repository = repositories.by_root.get(&repositories.found.root_of(&dockerfile))?.clone();
    Some(Place { dockerfile, repository, context, manifests })
}

fn analyze(check: &Check, mut tasks: Vec<Task>) -> Vec<Analysis> {
    // Threads cost more than a single file does.
    if tasks.len() == 1 {
        return tasks.drain(..).map(|task| pipeline::run(task.job)).collect();
    }
    let threads = check.jobs.map_or(0, |jobs| usize::from(jobs.get()));
    let all = |tasks: Vec<Task>| tasks.into_par_iter().map(|task| pipeline::run(task.job)).collect();
    match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool.install(|| {
            prepare(&tasks);
            all(tasks)
        }),
        Err(_) => tasks.into_iter().map(|task| pipeline::run(task.job)).collect(),
    }
}

fn prepare(tasks: &[Task]) {
    let places = tasks.iter().filter_map(|task| task.job.place.as_ref());
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
    let Some(file) = &check.output else { return printed(|out| format.write(&report, out)) };
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
