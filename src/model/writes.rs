//! What a start script writes when the container starts.

use crate::facts::commands::{self, Arg, Call, Effect};
use crate::source::Span;
use crate::syntax::ast::Text;
use crate::syntax::expand::Value;
use crate::syntax::shell::{self, Command, Dialect, Link, Reach, RedirectKind, ShellWord, Step};

use super::Model;
use super::files::StageId;
use super::path;
use super::start::StartScript;
use super::words;

/// Commands of one script that are looked at.
const MOST_COMMANDS: usize = 1_000;

/// A path that a script surely writes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptWrite {
    /// Absolute and clean.
    pub path: String,
    /// The command, in the text of the script.
    pub span: Span,
    /// A new file takes the place of the old one, as `sed -i` does: the folder must be writable, not the file.
    pub replaced: bool,
}

impl Model {
    /// What `script` of `stage` surely writes before it starts the program, where the path is known.
    ///
    /// `changed` names the variables that the platform sets: their values are not known. What is allowed to
    /// fail (`cmd || true`), stands in a branch, or writes to a device, is left out.
    pub fn written_by(&self, stage: StageId, script: &StartScript, changed: &[&str]) -> Vec<ScriptWrite> {
        let Some(state) = self.stages.get(stage).map(|stage| stage.end()) else { return Vec::new() };
        let parsed = shell::parse(Text { text: script.text.clone(), pieces: Vec::new() }, Dialect::Posix);
        if !parsed.understood {
            return Vec::new();
        }
        let commands: Vec<&Command> = parsed.commands().take(MOST_COMMANDS).collect();
        // What the script itself assigns is not followed.
        let assigned = |name: &str| commands.iter().flat_map(|it| &it.assignments).any(|it| it.name == name);
        let lookup = |name: &str| match state.env.get(name) {
            _ if changed.contains(&name) || assigned(name) => Some(Value::Unknown("it is set at run time".to_owned())),
            Some(variable) => Some(variable.value.clone()),
            None => Some(Value::Unknown("it may be set at run time".to_owned())),
        };
        let mut writer = Writer { model: self, stage, folder: state.folder().map(str::to_owned), out: Vec::new() };
        let mut functions = parsed.steps.iter().filter(|step| matches!(step, Step::Enter));
        let is_plain = functions.next().is_none();
        for (at, command) in commands.iter().enumerate() {
            let may_fail = commands.get(at + 1).is_some_and(|next| next.link == Link::Or);
            let name = command.name().unwrap_or_default();
            if command.reach == Reach::Always && !may_fail {
                writer.command(command, &lookup);
            } else if name == "cd" {
                writer.folder = None;
            }
            // What follows does not run any more; inside of parentheses it may.
            if command.reach == Reach::Always && is_plain && matches!(name.as_str(), "exec" | "exit") {
                break;
            }
        }
        writer.out
    }
}

struct Writer<'a> {
    model: &'a Model,
    stage: StageId,
    folder: Option<String>,
    out: Vec<ScriptWrite>,
}

impl Writer<'_> {
    fn command(&mut self, command: &Command, lookup: &dyn Fn(&str) -> Option<Value>) {
        let known = |word: &ShellWord| match words::joined(word, lookup) {
            Arg::Known(text) => Some(text),
            Arg::Glob(_) | Arg::Unknown => None,
        };
        for redirect in &command.redirects {
            if matches!(redirect.kind, RedirectKind::Write | RedirectKind::Append)
                && let Some(target) = known(&redirect.target)
            {
                self.note(&target, command.span);
            }
        }
        let argv: Vec<Arg> =
            command.words.iter().flat_map(|word| words::fields(word, lookup)).map(|it| it.arg).collect();
        if let [Arg::Known(name), rest @ ..] = argv.as_slice()
            && name == "sed"
        {
            return self.sed(rest, command.span);
        }
        let changes = self.model.stages[self.stage].changes.len();
        let read = |at: &str| self.model.text_at(self.stage, changes, at);
        let (env, list) = (|_: &str| None, |_: &str| None);
        let call =
            Call { argv: &argv, cwd: self.folder.as_deref(), env: &env, read: &read, list: &list, piped_from: None };
        for effect in commands::effects(&call).unwrap_or_default() {
            self.effect(effect, command.span);
        }
    }

    fn effect(&mut self, effect: Effect, span: Span) {
        match effect {
            Effect::Folder(at) if self.model.look(self.stage, &at).is_absent() => self.note(&at, span),
            Effect::File { path: at, .. } | Effect::Link { path: at, .. } => self.note(&at, span),
            Effect::Copy { to, .. } | Effect::Move { to, .. } => self.note(&to, span),
            Effect::Chdir(Arg::Known(to)) => {
                let folder = self.folder.take();
                self.folder = match to.starts_with('/') {
                    true => Some(path::clean(&to)),
                    false => folder.map(|folder| path::join(&folder, &to)),
                };
            }
            Effect::Chdir(_) => self.folder = None,
            _ => {}
        }
    }

    /// `sed -i` writes the files behind its script.
    fn sed(&mut self, rest: &[Arg], span: Span) {
        let texts: Vec<Option<&str>> = rest
            .iter()
            .map(|arg| match arg {
                Arg::Known(text) => Some(text.as_str()),
                Arg::Glob(_) | Arg::Unknown => None,
            })
            .collect();
        let in_place = texts.iter().flatten().any(|it| it.starts_with("-i") || it.starts_with("--in-place"));
        if let (true, Some(Some(last))) = (in_place && texts.len() > 2, texts.last())
            && last.starts_with('/')
        {
            self.note(last, span);
            if let Some(write) = self.out.last_mut() {
                write.replaced = true;
            }
        }
    }

    fn note(&mut self, target: &str, span: Span) {
        let at = match (target.starts_with('/'), &self.folder) {
            (true, _) => path::clean(target),
            (false, Some(folder)) if !target.starts_with(['&', '~', '-']) => path::join(folder, target),
            (false, _) => return,
        };
        let is_special = ["/dev", "/proc", "/sys"].iter().any(|folder| path::below(&at, folder).is_some());
        if !is_special && at != "/" {
            self.out.push(ScriptWrite { path: at, span, replaced: false });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{self, Options};
    use crate::source::Source;
    use crate::syntax;

    fn written(script: &str) -> Vec<String> {
        let source = Source::new("Dockerfile", "FROM scratch\nENV CONF=/etc/app\nWORKDIR /srv\nCMD [\"x\"]\n");
        let parsed = syntax::parse(&source);
        let model = model::build(source, parsed, None, &Options::default());
        let script = StartScript {
            name: None,
            text: script.to_owned(),
            span: None,
            given: None,
            path: "/entry.sh".to_owned(),
            by_kernel: true,
        };
        model.written_by(0, &script, &["MODE"]).into_iter().map(|it| it.path).collect()
    }

    #[test]
    fn what_surely_runs_and_has_a_known_path() {
        let table: [(&str, &[&str]); 10] = [
            ("echo a > /etc/a\nmkdir -p /var/x y\n", &["/etc/a", "/var/x", "/srv/y"]),
            ("envsubst < a.tmpl > $CONF/a.conf\n", &["/etc/app/a.conf"]),
            ("sed -i 's/a/b/' /etc/app.conf\n", &["/etc/app.conf"]),
            ("cp a.conf /etc/a.conf && touch b\n", &["/etc/a.conf", "/srv/b"]),
            ("echo a > /dev/null 2>&1\necho b >&2\n", &[]),
            ("if [ -n \"$X\" ]; then touch /etc/a; fi\n", &[]),
            ("touch /etc/a || true\n", &[]),
            ("touch \"$MODE/a\" \"$OTHER/b\"\nOUT=/x\necho a > $OUT/c\n", &[]),
            ("exec \"$@\"\ntouch /etc/a\n", &[]),
            ("mkdir -p /srv\ncd /opt\ntouch a\n", &["/opt/a"]),
        ];
        for (script, expected) in table {
            assert_eq!(written(script), expected, "{script}");
        }
    }
}
