//! The lines of a `.dockerignore`.

use std::collections::{BTreeMap, BTreeSet};

use crate::cache::ecosystems::is_named;
use crate::cache::installs;
use crate::context::dockerignore::{self, gopath};
use crate::context::{Context, Node, UnwantedKind};
use crate::model::Model;
use crate::model::copy::{CopyFrom, SourceState};
use crate::syntax::ast::Kind;

use super::mentions::Texts;
use super::tables::{ALWAYS, AT_ROOT, Group, LANGUAGES, OF_ONE_MACHINE, When};

/// Folders that are looked at for files which tell a language.
const MOST_FOLDERS: usize = 2_000;
/// Secrets that are named one by one.
const MOST_SECRETS: usize = 40;

/// A `.dockerignore`, and what it leaves out.
pub struct Draft {
    /// The whole file, each line ended by `\n`; empty where nothing is to be left out.
    pub text: String,
    /// Its patterns, in the order of the file.
    pub patterns: Vec<String>,
}

/// What the Dockerfiles take from the context by name.
struct Needs {
    /// Paths, there or not, with whether each is a folder.
    paths: BTreeSet<(String, bool)>,
    /// Some instruction takes all.
    takes_all: bool,
    /// One that takes all, in a Dockerfile that builds nothing: what is there is what is wanted.
    takes_results: bool,
}

struct Drafting<'a> {
    context: &'a Context,
    needs: Needs,
    groups: BTreeMap<Group, BTreeSet<String>>,
    /// The lines of the file that was there, in its order, which counts. They come last.
    kept: Vec<String>,
}

pub(super) fn draft(context: &Context, models: &[&Model]) -> Draft {
    let needs = Needs::of(models);
    let mut drafting = Drafting { context, needs, groups: BTreeMap::new(), kept: Vec::new() };
    drafting.history(models);
    drafting.languages();
    drafting.secrets();
    drafting.at_root(models);
    for (group, pattern) in ALWAYS {
        drafting.add(group, pattern);
    }
    drafting.ignored();
    drafting.keep();
    drafting.draft()
}

pub(super) fn allow_list(models: &[&Model]) -> Result<String, String> {
    let mut lines = BTreeSet::new();
    for model in models {
        for copy in model.copies.iter().filter(|copy| matches!(copy.from, CopyFrom::Context)) {
            for source in &copy.sources {
                let line = model.source.line(source.span.start);
                let name = model.source.path().display();
                let path = match &source.state {
                    SourceState::Context { path, .. }
                    | SourceState::Missing { path, .. }
                    | SourceState::Ignored { path } => path,
                    SourceState::Glob { pattern, .. } => pattern,
                    SourceState::Unknown(why) => {
                        return Err(format!("it is not known what `{name}:{line}` takes: {why}"));
                    }
                    _ => continue,
                };
                if path.is_empty() {
                    return Err(format!("`{name}:{line}` takes the whole context: name there what is needed first"));
                }
                lines.insert(format!("!{path}"));
            }
        }
        for (path, _) in mounted(model) {
            if path.is_empty() {
                return Err(format!("a step of `{}` mounts the whole context", model.source.path().display()));
            }
            lines.insert(format!("!{path}"));
        }
    }
    let allowed: String = lines.iter().map(|line| line.clone() + "\n").collect();
    Ok(format!("# Nothing is sent but what the Dockerfiles take\n*\n{allowed}"))
}

/// What bind mounts take of the context: paths that are written out.
fn mounted(model: &Model) -> Vec<(String, bool)> {
    let runs = model.dockerfile.instructions.iter().filter_map(|it| match &it.kind {
        Kind::Run(run) => Some(run),
        _ => None,
    });
    let binds = runs.flat_map(|run| &run.mounts).filter(|it| it.kind() == "bind" && it.get("from").is_none());
    let sources = binds.map(|mount| mount.source().map_or("", |it| it.as_str()));
    let clean = sources.map(|source| crate::model::path::clean(source)[1..].to_owned());
    clean.map(|path| (path, true)).collect()
}

impl Needs {
    fn of(models: &[&Model]) -> Needs {
        let mut needs = Needs { paths: BTreeSet::new(), takes_all: false, takes_results: false };
        let mut is_open = false;
        for model in models {
            let makes = model
                .invocations
                .iter()
                .chain(&model.aside)
                .any(|it| installs::may_install(it) || installs::builds(it));
            let mut take = |path: &str, is_folder: bool| {
                if path.is_empty() {
                    needs.takes_all = true;
                    needs.takes_results |= !makes;
                } else {
                    needs.paths.insert((path.to_owned(), is_folder));
                }
            };
            for copy in model.copies.iter().filter(|copy| matches!(copy.from, CopyFrom::Context)) {
                for source in &copy.sources {
                    match &source.state {
                        SourceState::Context { path, node } => take(path, *node == Node::Folder),
                        SourceState::Missing { path, .. } | SourceState::Ignored { path } => {
                            take(path, false);
                            take(path, true);
                        }
                        SourceState::Glob { pattern, matches, ignored } => {
                            matches.iter().chain(ignored).for_each(|path| take(path, true));
                            take_pattern(pattern, &mut take);
                        }
                        // A variable stands in it: what is written before that is known.
                        SourceState::Unknown(_) => {
                            let written = model.source.slice(source.span).trim_start_matches(['.', '/', '"']);
                            let fixed = written.split('$').next().unwrap_or_default();
                            is_open |= fixed.is_empty();
                            take_pattern(&format!("{fixed}*"), &mut take);
                        }
                        _ => (),
                    }
                }
            }
            for (path, is_folder) in mounted(model) {
                is_open |= path.contains('$');
                take(&path, is_folder);
            }
        }
        needs.takes_results |= is_open;
        needs
    }

    /// Whether a pattern would leave something out that is taken by name.
    fn meet(&self, pattern: &str) -> bool {
        let ignored = dockerignore::from_patterns([pattern]);
        self.paths.iter().any(|(path, is_folder)| ignored.excludes(path, *is_folder))
    }
}

/// A name that the pattern of a COPY may stand for, and the folder that it looks in; with none it may take all.
fn take_pattern(pattern: &str, take: &mut impl FnMut(&str, bool)) {
    let fixed = pattern.split(['*', '?', '[']).next().unwrap_or_default();
    match fixed.rsplit_once('/') {
        Some((folder, _)) => {
            take(&pattern.replace(['*', '?'], "x"), false);
            take(folder, true);
        }
        None if fixed.is_empty() && pattern.len() <= 1 => take("", true),
        None => take(&pattern.replace(['*', '?'], "x"), false),
    }
}

impl Drafting<'_> {
    /// Lists the pattern, unless a Dockerfile takes by name what it stands for.
    fn add(&mut self, group: Group, pattern: &str) {
        let is_listed = self.groups.values().any(|patterns| patterns.contains(pattern));
        if !is_listed && !self.needs.meet(pattern) {
            self.groups.entry(group).or_default().insert(pattern.to_owned());
        }
    }

    fn history(&mut self, models: &[&Model]) {
        if !models.iter().any(|model| model.build_reads_git()) {
            self.add(Group::History, ".git");
        }
    }

    fn languages(&mut self) {
        // Where nothing is built, what lies there is what the image is made of.
        if self.needs.takes_results {
            return;
        }
        let names = names_below(self.context);
        for language in &LANGUAGES {
            if !language.signs.iter().any(|sign| names.iter().any(|name| is_named(sign, name))) {
                continue;
            }
            for (group, pattern, when) in language.patterns {
                let plain = pattern.trim_start_matches("**/").replace(['*', '[', ']'], "x");
                if *when == When::Typical || self.context.git_ignores(&plain) {
                    self.add(*group, pattern);
                }
            }
        }
    }

    /// Variables files that git keeps are settings that the build may read.
    fn secrets(&mut self) {
        let unwanted = self.context.unwanted();
        let is_in_git = |name: &str| {
            let path = name.trim_start_matches("**/").replace('*', "x");
            self.context.node(&path) != Node::Missing && !self.context.git_ignores(&path)
        };
        let listed: Vec<&str> = OF_ONE_MACHINE.into_iter().filter(|it| !is_in_git(it)).collect();
        listed.into_iter().for_each(|it| self.add(Group::Secrets, it));
        let secrets = unwanted.iter().filter(|it| !it.likely_fixture).filter(|it| match it.kind {
            UnwantedKind::Secret => true,
            UnwantedKind::Environment | UnwantedKind::State => it.git_ignored || it.holds_secret,
            _ => false,
        });
        let known = dockerignore::from_patterns(OF_ONE_MACHINE);
        for secret in secrets.filter(|it| !known.excludes(&it.path, false)).take(MOST_SECRETS) {
            self.add(Group::Secrets, &secret.path);
        }
    }

    /// What lies at the root, and what no source or build file names. Where a step asks git, each file that git keeps
    /// and that is missing would make the sources look changed.
    fn at_root(&mut self, models: &[&Model]) {
        if models.iter().any(|model| model.build_reads_git()) {
            return;
        }
        let mut texts = None;
        for (name, _) in self.context.names("") {
            let Some((group, _)) = AT_ROOT.iter().find(|(_, wanted)| gopath::matches(wanted, &name) == Ok(true)) else {
                continue;
            };
            let node = self.context.node(&name);
            let is_checked = matches!(group, Group::Documentation | Group::Tests | Group::Deployment);
            if is_checked && self.needs.takes_all {
                let texts = texts.get_or_insert_with(|| Texts::read(self.context));
                let is_written = models.iter().any(|model| of_commands(model).any(|text| text.contains(stem(&name))));
                if is_written || texts.name(&name, &node) || holds_sources(self.context, &name, *group) {
                    continue;
                }
            }
            self.add(*group, &name);
        }
    }

    /// What git ignores, and what is here all the same.
    fn ignored(&mut self) {
        if self.needs.takes_results {
            return;
        }
        let listed: Vec<String> = self.groups.values().flatten().cloned().collect();
        let listed = dockerignore::from_patterns(listed.iter().map(String::as_str));
        for (name, is_folder) in self.context.names("") {
            let is_plain = !name.contains(['*', '?', '[', '\\', '!', '#']);
            if is_plain && self.context.git_ignores(&name) && !listed.excludes(&name, is_folder) {
                self.add(Group::Ignored, &name);
            }
        }
    }

    /// The lines of the file that was there: somebody wanted them.
    fn keep(&mut self) {
        let Some(source) = &self.context.ignored().source else { return };
        let lines = source.text().lines().map(str::trim).filter(|it| !it.is_empty() && !it.starts_with('#'));
        let listed: BTreeSet<&str> = self.groups.values().flatten().map(String::as_str).collect();
        let is_new = |line: &&str| !listed.contains(line.trim_start_matches('/').trim_end_matches('/'));
        self.kept = lines.filter(is_new).map(str::to_owned).collect();
    }

    fn draft(self) -> Draft {
        let mut text = String::new();
        let mut all = Vec::new();
        let groups = self.groups.into_iter().map(|(group, patterns)| (group.comment(), Vec::from_iter(patterns)));
        let kept = ("As before", self.kept);
        for (comment, patterns) in groups.chain([kept]).filter(|(_, patterns)| !patterns.is_empty()) {
            if !text.is_empty() {
                text += "\n";
            }
            text += &format!("# {comment}\n");
            patterns.iter().for_each(|pattern| text += &format!("{pattern}\n"));
            all.extend(patterns);
        }
        Draft { text, patterns: all }
    }
}

/// The texts of the commands that build and of those that start.
fn of_commands(model: &Model) -> impl Iterator<Item = &str> {
    let commands = model.dockerfile.instructions.iter().filter(|it| {
        matches!(it.kind, Kind::Run(_) | Kind::Cmd(_) | Kind::Entrypoint(_) | Kind::Env(_) | Kind::Healthcheck(_))
    });
    commands.map(|it| model.source.slice(it.span))
}

fn stem(name: &str) -> &str {
    name.split('.').next().filter(|it| !it.is_empty()).unwrap_or(name)
}

/// Whether a folder holds code that a build may take in, as a package of Go in `docs` does.
fn holds_sources(context: &Context, folder: &str, group: Group) -> bool {
    let ends = [".go", ".rs", ".ts", ".tsx", ".js", ".vue", ".java", ".cs", ".csproj", ".php", ".rb"];
    let is_source = |name: &str| ends.iter().any(|end| name.ends_with(end)) || name == "package.json";
    group != Group::Tests && context.names(folder).iter().any(|(name, _)| is_source(name))
}

/// The names of the files of the context, the upper folders first.
fn names_below(context: &Context) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut folders = std::collections::VecDeque::from([String::new()]);
    let mut left = MOST_FOLDERS;
    while let Some(folder) = folders.pop_front().filter(|_| left > 0) {
        left -= 1;
        for (name, is_folder) in context.names(&folder) {
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            match is_folder {
                true if !name.starts_with('.') && name != "node_modules" && name != "vendor" => folders.push_back(path),
                true => (),
                false => drop(names.insert(name)),
            }
        }
    }
    names
}
