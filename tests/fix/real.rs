//! Every fix on real Dockerfiles.
//!
//! `DOCKVET_CORPUS` names a folder of Dockerfiles, `DOCKVET_REPOSITORIES` one of checked-out repositories, of which the
//! Dockerfiles are looked at in their build context, and `DOCKVET_COUNT` says how many are taken (300 without it),
//! evenly spread. `DOCKVET_PARSE_ORACLE` is asked whether BuildKit reads what comes out. Nothing is written.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use dockvet::analysis::pipeline::{self, Build, Job, Place};
use dockvet::analysis::{Analysis, Settings};
use dockvet::catalogue::Severity;
use dockvet::context::discover::discover;
use dockvet::fix::{self, Allowed, Fixed, Made, Why, diff};
use dockvet::model::{Model, Options, equal};
use dockvet::rules::Safety;
use dockvet::source::Source;

use crate::common::{self, oracle};

/// What was looked at, and what is wrong.
#[derive(Default)]
struct Counts {
    files: usize,
    changed: usize,
    made: BTreeMap<(String, &'static str), usize>,
    wrong: Vec<String>,
    /// Every difference as a patch.
    patches: String,
    /// Texts that BuildKit is asked about: before and after, and whose they are.
    asked: Vec<(String, String, String)>,
}

#[test]
fn real_dockerfiles_are_mended_well() {
    let Some(folder) = std::env::var_os("DOCKVET_CORPUS") else { return };
    let paths: Vec<PathBuf> = common::children(&PathBuf::from(folder)).into_iter().filter(|it| it.is_file()).collect();
    let mut counts = Counts::default();
    for path in spread(paths) {
        let source = Source::from_bytes(&path, fs::read(&path).expect("the corpus stays"));
        counts.look(&Build { source, place: None, options: Options::default() });
    }
    counts.report("Dockerfiles");
}

#[test]
fn dockerfiles_of_real_repositories_are_mended_well() {
    let Some(folder) = std::env::var_os("DOCKVET_REPOSITORIES") else { return };
    let mut counts = Counts::default();
    for root in spread(common::children(&PathBuf::from(folder))) {
        let found = discover(std::slice::from_ref(&root));
        let repositories = pipeline::repositories(&found.dockerfiles, &found);
        for dockerfile in found.dockerfiles.iter().take(8) {
            let Some(repository) = repositories.get(&found.root_of(dockerfile)) else { continue };
            let Ok(bytes) = fs::read(dockerfile) else { continue };
            let place = Place {
                dockerfile: dockerfile.clone(),
                repository: Arc::clone(repository),
                context: None,
                manifests: Vec::new(),
                names: Vec::new(),
            };
            let source = Source::from_bytes(dockerfile, bytes);
            counts.look(&Build { source, place: Some(place), options: Options::default() });
        }
    }
    counts.report("repositories");
}

fn spread(paths: Vec<PathBuf>) -> Vec<PathBuf> {
    let count: usize = std::env::var("DOCKVET_COUNT").ok().and_then(|it| it.parse().ok()).unwrap_or(300);
    let step = (paths.len() / count.max(1)).max(1);
    paths.into_iter().step_by(step).take(count).collect()
}

fn job(build: &Build, source: Source) -> Job {
    Job { build: Build { source, ..build.clone() }, settings: Settings::default() }
}

fn mend(build: &Build, analysis: &Analysis, safety: Safety) -> Fixed {
    // Other files are read from the disk: only the Dockerfile's own text can be another one here.
    let own = build.source.path().to_owned();
    let allowed = Allowed { least: &|_, _| Some(safety), file: &|path| path == own, hidden: &|_| HashSet::new() };
    fix::all(vec![analysis.clone()], &allowed, &mut |_, texts| {
        let source = texts.get(build.source.path()).unwrap_or(&build.source).clone();
        vec![pipeline::run(&job(build, source))]
    })
}

fn model(build: &Build, source: Source) -> Model {
    pipeline::dry_build(&Build { source, ..build.clone() })
}

impl Counts {
    fn look(&mut self, build: &Build) {
        let bytes = build.source.text();
        // Such a file is never written.
        if bytes.contains('\u{fffd}') {
            return;
        }
        self.files += 1;
        let before = pipeline::run(&job(build, build.source.clone()));
        for safety in [Safety::Safe, Safety::Unsafe] {
            let fixed = mend(build, &before, safety);
            for left in fixed.left.iter().filter(|it| matches!(it.why, Why::Broken | Why::Unsettled)) {
                let why = format!("{:?}: {} ({})", left.why, left.title, left.entry.id);
                self.wrong(build, &fixed.made, &why);
            }
            let Some(file) = fixed.files.first() else { continue };
            self.hold(build, &before, &fixed, &file.after, safety);
        }
    }

    fn hold(&mut self, build: &Build, before: &Analysis, fixed: &Fixed, after: &Source, safety: Safety) {
        let again = mend(build, &fixed.analyses[0], safety);
        if !again.files.is_empty() {
            self.wrong(build, &again.made, "a second run changes more");
        }
        for (rule, (old, new)) in grown(before, &fixed.analyses[0]) {
            self.wrong(build, &fixed.made, &format!("`{rule}` was found {old} times, and is {new} times"));
        }
        if safety == Safety::Safe {
            let differences = equal::differences(&model(build, build.source.clone()), &model(build, after.clone()));
            for difference in differences {
                self.wrong(build, &fixed.made, &format!("not safe: {difference}"));
            }
            return;
        }
        self.changed += 1;
        for made in &fixed.made {
            *self.made.entry((made.entry.id.to_owned(), made.safety.name())).or_default() += 1;
        }
        let name = build.source.path().display().to_string();
        let _ = writeln!(self.patches, "# {}", titles(&fixed.made));
        self.patches += &diff::unified(&name, build.source.text(), after.text());
        self.asked.push((name, build.source.text().to_owned(), after.text().to_owned()));
    }

    fn wrong(&mut self, build: &Build, made: &[Made], what: &str) {
        self.wrong.push(format!("{}: {what} [{}]", build.source.path().display(), titles(made)));
    }

    fn ask(&mut self) {
        let texts: Vec<&str> = self.asked.iter().flat_map(|(_, old, new)| [old.as_str(), new.as_str()]).collect();
        let Some(answers) = oracle::ask(&texts) else {
            eprintln!("skipped: the environment variable `DOCKVET_PARSE_ORACLE` is not set");
            return;
        };
        for ((name, ..), pair) in self.asked.iter().zip(answers.chunks(2)) {
            let [old, new] = pair else { continue };
            if new.refused().len() > old.refused().len() {
                self.wrong.push(format!("{name}: BuildKit does not read it: {:?}", new.refused()));
            }
            if new.instructions.len() > old.instructions.len() * 2 + 8 {
                let (old, new) = (old.instructions.len(), new.instructions.len());
                self.wrong.push(format!("{name}: {old} instructions have become {new}"));
            }
            let froms = |it: &oracle::Answer| {
                it.instructions.iter().filter(|it| it.keyword.eq_ignore_ascii_case("from")).count()
            };
            if froms(old) != froms(new) {
                self.wrong.push(format!("{name}: {} stages have become {}", froms(old), froms(new)));
            }
        }
    }

    /// `DOCKVET_PATCHES` names a file for all that was changed.
    fn report(mut self, what: &str) {
        self.ask();
        eprintln!("{what}: {} files, {} of them changed, {} things wrong", self.files, self.changed, self.wrong.len());
        for ((rule, safety), count) in &self.made {
            eprintln!("  {count:5} {rule} ({safety})");
        }
        if let Some(path) = std::env::var_os("DOCKVET_PATCHES") {
            fs::write(path, &self.patches).expect("the patches can be written");
        }
        let shown: Vec<&String> = self.wrong.iter().take(60).collect();
        assert!(shown.is_empty(), "{shown:#?}");
    }
}

fn titles(made: &[Made]) -> String {
    let titles: Vec<String> = made.iter().map(|it| format!("{}: {}", it.entry.id, it.title)).collect();
    titles.join("; ")
}

/// Rules that find more of warning or above than before.
fn grown(before: &Analysis, after: &Analysis) -> Vec<(String, (usize, usize))> {
    let counts = |analysis: &Analysis| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for it in analysis.diagnostics.iter().filter(|it| it.severity >= Severity::Warning) {
            *counts.entry(it.entry.id.to_owned()).or_default() += 1;
        }
        counts
    };
    let (old, new) = (counts(before), counts(after));
    let old_of = |id: &String| old.get(id).copied().unwrap_or(0);
    new.into_iter()
        .filter(|(id, count)| *count > old_of(id))
        .map(|(id, count)| (id.clone(), (old_of(&id), count)))
        .collect()
}
