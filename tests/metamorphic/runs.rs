//! The properties, and what they are tried on.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;

use dockvet::syntax;
use rayon::prelude::*;

use crate::compare::{Change, Said, Words, changes, created, said};
use crate::exceptions::is_excepted;
use crate::material::{Case, Folder, Subject, corpus, fixtures, repositories};
use crate::moved::Moved;
use crate::{around, less, names, order, rewrite};

type Rewrite = for<'a> fn(&Subject<'a>) -> Option<Moved<'a>>;

/// What a change of the text or of the surroundings may do.
#[derive(Clone, Copy, PartialEq)]
enum Law {
    /// Everything that was said is said again, and nothing else.
    Same,
    /// The same, but that other fixes may be suggested: which edits are right depends on the layout.
    SameButFixes,
    /// The same, but that things may be said in another order, and of the first of them.
    SameButOrder,
    /// The same, but that something may be said of what was written.
    SameBesides,
    /// No rule speaks of a place of which it did not speak before, but of what was written.
    NothingNew,
}

impl Law {
    /// What was said before or after against the law.
    fn broken(self, case: &Case, before: &[Said], after: &[Said]) -> Vec<Change> {
        let without_fixes = |all: &[Said]| all.iter().map(Said::without_fixes).collect::<Vec<_>>();
        let without_order = |all: &[Said]| all.iter().map(Said::without_order).collect::<Vec<_>>();
        match self {
            Law::Same | Law::SameBesides => changes(before, after),
            Law::SameButFixes => changes(&without_fixes(before), &without_fixes(after)),
            Law::SameButOrder => changes(&without_order(before), &without_order(after)),
            Law::NothingNew => created(before, after, &case.instructions()),
        }
    }
}

const REWRITES: &[(&str, Law, Rewrite)] = &[
    ("comments", Law::SameButFixes, rewrite::comments),
    ("blank lines", Law::Same, rewrite::blank_lines),
    ("lines split at blanks", Law::SameButFixes, rewrite::split_lines),
    ("lines split in words", Law::SameButFixes, rewrite::split_words),
    ("escape character", Law::SameButFixes, rewrite::escape_switched),
    ("heredoc", Law::SameButFixes, rewrite::heredoc),
    ("heredoc of lines", Law::SameButFixes, rewrite::heredoc_lines),
    ("lower-case keywords", Law::Same, rewrite::lower_case),
    ("upper-case keywords", Law::Same, rewrite::upper_case),
    ("carriage returns", Law::Same, rewrite::carriage_returns),
    ("byte order mark", Law::Same, rewrite::byte_order_mark),
    ("trailing blanks", Law::SameButFixes, rewrite::trailing_blanks),
    ("stages renamed", Law::Same, names::stages_renamed),
    ("spare stage in front", Law::SameBesides, names::spare_stage_in_front),
    ("spare stage before the last", Law::SameBesides, names::spare_stage_before_last),
    ("order of flags", Law::SameButOrder, order::flags),
    ("order of pairs", Law::SameButOrder, order::pairs),
    ("order of ports", Law::SameButOrder, order::ports),
    ("order of sources", Law::SameButOrder, order::sources),
    ("order of mount fields", Law::SameButOrder, order::fields),
    ("order of packages", Law::SameButOrder, order::packages),
    ("unknown script first", Law::NothingNew, less::script_first),
    ("unknown script last", Law::NothingNew, less::script_last),
    ("unknown program first", Law::NothingNew, less::variable_first),
    ("unknown program last", Law::NothingNew, less::variable_last),
    ("private base", Law::NothingNew, less::private_base),
    ("base in an argument", Law::NothingNew, less::base_in_argument),
    ("unknown commands", Law::NothingNew, less::unknown_commands),
];

type Surroundings = fn(&Folder) -> Folder;

const AROUND: &[(&str, Law, Surroundings)] = &[
    ("file added", Law::Same, around::file_added),
    ("missing files added", Law::NothingNew, around::missing_files_added),
    ("line of the ignore file", Law::SameBesides, around::line_ignored),
    ("another place", Law::Same, around::elsewhere),
    ("order of the walk", Law::Same, around::reordered),
];

#[derive(Default)]
struct Counts {
    /// How often each change was tried, and how many differences it made.
    tried: BTreeMap<&'static str, (usize, usize)>,
    differences: Vec<String>,
}

impl Counts {
    fn add(&mut self, change: &'static str, case: &Case, found: Vec<Change>) {
        let found = found.iter().filter(|it| !is_excepted(change, it.said().rule));
        let lines: Vec<String> = found.map(|it| format!("{change}: {}: {it}", case.name)).collect();
        let (tried, differences) = self.tried.entry(change).or_default();
        *tried += 1;
        *differences += lines.len();
        self.differences.extend(lines);
    }

    fn report(mut self, what: &str) {
        self.differences.sort();
        let mut text = format!("{what}: {} differences\n", self.differences.len());
        for (change, (tried, differences)) in &self.tried {
            let _ = writeln!(text, "  {change}: {tried} tried, {differences} differences");
        }
        eprint!("{text}");
        if let Some(path) = std::env::var_os("DOCKVET_DIFFERENCES") {
            let path = PathBuf::from(path).join(what.replace(' ', "-"));
            std::fs::write(path, self.differences.join("\n")).expect("the differences can be written");
        }
        assert!(!self.tried.is_empty(), "nothing was tried");
        let shown: Vec<&String> = self.differences.iter().take(40).collect();
        assert!(shown.is_empty(), "{shown:#?}");
    }
}

/// Tries every rewrite on a Dockerfile.
fn rewrites(case: &Case, counts: &Mutex<Counts>) {
    let source = &case.build.source;
    let dockerfile = syntax::parse(source);
    let subject =
        Subject { text: source.text(), dockerfile: &dockerfile, is_named_elsewhere: case.is_named_elsewhere() };
    let same: Words = &str::to_owned;
    let before = said(&case.analyze(None), None, &case.root, same);
    for (change, law, rewrite) in REWRITES {
        let Some(moved) = rewrite(&subject) else { continue };
        let stated = (*change == "escape character").then(|| rewrite::shell_stated(&subject)).flatten();
        let stated = stated.map(|it| said(&case.analyze(Some(it.text())), Some(&it), &case.root, same));
        let before = stated.as_ref().unwrap_or(&before);
        let words: Words = if *change == "stages renamed" { &names::old_names } else { same };
        let mut analysis = case.analyze(Some(moved.text()));
        if matches!(law, Law::SameBesides | Law::NothingNew) {
            analysis.diagnostics.retain(|it| it.finding.file.is_some() || !moved.is_new(it.span()));
        }
        let after = said(&analysis, Some(&moved), &case.root, words);
        counts.lock().expect("nobody panics").add(change, case, law.broken(case, before, &after));
    }
}

/// Tries every change of the surroundings on a repository.
fn surroundings(folder: &Folder, counts: &Mutex<Counts>) {
    let same: Words = &str::to_owned;
    let plain = around::laid(folder, "", |_| ());
    let before: Vec<_> = plain.cases().map(|case| said(&case.analyze(None), None, &case.root, same)).collect();
    for (change, law, make) in AROUND {
        let changed = make(folder);
        for (case, before) in changed.cases().zip(&before) {
            let mut analysis = case.analyze(None);
            if *law == Law::SameBesides {
                let is_new = |line: &str| line.contains("of-no-file");
                analysis.diagnostics.retain(|it| !is_new(it.source.slice(it.span())));
            }
            let after = said(&analysis, None, &case.root, same);
            counts.lock().expect("nobody panics").add(change, &case, law.broken(&case, before, &after));
        }
    }
}

/// What is known only from the surroundings: without them nothing new is said.
fn forgotten(case: &Case, counts: &Mutex<Counts>) {
    let same: Words = &str::to_owned;
    let before = said(&case.analyze(None), None, &case.root, same);
    let after = said(&case.alone().analyze(None), None, &case.root, same);
    counts.lock().expect("nobody panics").add("no surroundings", case, created(&before, &after, &case.instructions()));
}

fn look(folders: &[Folder], what: &str) {
    let counts = Mutex::new(Counts::default());
    folders.par_iter().for_each(|folder| {
        for case in folder.cases() {
            rewrites(&case, &counts);
            forgotten(&case, &counts);
        }
    });
    counts.into_inner().expect("nobody panics").report(what);
}

fn look_around(folders: &[Folder], what: &str) {
    let counts = Mutex::new(Counts::default());
    folders.par_iter().for_each(|folder| surroundings(folder, &counts));
    counts.into_inner().expect("nobody panics").report(what);
}

/// Every so many fixtures are taken.
const STEP: usize = 13;

#[test]
fn fixtures_mean_the_same_however_they_are_written() {
    look(&fixtures(0, STEP), "fixtures");
}

#[test]
fn fixtures_mean_the_same_wherever_they_stand() {
    look_around(&fixtures(5, STEP), "surroundings of fixtures");
}

#[test]
fn real_dockerfiles_mean_the_same_however_they_are_written() {
    let Some(paths) = corpus() else { return eprintln!("skipped: `DOCKVET_CORPUS` is not set") };
    let counts = Mutex::new(Counts::default());
    paths.par_iter().filter_map(|path| Case::flat(path)).for_each(|case| rewrites(&case, &counts));
    counts.into_inner().expect("nobody panics").report("corpus");
}

#[test]
fn real_repositories_mean_the_same() {
    let Some(roots) = repositories() else { return eprintln!("skipped: `DOCKVET_REPOSITORIES` is not set") };
    let name = |root: &PathBuf| root.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folders: Vec<Folder> = roots.iter().map(|root| Folder::open(name(root), root.clone(), None)).collect();
    look(&folders, "repositories");
}

#[test]
fn real_repositories_mean_the_same_wherever_they_stand() {
    let Some(roots) = repositories() else { return eprintln!("skipped: `DOCKVET_REPOSITORIES` is not set") };
    let name = |root: &PathBuf| root.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folders: Vec<Folder> = roots.iter().map(|root| Folder::open(name(root), root.clone(), None)).collect();
    look_around(&folders, "surroundings of repositories");
}
