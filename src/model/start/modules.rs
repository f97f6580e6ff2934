//! Python programs that are named by module: `gunicorn app.main:app`, `python -m app`, `celery -A app`.

use super::line::Resolver;
use super::{Needed, Role, StartWord};
use crate::facts::commands::Arg;
use crate::model::files::{Look, StageId};
use crate::model::path;
use crate::model::run::Invocation;

/// Flags of these servers whose value stands in the next word.
const VALUED: [&str; 44] = [
    "-A",
    "-b",
    "-c",
    "-k",
    "-n",
    "-p",
    "-t",
    "-u",
    "-g",
    "-w",
    "-e",
    "-m",
    "--access-logfile",
    "--app-dir",
    "--bind",
    "--certfile",
    "--chdir",
    "--config",
    "--env-file",
    "--error-logfile",
    "--graceful-timeout",
    "--group",
    "--host",
    "--interface",
    "--keep-alive",
    "--keyfile",
    "--log-config",
    "--log-level",
    "--loop",
    "--max-requests",
    "--max-requests-jitter",
    "--name",
    "--port",
    "--pythonpath",
    "--root-path",
    "--threads",
    "--timeout",
    "--timeout-keep-alive",
    "--umask",
    "--user",
    "--worker-class",
    "--worker-tmp-dir",
    "--workers",
    "--forwarded-allow-ips",
];

/// A module, the word that names it, and where it is looked for first.
struct Named<'a> {
    module: String,
    word: &'a StartWord,
    folder: String,
    /// Run as a program: a package must have a `__main__`.
    as_program: bool,
}

impl Resolver<'_> {
    pub(super) fn python_module(&mut self, name: &str, rest: &[StartWord], folder: &str) {
        let Some(named) = named(name, rest, folder) else { return };
        let mut roots = vec![named.folder.clone()];
        let more = match self.state.env.get("PYTHONPATH").map(|it| it.value.known()) {
            Some(Some(more)) => more.to_owned(),
            Some(None) => return,
            None => String::new(),
        };
        roots.extend(more.split(':').filter(|it| !it.is_empty()).map(|it| path::join(folder, it)));
        let Some((tried, look)) = self.find_module(&named, &roots) else { return };
        let (name, span, given, via) = (named.module, named.word.span, named.word.given, self.via.clone());
        let interpreter = Some("python".to_owned());
        self.note(Needed { role: Role::Module, name, span, given, tried, look, interpreter, via });
    }

    /// The paths where the module could be, and what is there; `None` where it is not the project's own.
    fn find_module(&self, named: &Named, roots: &[String]) -> Option<(Vec<String>, Look)> {
        let first = named.module.split('.').next().unwrap_or_default();
        let rest = named.module.replace('.', "/");
        let ends: &[&str] = if named.as_program { &[".py", "/__main__.py"] } else { &[".py", "/__init__.py", ""] };
        let mut tried = Vec::new();
        let mut doubt = None;
        for root in roots {
            for end in ends {
                let at = path::child(root, &format!("{rest}{end}"));
                match self.model.look(self.stage, &at) {
                    Look::Present(found) => return Some((vec![at], Look::Present(found))),
                    Look::Unknown(why) => doubt = doubt.or(Some(why)),
                    Look::Absent => tried.push(at),
                }
            }
        }
        if let Some(why) = doubt {
            return Some((tried, Look::Unknown(why)));
        }
        // A package that stands there hides one of that name that is installed.
        let own = roots.iter().any(|root| {
            let at = path::child(root, first);
            self.model.look(self.stage, &format!("{at}/__init__.py")).is_present()
                || self.model.look(self.stage, &format!("{at}.py")).is_present()
        });
        (own || self.is_of_project(first) && !self.is_installed(first)).then_some((tried, Look::Absent))
    }

    /// Whether the build context has a module of this name, wherever.
    fn is_of_project(&self, first: &str) -> bool {
        let Some(context) = &self.model.context else { return false };
        let plain = first.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let folders = ["", "*/", "*/*/"];
        plain
            && folders.iter().any(|above| {
                !context.glob(&format!("{above}{first}.py")).is_empty()
                    || !context.glob(&format!("{above}{first}/__init__.py")).is_empty()
            })
    }

    /// Whether the project itself, or something of that name, may be installed as a package.
    fn is_installed(&self, first: &str) -> bool {
        let plain = |text: &str| text.to_lowercase().replace(['-', '.'], "_");
        let mut requirements = String::new();
        for it in &self.model.invocations {
            let Some(words) = installs(it) else { continue };
            let own = |word: &&str| word.starts_with(['.', '/']) || word.ends_with(".whl") || word.contains("://");
            if words.is_empty() || words.iter().any(own) {
                return true;
            }
            requirements.push_str(&words.join("\n"));
            for word in words.iter().filter(|word| word.contains(".txt")) {
                requirements.push_str(&self.requirement(it.stage, it, word));
            }
        }
        plain(&requirements).contains(&plain(first))
    }

    fn requirement(&self, stage: StageId, it: &Invocation, file: &str) -> String {
        let at = path::join(it.folder.as_deref().unwrap_or("/"), file);
        let changes = self.model.stages[stage].changes.len();
        self.model.text_at(stage, changes, &at).unwrap_or_default()
    }
}

/// What a command installs with `pip`; empty where that is the project itself, or not known.
fn installs(it: &Invocation) -> Option<Vec<&str>> {
    let known = |arg: &'_ Arg| matches!(arg, Arg::Known(_));
    let words: Vec<&str> = it
        .argv
        .iter()
        .filter_map(|arg| match arg {
            Arg::Known(text) => Some(text.as_str()),
            Arg::Glob(_) | Arg::Unknown => None,
        })
        .collect();
    let program = path::file_name(words.first()?);
    match program {
        "poetry" | "pipenv" | "pdm" | "hatch" | "conda" | "mamba" | "easy_install" | "make" => Some(Vec::new()),
        "uv" if words.get(1) != Some(&"pip") => Some(Vec::new()),
        _ if program.starts_with("pip") || program.starts_with("python") || program == "uv" => {
            let at = words.iter().position(|word| *word == "install" || *word == "sync")?;
            let all = it.argv.iter().all(known);
            let rest: Vec<&str> = words[at + 1..].to_vec();
            Some(if all { rest } else { Vec::new() })
        }
        _ => None,
    }
}

fn named<'a>(name: &str, rest: &'a [StartWord], folder: &str) -> Option<Named<'a>> {
    let text = |at: usize| rest.get(at).and_then(|word| word.text.as_deref());
    let of_flag = |flags: &[&str]| {
        let at = (0..rest.len()).find(|at| text(*at).is_some_and(|it| flags.contains(&it)))?;
        Some((at + 1, text(at + 1)?))
    };
    let stem = name.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
    let (at, module, as_program) = match stem {
        "python" | "pypy" => {
            let (at, module) = of_flag(&["-m"])?;
            // Flags before it are Python's own; a script before it takes `-m` as its argument.
            (0..at - 1).all(|it| text(it).is_some_and(|it| it.starts_with('-'))).then_some(())?;
            (at, module, true)
        }
        "gunicorn" | "uvicorn" | "hypercorn" | "daphne" => {
            let at = operand(rest)?;
            let (module, _) = text(at)?.split_once(':')?;
            (at, module, false)
        }
        "celery" => {
            let (at, module) = of_flag(&["-A", "--app"])?;
            (at, module.split(':').next()?, false)
        }
        _ => return None,
    };
    let is_name = |it: &str| {
        it.split('.').all(|part| {
            part.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        })
    };
    if !is_name(module) || rest.iter().any(|word| word.text.is_none()) {
        return None;
    }
    let other = of_flag(&["--chdir", "--app-dir", "--pythonpath", "--workdir"]).map(|(_, folder)| folder);
    let joined = rest.iter().filter_map(|word| word.text.as_deref()).find_map(|it| {
        ["--chdir=", "--app-dir=", "--pythonpath=", "--workdir="].iter().find_map(|flag| it.strip_prefix(flag))
    });
    // A configuration file may say where to go.
    if stem == "gunicorn" && other.or(joined).is_none() && of_flag(&["-c", "--config"]).is_some() {
        return None;
    }
    let folder = other.or(joined).map_or_else(|| folder.to_owned(), |it| path::join(folder, it));
    Some(Named { module: module.to_owned(), word: &rest[at], folder, as_program })
}

/// The first word that is neither a flag nor the value of one.
fn operand(rest: &[StartWord]) -> Option<usize> {
    let mut at = 0;
    while let Some(word) = rest.get(at) {
        let text = word.text.as_deref()?;
        match text {
            _ if VALUED.contains(&text) => at += 2,
            _ if text.starts_with('-') => at += 1,
            _ => return Some(at),
        }
    }
    None
}
