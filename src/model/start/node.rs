//! `npm start` and its kin: scripts of `package.json`, and the packages whose programs they run.

use serde_json::Value as Json;

use super::line::Resolver;
use super::{MissingScript, OmittedTool, StartWord, Via};
use crate::facts::commands::Arg;
use crate::model::files::{Look, StageId, Tree, What};
use crate::model::names;
use crate::model::path;
use crate::model::run::Invocation;
use crate::source::Span;
use crate::syntax::ast::Text;
use crate::syntax::shell::{self, Dialect, Reach};

/// Programs that do not go by the name of the package that brings them.
const PROGRAMS: [(&str, &str); 20] = [
    ("astro", "astro"),
    ("babel-node", "@babel/node"),
    ("docusaurus", "@docusaurus/core"),
    ("dotenv", "dotenv-cli"),
    ("medusa", "@medusajs/cli"),
    ("nest", "@nestjs/cli"),
    ("ng", "@angular/cli"),
    ("nodemon", "nodemon"),
    ("prisma", "prisma"),
    ("react-router-serve", "@react-router/serve"),
    ("remix", "@remix-run/dev"),
    ("remix-serve", "@remix-run/serve"),
    ("run-p", "npm-run-all"),
    ("run-s", "npm-run-all"),
    ("sequelize", "sequelize-cli"),
    ("strapi", "@strapi/strapi"),
    ("tsc", "typescript"),
    ("vue-cli-service", "@vue/cli-service"),
    ("webpack", "webpack-cli"),
    ("webpack-dev-server", "webpack-dev-server"),
];

/// Subcommands of yarn and pnpm, which are no scripts.
const OWN_COMMANDS: [&str; 32] = [
    "add",
    "audit",
    "bin",
    "cache",
    "config",
    "create",
    "dedupe",
    "deploy",
    "dlx",
    "exec",
    "generate-lock-entry",
    "global",
    "help",
    "i",
    "import",
    "info",
    "init",
    "install",
    "link",
    "list",
    "node",
    "pack",
    "patch",
    "publish",
    "remove",
    "server",
    "set",
    "store",
    "unlink",
    "up",
    "version",
    "why",
];

/// What a command line of a package manager runs.
struct Asked {
    script: String,
    /// The word that names it, counted from the program's name on.
    at: usize,
    folder: String,
    /// Whether the manager says nothing, or tries something else, where there is no such script.
    lenient: bool,
}

impl Resolver<'_> {
    pub(super) fn package_manager(&mut self, name: &str, program: &StartWord, rest: &[StartWord], folder: &str) {
        let Some(asked) = asked(name, rest, folder) else { return };
        let at = path::child(&asked.folder, "package.json");
        let changes = self.model.stages[self.stage].changes.len();
        let Look::Present(found) = self.model.look_at(self.stage, changes, &at) else { return };
        let crate::model::files::Content::Context(manifest) = &found.entry.content else { return };
        let Some(text) = self.model.text_at(self.stage, changes, &at) else { return };
        let Ok(json) = serde_json::from_str::<Json>(&text) else { return };
        let scripts = json.get("scripts").and_then(Json::as_object);
        let script = scripts.and_then(|scripts| scripts.get(&asked.script)).and_then(Json::as_str);
        let word = rest.get(asked.at).unwrap_or(program);
        let Some(script) = script else {
            // `npm start` without a script runs this file.
            let fallback = path::child(&asked.folder, "server.js");
            let falls_back = asked.script == "start" && !self.model.look(self.stage, &fallback).is_absent();
            if !asked.lenient && !falls_back && !self.is_rewritten(&at) {
                let known = scripts.into_iter().flatten().map(|(name, _)| name.as_str());
                let near = names::nearest(&asked.script, known).map(str::to_owned);
                let (span, given, via) = (word.span, word.given, self.via.clone());
                let (name, manifest) = (asked.script, manifest.clone());
                self.start.missing_scripts.push(MissingScript { name, span, given, manifest, near, via });
            }
            return;
        };
        let via = Via { file: Some(manifest.clone()), path: at, at: place_of(&text, &asked.script) };
        self.package_script(&json, &asked, script, word, via);
    }

    /// The commands of a script, in the folder of its `package.json`.
    fn package_script(&mut self, json: &Json, asked: &Asked, script: &str, word: &StartWord, via: Via) {
        if self.depth == 0 {
            return;
        }
        let parsed = shell::parse(Text { text: script.to_owned(), pieces: Vec::new() }, Dialect::Posix);
        if !parsed.understood {
            return;
        }
        self.depth -= 1;
        let before = self.via.replace(via.clone());
        for line in self.commands(&parsed, Some(word), Some(&asked.folder)) {
            let words = unwrapped(&line.words);
            let Some(program) = words.first().and_then(|word| word.text.clone()) else { continue };
            let folder = line.folder.as_deref().unwrap_or(&asked.folder);
            match path::file_name(&program) {
                "npm" | "yarn" | "pnpm" | "bun" => {
                    let name = path::file_name(&program).to_owned();
                    self.package_manager(&name, &words[0].clone(), &words[1..], folder);
                }
                "node" => self.line_of_words(words, Some(folder), true),
                _ if !program.contains('/') && folder == asked.folder => {
                    self.local_program(json, asked, &program, word, &via);
                }
                _ => {}
            }
        }
        self.via = before;
        self.depth += 1;
    }

    /// A program that a package brings: noted where only a development dependency does, and these are left out.
    fn local_program(&mut self, json: &Json, asked: &Asked, program: &str, word: &StartWord, via: &Via) {
        let listed = |kind: &str, package: &str| json.get(kind).and_then(|list| list.get(package)).is_some();
        let known = PROGRAMS.iter().find(|(name, _)| *name == program).map_or(program, |(_, package)| package);
        let kept = ["dependencies", "optionalDependencies", "peerDependencies"];
        if !listed("devDependencies", known) || kept.iter().any(|kind| listed(kind, known) || listed(kind, program)) {
            return;
        }
        if self.model.find_program(self.stage, self.state, None, program).1.is_present() || self.is_locked(asked, known)
        {
            return;
        }
        let Some(instruction) = self.omitting(&asked.folder, known) else { return };
        let (span, given) = (word.span, word.given);
        let (script, package, program) = (asked.script.clone(), known.to_owned(), program.to_owned());
        let tool = OmittedTool { program, package, script, span, given, via: via.clone(), instruction };
        self.start.omitted_tools.push(tool);
    }

    /// Whether a dependency of another package brings `package` all the same, as the lock file says.
    fn is_locked(&self, asked: &Asked, package: &str) -> bool {
        let changes = self.model.stages[self.stage].changes.len();
        let at = path::child(&asked.folder, "package-lock.json");
        let Some(text) = self.model.text_at(self.stage, changes, &at) else { return false };
        let Ok(json) = serde_json::from_str::<Json>(&text) else { return false };
        let entry = json.get("packages").and_then(|it| it.get(format!("node_modules/{package}")));
        entry.is_some_and(|entry| entry.get("dev").and_then(Json::as_bool) != Some(true))
    }

    /// Whether a command of the build writes the `package.json` anew.
    fn is_rewritten(&self, at: &str) -> bool {
        let name = |it: &Invocation, name: &str| matches!(it.argv.first(), Some(Arg::Known(first)) if first == name);
        self.model.invocations.iter().any(|it| {
            let known = |text: &str| it.argv.iter().any(|arg| matches!(arg, Arg::Known(arg) if arg.contains(text)));
            known("package.json") && !name(it, "cp") && !known(&format!("{at}.bak")) || known("pkg") && name(it, "npm")
        })
    }

    /// The instruction whose install of the packages in `folder` leaves out development dependencies, where it is
    /// the one that the image's `node_modules` come from.
    fn omitting(&self, folder: &str, package: &str) -> Option<usize> {
        let (stage, folder) = self.modules_from(folder)?;
        let chain: Vec<StageId> = self.model.chain(stage).map(|stage| stage.id).collect();
        let mut verdict = None;
        for it in self.model.invocations.iter().filter(|it| chain.contains(&it.stage)) {
            let Some(install) = install(it) else { continue };
            if install.names.iter().any(|name| name.as_deref().is_none_or(|name| name.starts_with(package))) {
                return None;
            }
            if it.folder.as_deref() != Some(&folder) || install.is_global || !install.names.is_empty() {
                continue;
            }
            if it.reach == Reach::Maybe {
                return None;
            }
            verdict = self.leaves_out(it, &install).then_some(it.instruction);
        }
        verdict
    }

    fn leaves_out(&self, it: &Invocation, install: &Install) -> bool {
        if let Some(asked) = install.production {
            return asked;
        }
        let state = self.model.stages[it.stage].before(it.instruction);
        let production = state.env_value("NODE_ENV") == Some("production");
        // Yarn 2 and later, and Bun, ask no such variable.
        let asks = match install.manager.as_str() {
            "npm" | "pnpm" => true,
            "yarn" => self.model.context.as_ref().is_some_and(|context| {
                context.node(".yarnrc.yml") == crate::context::Node::Missing
                    && context.read("package.json").is_some_and(|it| !it.text().contains("\"packageManager\""))
            }),
            _ => false,
        };
        production && asks
    }

    /// The stage and the folder where the `node_modules` of `folder` are installed; `None` where that is not sure.
    fn modules_from(&self, folder: &str) -> Option<(StageId, String)> {
        let at = path::child(folder, "node_modules");
        for change in self.model.chain(self.stage).flat_map(|stage| stage.changes.iter().rev()) {
            match &change.what {
                What::Tree { path: placed, from: Tree::Stage { stage, at: None, path: source }, .. } => {
                    let Some(rest) = path::below(&at, placed) else { continue };
                    let origin = path::child(source, rest);
                    return Some((*stage, path::parent(&origin).to_owned()));
                }
                What::Tree { path: placed, from: Tree::Image { .. }, .. } if path::below(&at, placed).is_some() => {
                    return None;
                }
                // The install itself opens this folder.
                What::Open { path: opened, .. } if *opened == at => return Some((self.stage, folder.to_owned())),
                _ => {}
            }
        }
        None
    }
}

/// What an install or a prune asks for.
struct Install {
    manager: String,
    /// Whether development dependencies are left out, where the command says.
    production: Option<bool>,
    is_global: bool,
    /// Packages that are named; `None`: not known.
    names: Vec<Option<String>>,
}

fn install(it: &Invocation) -> Option<Install> {
    let texts: Vec<Option<&str>> = it
        .argv
        .iter()
        .map(|arg| match arg {
            Arg::Known(text) => Some(text.as_str()),
            Arg::Glob(_) | Arg::Unknown => None,
        })
        .collect();
    let manager = path::file_name(texts.first().copied().flatten()?).to_owned();
    if !matches!(manager.as_str(), "npm" | "yarn" | "pnpm" | "bun") {
        return None;
    }
    let operands: Vec<Option<&str>> =
        texts[1..].iter().copied().filter(|it| it.is_none_or(|it| !it.starts_with('-'))).collect();
    let has = |flags: &[&str]| texts.iter().flatten().any(|text| flags.contains(text));
    let subcommand = operands.first().copied().flatten().unwrap_or(if manager == "yarn" { "install" } else { "" });
    let mut names = operands.iter().skip(1).map(|it| it.map(str::to_owned)).collect::<Vec<_>>();
    let installs = match subcommand {
        "install" | "ci" | "i" | "add" | "clean-install" | "prune" => true,
        "global" if manager == "yarn" => true,
        "workspaces" if manager == "yarn" && has(&["focus"]) => {
            names.clear();
            true
        }
        _ => false,
    };
    // The value of a flag written apart is no package.
    let valued =
        ["--omit", "--include", "--only", "--loglevel", "--registry", "--cache", "--network-timeout", "--prefix"];
    let value = |flag: &str| {
        let at = texts.iter().position(|it| *it == Some(flag))?;
        texts.get(at + 1).copied().flatten()
    };
    names.retain(|name| !valued.iter().any(|flag| value(flag).is_some() && value(flag) == name.as_deref()));
    let omits = ["--omit=dev", "--production", "--prod", "--only=production", "--only=prod", "--production=true", "-P"];
    let keeps = ["--include=dev", "--production=false", "--dev", "-D", "--prod=false", "--only=dev"];
    let production = match () {
        () if has(&keeps) || value("--include") == Some("dev") => Some(false),
        () if has(&omits) || value("--omit") == Some("dev") => Some(true),
        () if matches!(value("--only"), Some("prod" | "production")) => Some(true),
        () if manager == "bun" && has(&["-p"]) => Some(true),
        () => None,
    };
    let is_global = has(&["-g", "--global"]) || subcommand == "global";
    installs.then_some(Install { manager, production, is_global, names })
}

/// What a command line of `name` asks to run.
fn asked(name: &str, rest: &[StartWord], folder: &str) -> Option<Asked> {
    let texts: Vec<&str> = rest.iter().map(|word| word.text.as_deref()).collect::<Option<_>>()?;
    if name == "node" {
        let at = texts.iter().position(|it| *it == "--run")? + 1;
        return Some(Asked { script: (*texts.get(at)?).to_owned(), at, folder: folder.to_owned(), lenient: false });
    }
    if !matches!(name, "npm" | "yarn" | "pnpm" | "bun") {
        return None;
    }
    if texts.contains(&"--if-present") {
        return None;
    }
    let (operands, folder) = operands(&texts, folder)?;
    let first = *operands.first()?;
    let runs = matches!(texts[first], "run" | "run-script");
    let at = if runs { *operands.get(1)? } else { first };
    let script = texts[at].to_owned();
    // `yarn x` and `pnpm x` may also run a program of a package, and `bun run` a file.
    let lenient = match name {
        "npm" if runs => false,
        "npm" => !matches!(script.as_str(), "start" | "test"),
        "pnpm" => !(runs || script == "start"),
        "yarn" => script != "start" && !script.contains(':'),
        _ => true,
    };
    if name == "npm" && !runs && !matches!(script.as_str(), "start" | "test" | "stop" | "restart") {
        return None;
    }
    if !runs && OWN_COMMANDS.contains(&script.as_str()) || script == "env" {
        return None;
    }
    Some(Asked { script, at, folder, lenient })
}

/// The places of the words that are no flags, up to the script's name, and the folder that flags name; `None` where
/// another package of the repository is meant.
fn operands(texts: &[&str], folder: &str) -> Option<(Vec<usize>, String)> {
    let mut folder = folder.to_owned();
    let mut operands = Vec::new();
    let mut at = 0;
    while let Some(text) = texts.get(at) {
        match *text {
            "--" => break,
            "--prefix" | "--cwd" | "-C" | "--dir" => {
                folder = path::join(&folder, texts.get(at + 1)?);
                at += 1;
            }
            "--loglevel" => at += 1,
            // Another package of the repository is meant.
            "-w" | "--workspace" | "--filter" | "-F" | "-r" | "--recursive" | "-ws" | "--workspaces" => {
                return None;
            }
            it if it.starts_with('-') => {
                if let Some((flag, value)) = it.split_once('=') {
                    match flag {
                        "--prefix" | "--cwd" | "--dir" => folder = path::join(&folder, value),
                        "--workspace" | "--filter" => return None,
                        _ => {}
                    }
                }
            }
            _ => operands.push(at),
        }
        at += 1;
        // What follows the script's name is its own.
        if operands.len() == 2 || operands.len() == 1 && !matches!(texts[operands[0]], "run" | "run-script") {
            break;
        }
    }
    Some((operands, folder))
}

/// The words without `A=B`, `cross-env` and what else only sets variables.
fn unwrapped(words: &[StartWord]) -> &[StartWord] {
    let mut rest = words;
    while let Some(text) = rest.first().and_then(|word| word.text.as_deref()) {
        if !(text.contains('=') || matches!(text, "cross-env" | "cross-env-shell" | "exec" | "env")) {
            break;
        }
        rest = &rest[1..];
    }
    rest
}

/// Where a script stands in the text of `package.json`.
fn place_of(text: &str, script: &str) -> Span {
    let scripts = text.find("\"scripts\"").unwrap_or_default();
    let at = text[scripts..].find(&format!("\"{script}\"")).map_or(0, |at| scripts + at);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    Span::new(at..at + text[at..end].trim_end_matches([',', '\r']).len())
}
