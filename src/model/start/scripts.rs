//! The files that a command line names: programs and scripts, and what the texts of scripts say.

use super::line::Resolver;
use super::starters::drops_privileges;
use super::{Needed, Role, StartScript, StartWord};
use crate::model::files::{Content, Look};
use crate::model::path;

impl Resolver<'_> {
    /// An entry script that ends in `exec "$@"` starts what follows it.
    pub(super) fn after_script(&mut self, program: &StartWord, rest: &[StartWord], folder: Option<&str>) {
        let is_base = program.span.is_none() && program.given.is_none();
        let mut scripts = self.start.scripts.iter().rev();
        let own = scripts.find(|script| script.span == program.span && script.given == program.given);
        let passes_on = match own {
            Some(script) => script.text.lines().any(|line| line.contains("exec") && line.contains("$@")),
            // The entry scripts of official images do so with what is no flag.
            None => is_base && program.text.as_deref().is_some_and(|it| it.ends_with("entrypoint.sh")),
        };
        let first = rest.first().and_then(|word| word.text.as_deref()).unwrap_or_default();
        if passes_on && is_base && [".js", ".mjs", ".cjs"].iter().any(|end| first.ends_with(end)) {
            return self.need(Role::Script, &rest[0], folder, Some("node"));
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
            Role::Program => self.model.find_program(self.stage, self.state, folder, &name),
            Role::Script => self.find_script(&name, folder, interpreter),
        };
        if let Look::Present(found) = &look {
            let (file, text) = match &found.entry.content {
                Content::Context(file) => {
                    let text = self.model.context.as_ref().and_then(|context| context.read(file));
                    (Some(file.clone()), text.map(|source| source.text().to_owned()))
                }
                Content::Text(text) => (None, Some(text.text.clone())),
                Content::Program(_) | Content::Unknown => (None, None),
            };
            let is_shell = interpreter.is_none_or(|it| matches!(it, "sh" | "bash" | "ash" | "dash" | "zsh"));
            if let Some(text) = text.filter(|_| is_shell) {
                self.start.drops_privileges |= drops_privileges(&text, self.state);
                let by_kernel = role == Role::Program;
                let path = found.path.clone();
                let (span, given) = (word.span, word.given);
                self.start.scripts.push(StartScript { name: file, text, span, given, path, by_kernel });
            }
        }
        let interpreter = interpreter.map(str::to_owned);
        let (span, given) = (word.span, word.given);
        self.start.needed.push(Needed { role, name, span, given, tried, look, interpreter });
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
