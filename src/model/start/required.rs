//! Servers that a Python project must name among its requirements: none of the steps installs them otherwise.

use super::super::Model;
use crate::facts::commands::Arg;
use crate::model::built::writes_nothing;
use crate::model::files::StageId;
use crate::model::path;
use crate::model::run::Invocation;
use crate::model::stage::Base;

/// Programs of a package of the same name that few others depend on.
const SERVERS: [&str; 7] = ["celery", "daphne", "gunicorn", "hypercorn", "uvicorn", "uwsgi", "waitress-serve"];

/// Packages that bring such a server along, by the start of their names.
const CARRIERS: [&str; 41] = [
    "aim",
    "apache",
    "arq",
    "autogen",
    "bentoml",
    "celery",
    "chain",
    "channels",
    "chroma",
    "dagster",
    "dash",
    "django-channels",
    "esphome",
    "fastapi",
    "fastmcp",
    "flower",
    "google",
    "gradio",
    "granian",
    "h2o",
    "jupyter",
    "kserve",
    "lang",
    "litellm",
    "litestar",
    "mcp",
    "mlflow",
    "mlserver",
    "modal",
    "nicegui",
    "opentelemetry",
    "prefect",
    "ray",
    "reflex",
    "sanic",
    "sentry",
    "starlette",
    "superset",
    "uvicorn",
    "vllm",
    "zenml",
];

/// Programs that install nothing of Python, beyond those that write nothing of a build.
const HARMLESS: [&str; 18] = [
    "addgroup",
    "adduser",
    "apt-get",
    "apt",
    "apk",
    "cp",
    "curl",
    "dpkg-reconfigure",
    "find",
    "groupadd",
    "install",
    "locale-gen",
    "mv",
    "sed",
    "update-ca-certificates",
    "useradd",
    "usermod",
    "wget",
];

/// Files that a list of requirements may name in turn.
const MOST_LISTS: usize = 20;

impl Model {
    /// The list of requirements, relative to the context where it lies there, which lacks the server `name` that
    /// `stage` starts; `None` where a step may bring it, or it is not known what steps install.
    ///
    /// Lists of direct requirements count where none of them is known to bring a server.
    pub fn lacks_requirement(&self, stage: StageId, name: &str) -> Option<String> {
        let root = self.chain(stage).last()?;
        let Base::Image { facts: Some(facts), .. } = &root.base else { return None };
        if !SERVERS.contains(&name) || !facts.is_official("python") {
            return None;
        }
        let package = name.strip_suffix("-serve").unwrap_or(name);
        let mut found = None;
        for it in &self.invocations {
            // What a step names is likely what brings it.
            let named = |arg: &Arg| match arg {
                Arg::Known(text) | Arg::Glob(text) => text.to_lowercase().contains(package),
                Arg::Unknown => true,
            };
            if it.argv.iter().any(named) {
                return None;
            }
            match self.installed_by(it) {
                Installs::List { file, text } if !brings(&text, package) => found = Some(file),
                Installs::Nothing => {}
                Installs::List { .. } | Installs::Unknown => return None,
            }
        }
        found
    }

    fn installed_by(&self, it: &Invocation) -> Installs {
        let words: Vec<&str> = it
            .argv
            .iter()
            .filter_map(|arg| match arg {
                Arg::Known(text) => Some(text.as_str()),
                Arg::Glob(_) | Arg::Unknown => None,
            })
            .collect();
        let program = words.first().map_or("", |word| path::file_name(word));
        if writes_nothing(it) || HARMLESS.contains(&program) {
            return Installs::Nothing;
        }
        let is_python = program.trim_end_matches(|it: char| it.is_ascii_digit() || it == '.') == "python";
        let is_manage = words.get(1).is_some_and(|it| path::file_name(it) == "manage.py");
        if is_python && (is_manage || words.get(2) == Some(&"venv")) {
            return Installs::Nothing;
        }
        let is_pip = matches!(program, "pip" | "pip3") || is_python && words.get(2) == Some(&"pip");
        let Some(at) = words.iter().position(|word| *word == "install").filter(|_| is_pip) else {
            return Installs::Unknown;
        };
        if words.len() < it.argv.len() {
            return Installs::Unknown;
        }
        match lists(&words[at + 1..]) {
            Some([]) => Installs::Nothing,
            Some([list]) => self.list_of(it, list).unwrap_or(Installs::Unknown),
            _ => Installs::Unknown,
        }
    }

    /// The list with those that it names in turn; `None` where one of them is not known.
    fn list_of(&self, it: &Invocation, list: &str) -> Option<Installs> {
        let file = path::join(it.folder.as_deref()?, list);
        let mut text = String::new();
        let mut files = vec![file.clone()];
        let mut seen = 0;
        while let Some(next) = files.get(seen).cloned() {
            seen += 1;
            let own = self.text_at(it.stage, it.changes, &next)?;
            for line in own.lines().map(str::trim) {
                match line.strip_prefix("-r ").or_else(|| line.strip_prefix("--requirement ")) {
                    Some(more) if files.len() < MOST_LISTS => files.push(path::join(path::parent(&next), more.trim())),
                    Some(_) => return None,
                    None => {}
                }
            }
            text.push_str(&own);
            text.push('\n');
        }
        Some(Installs::List { file, text })
    }
}

/// What a command installs of Python.
enum Installs {
    Unknown,
    Nothing,
    List { file: String, text: String },
}

/// The one list that the words behind `pip install` name, as a slice of one or none; `None` where they name more.
fn lists<'a>(words: &'a [&'a str]) -> Option<&'a [&'a str]> {
    const VALUED: [&str; 8] = [
        "--prefix",
        "-i",
        "--index-url",
        "--extra-index-url",
        "--timeout",
        "--trusted-host",
        "--retries",
        "--find-links",
    ];
    let mut list: &[&str] = &[];
    let mut at = 0;
    while let Some(word) = words.get(at) {
        match *word {
            "-r" | "--requirement" if list.is_empty() => {
                list = words.get(at + 1..at + 2)?;
                at += 2;
            }
            _ if VALUED.contains(word) => at += 2,
            _ if word.starts_with("-r") || word.starts_with("-e") || word.starts_with("--requirement") => return None,
            _ if word.starts_with('-') || is_installer(word) => at += 1,
            _ => return None,
        }
    }
    Some(list)
}

/// `pip install --upgrade pip` brings tools for installing only.
fn is_installer(word: &str) -> bool {
    let name = word.split(['=', '<', '>', '~', '[']).next().unwrap_or(word);
    matches!(name, "pip" | "setuptools" | "wheel")
}

/// Whether the list brings the package, or may.
fn brings(text: &str, package: &str) -> bool {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut count = 0;
    for line in lines {
        count += 1;
        let line = line.to_lowercase();
        let name = line.split(|letter: char| !letter.is_ascii_alphanumeric() && !matches!(letter, '-' | '_' | '.'));
        let name = name.into_iter().next().unwrap_or_default();
        let is_option = line.starts_with("-r ") || line.starts_with("--requirement ") || line.starts_with("--hash");
        let foreign = line.starts_with(['-', '.', '/']) && !is_option || line.contains("://") || line.contains(" @ ");
        if name.contains(package) || foreign || CARRIERS.iter().any(|carrier| name.starts_with(carrier)) {
            return true;
        }
    }
    count == 0
}

#[cfg(test)]
mod tests {
    use super::brings;

    #[test]
    fn lists_bring_what_they_name_or_may_bring() {
        assert!(!brings("Django==5.1\npsycopg[binary]>=3 # database\n", "gunicorn"));
        assert!(brings("Django==5.1\nGunicorn>=22\n", "gunicorn"));
        assert!(brings("mlflow==2.1\n", "gunicorn"));
        assert!(brings("-e git+https://example.com/x#egg=x\n", "gunicorn"));
        assert!(brings("./vendor/x\n", "gunicorn"));
        assert!(brings("# nothing yet\n", "gunicorn"));
        assert!(!brings("-r base.txt\nflask==3 \\\n    --hash=sha256:0\n", "gunicorn"));
    }
}
