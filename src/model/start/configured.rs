//! Programs that a supervisor starts by its configuration, and configurations that a server is started with.

use super::line::Resolver;
use super::{Role, StartWord, Via};
use crate::model::files::{Content, Look};
use crate::model::path;
use crate::source::Span;
use crate::syntax::ast::Text;
use crate::syntax::shell::{self, Dialect};

impl Resolver<'_> {
    pub(super) fn configured(&mut self, name: &str, program: &StartWord, rest: &[StartWord], folder: &str) {
        let flag = |flags: &[&str]| {
            let at = rest.iter().position(|word| word.text.as_deref().is_some_and(|it| flags.contains(&it)))?;
            rest.get(at + 1)
        };
        match name {
            "supervisord" => {
                if let Some(word) = flag(&["-c", "--configuration"]) {
                    self.supervisor(word, folder);
                }
            }
            "foreman" | "honcho" if rest.first().is_some_and(|it| it.text.as_deref() == Some("start")) => {
                let named = flag(&["-f", "--procfile"]).and_then(|word| word.text.as_deref());
                let process = rest.get(1).and_then(|word| word.text.as_deref()).filter(|it| !it.starts_with('-'));
                let at = path::join(folder, named.unwrap_or("Procfile"));
                self.procfile(&at, process, program, folder);
            }
            "nginx" => {
                if let Some(word) =
                    flag(&["-c"]).filter(|word| word.text.as_deref().is_some_and(|it| it.starts_with('/')))
                {
                    self.need(Role::Script, word, Some(folder), Some("nginx"));
                }
            }
            "puma" => {
                if let Some(word) = flag(&["-C", "--config"]).filter(|word| word.text.as_deref() != Some("-")) {
                    self.need(Role::Script, word, Some(folder), Some("puma"));
                }
            }
            _ => {}
        }
    }

    /// `command=` of each `[program:x]`.
    fn supervisor(&mut self, word: &StartWord, folder: &str) {
        let Some(name) = word.text.clone() else { return };
        self.need(Role::Script, word, Some(folder), Some("supervisord"));
        let Some((file, text)) = self.context_text(&path::join(folder, &name)) else { return };
        let at = path::join(folder, &name);
        let mut lines: Vec<(String, Span)> = Vec::new();
        let mut within = (String::new(), None, true);
        let mut offset = 0;
        let own_folder = folder.to_owned();
        let mut programs = Vec::new();
        for line in text.split_inclusive('\n').chain(["[end]"]) {
            let start = offset;
            offset += line.len();
            let line = line.trim_end();
            if line.starts_with('[') {
                if within.0.starts_with("[program:") && within.2 {
                    programs.extend(lines.drain(..).map(|it| (it, within.1.clone())));
                }
                lines.clear();
                within = (line.to_owned(), Some(own_folder.clone()), true);
                continue;
            }
            let Some((key, value)) = line.split_once('=') else { continue };
            let value = value.split(" ;").next().unwrap_or_default().trim();
            match key.trim() {
                "command" => lines.push((value.to_owned(), Span::new(start..start + line.len()))),
                "directory" => within.1 = (!value.contains("%(")).then(|| path::join(&own_folder, value)),
                "autostart" => within.2 = !value.eq_ignore_ascii_case("false"),
                "environment" if value.contains("PATH") => within.2 = false,
                _ => {}
            }
        }
        for ((command, span), folder) in programs.into_iter().take(50) {
            let via = Via { file: Some(file.clone()), path: at.clone(), at: span };
            self.configured_line(&command, word, via, folder.as_deref());
        }
    }

    /// `web: command`, by the shell.
    fn procfile(&mut self, at: &str, process: Option<&str>, word: &StartWord, folder: &str) {
        let Some((file, text)) = self.context_text(at) else { return };
        let mut offset = 0;
        for line in text.split_inclusive('\n').take(50) {
            let span = Span::new(offset..offset + line.trim_end().len());
            offset += line.len();
            let Some((name, command)) = line.split_once(':').filter(|(name, _)| !name.starts_with('#')) else {
                continue;
            };
            if process.is_some_and(|process| process != name) {
                continue;
            }
            let via = Via { file: Some(file.clone()), path: at.to_owned(), at: span };
            self.configured_line(command.trim(), word, via, Some(folder));
        }
    }

    fn configured_line(&mut self, command: &str, word: &StartWord, via: Via, folder: Option<&str>) {
        // `%(ENV_NAME)s` is known to the supervisor only.
        if self.depth == 0 || command.contains("%(") {
            return;
        }
        let script = shell::parse(Text { text: command.to_owned(), pieces: Vec::new() }, Dialect::Posix);
        if !script.understood {
            return;
        }
        self.depth -= 1;
        let before = self.via.replace(via);
        for line in self.commands(&script, Some(word), folder) {
            self.line_of_words(&line.words, line.folder.as_deref(), true);
        }
        self.via = before;
        self.depth += 1;
    }

    /// The context file that stands at a path of the image, and its text.
    fn context_text(&self, at: &str) -> Option<(String, String)> {
        let Look::Present(found) = self.model.look(self.stage, at) else { return None };
        let Content::Context(file) = &found.entry.content else { return None };
        let source = self.model.context.as_ref()?.read(file)?;
        Some((file.clone(), source.text().to_owned()))
    }
}
