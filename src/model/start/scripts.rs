//! The files that a command line names: programs and scripts, and what the texts of scripts say.

use super::line::Resolver;
use super::starters::drops_privileges;
use super::{Needed, Role, StartScript, StartWord, Via};
use crate::model::files::{Content, Found, Look};
use crate::model::path;
use crate::syntax::ast::Text;
use crate::syntax::shell::{self, Dialect};

/// A script with one of these may bring what it runs.
const INSTALLERS: [&str; 8] =
    ["apt-get ", "apk add", "yum install", "dnf install", "pip install", "npm install", "npm i ", "wget -O"];

/// Whether a script starts its arguments.
fn passes_on(text: &str) -> bool {
    let lines = text.lines().map(str::trim_start).filter(|line| !line.starts_with('#'));
    lines.into_iter().any(|line| line.contains("exec") && line.contains("$@") || line.starts_with("\"$@\""))
}

impl Resolver<'_> {
    /// An entry script that ends in `exec "$@"` starts what follows it.
    pub(super) fn after_script(&mut self, program: &StartWord, rest: &[StartWord], folder: Option<&str>) {
        let is_base = program.span.is_none() && program.given.is_none();
        let own = self.entered.and_then(|at| self.start.scripts.get(at));
        let passes_on = match own {
            Some(script) => passes_on(&script.text),
            // The entry scripts of official images do so with what is no flag.
            None => is_base && program.text.as_deref().is_some_and(|it| it.ends_with("entrypoint.sh")),
        };
        let first = rest.first().and_then(|word| word.text.as_deref()).unwrap_or_default();
        if passes_on && is_base && [".js", ".mjs", ".cjs"].iter().any(|end| first.ends_with(end)) {
            return self.need(Role::Script, &rest[0], folder, Some("node"));
        }
        // `set -- server "$@"` puts a program before the file of settings that is given.
        let is_settings =
            [".yml", ".yaml", ".json", ".toml", ".conf", ".ini", ".cfg"].iter().any(|end| first.ends_with(end));
        if is_settings && own.is_some_and(|script| script.text.contains("set -- ")) {
            return;
        }
        if passes_on && !first.is_empty() && !first.starts_with('-') {
            let rest = rest.to_vec();
            self.line_of_words(&rest, folder, false);
        }
    }

    /// Whether a supervisor or server gives up root by its own configuration: s6, uwsgi with a `uid`.
    pub(super) fn is_init(&self, name: &str, words: &[StartWord], folder: Option<&str>) -> bool {
        if name == "init" || name.starts_with("s6-") {
            return true;
        }
        let texts = || words.iter().filter_map(|word| word.text.as_deref());
        let configures = |file: &str| {
            let at = path::join(folder.unwrap_or("/"), file);
            let text = self.model.text_at(self.stage, self.model.stages[self.stage].changes.len(), &at);
            text.is_some_and(|text| text.lines().any(|line| line.trim_start().starts_with("uid")))
        };
        name == "uwsgi"
            && (texts().any(|it| it.starts_with("--uid")) || texts().filter(|it| it.ends_with(".ini")).any(configures))
    }

    pub(super) fn need(&mut self, role: Role, word: &StartWord, folder: Option<&str>, interpreter: Option<&str>) {
        let Some(name) = word.text.clone() else { return };
        if name.is_empty() || name.contains('$') {
            return;
        }
        let (tried, look) = match role {
            // A word of Compose; no image has such a program.
            Role::Program if name == "CMD-SHELL" => (Vec::new(), Look::Absent),
            Role::Program => self.model.find_program(self.stage, self.state, folder, &name),
            Role::Script | Role::Module => self.find_script(&name, folder, interpreter),
        };
        let script = look.found().and_then(|found| self.text_of(found, role, word, interpreter));
        let interpreter = interpreter.map(str::to_owned);
        let (span, given, via) = (word.span, word.given, self.via.clone());
        self.note(Needed { role, name, span, given, tried, look, interpreter, via });
        self.entered = None;
        if let Some(script) = script {
            let index = self.start.scripts.len();
            self.start.drops_privileges |= drops_privileges(&script.text, self.state);
            self.start.scripts.push(script.clone());
            self.inside(&script, word, folder);
            self.entered = Some(index);
        }
    }

    pub(super) fn note(&mut self, needed: Needed) {
        if self.is_inner { self.start.inner.push(needed) } else { self.start.needed.push(needed) }
    }

    /// A script of a shell, or one that the kernel starts, with its text.
    fn text_of(&self, found: &Found, role: Role, word: &StartWord, interpreter: Option<&str>) -> Option<StartScript> {
        if !interpreter.is_none_or(|it| matches!(it, "sh" | "bash" | "ash" | "dash" | "zsh")) {
            return None;
        }
        let (name, text) = match &found.entry.content {
            Content::Context(file) => {
                let source = self.model.context.as_ref()?.read(file)?;
                (Some(file.clone()), source.text().to_owned())
            }
            Content::Text(text) => (None, text.text.clone()),
            Content::Program(_) | Content::Unknown => return None,
        };
        let (span, given, path) = (word.span, word.given, found.path.clone());
        Some(StartScript { name, text, span, given, path, by_kernel: role == Role::Program })
    }

    /// What a shell script itself runs. Silent on one that installs packages first.
    fn inside(&mut self, script: &StartScript, word: &StartWord, folder: Option<&str>) {
        let first = script.text.lines().next().unwrap_or_default();
        let is_shell = !first.starts_with("#!") || first.trim_end().ends_with("sh") || first.contains("sh -");
        if !is_shell || self.depth == 0 || INSTALLERS.iter().any(|name| script.text.contains(name)) {
            return;
        }
        let text = Text { text: script.text.clone(), pieces: Vec::new() };
        let parsed = shell::parse(text, Dialect::Posix);
        if !parsed.understood {
            return;
        }
        let before = (self.via.take(), self.is_inner);
        self.depth -= 1;
        for line in self.commands(&parsed, Some(word), folder) {
            self.via = Some(Via { file: script.name.clone(), path: script.path.clone(), at: line.span });
            self.is_inner = true;
            self.line_of_words(&line.words, line.folder.as_deref(), true);
        }
        self.depth += 1;
        (self.via, self.is_inner) = before;
    }

    /// `. file`: read by the shell itself.
    pub(super) fn sourced(&mut self, rest: &[StartWord], folder: Option<&str>) {
        let Some(word) = rest.first() else { return };
        if word.text.as_deref().is_some_and(|it| it.contains('/')) {
            self.need(Role::Script, word, folder, Some("sh"));
        }
    }

    /// A script argument: relative to the working directory, with the endings its interpreter adds.
    fn find_script(&self, name: &str, folder: Option<&str>, interpreter: Option<&str>) -> (Vec<String>, Look) {
        let at = match (name.starts_with('/'), folder) {
            (true, _) => path::clean(name),
            (false, Some(folder)) => path::join(folder, name),
            (false, None) => return (Vec::new(), Look::Unknown("the working directory is not known".to_owned())),
        };
        let mut tried = vec![at.clone()];
        if matches!(interpreter, Some("node" | "nodejs" | "bun")) {
            let endings = [".js", ".mjs", ".cjs", ".json", ".ts", "/index.js", "/package.json", "/index.mjs"];
            tried.extend(endings.iter().map(|ending| format!("{at}{ending}")));
        }
        let mut doubt = None;
        for at in &tried {
            match self.model.look(self.stage, at) {
                Look::Present(found) => return (tried, Look::Present(found)),
                Look::Unknown(why) => doubt = doubt.or(Some(why)),
                Look::Absent => {}
            }
        }
        (tried, doubt.map_or(Look::Absent, Look::Unknown))
    }
}
