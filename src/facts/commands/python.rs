//! Python: pip and its relatives, virtual environments.

use super::cargo::installed;
use super::node::runs;
use super::tool::{Options, Tool, base_name, clean, file, join, program, text};
use super::{Arg, Effect, conda, entry_points};

const VALUED: &[&str] = &[
    "-t",
    "--target",
    "--prefix",
    "--root",
    "-r",
    "--requirement",
    "-c",
    "--constraint",
    "-e",
    "--editable",
    "-i",
    "--index-url",
    "--extra-index-url",
    "--trusted-host",
    "--timeout",
    "--retries",
    "--find-links",
    "-f",
    "--cache-dir",
    "--upgrade-strategy",
    "-w",
    "--wheel-dir",
    "-d",
    "--dest",
    "--proxy",
    "--python",
    "-p",
    "--src",
    "--log",
    "--platform",
    "--python-version",
    "--only-binary",
    "--no-binary",
    "--config-settings",
    "--index",
    "--extra",
    "--group",
    "--only",
    "--with",
    "--without",
    "-o",
    "--output",
    "--output-file",
    "-E",
    "--extras",
    "--default-timeout",
    "-n",
    "--name",
    "--file",
    "--channel",
    "--link-mode",
    "--directory",
    "-C",
    "--project",
    "--prompt",
];

/// Where Python packages go, by the official image, by Debian, by Alpine and Red Hat.
const SITES: &[&str] = &[
    "/usr/local/lib",
    "/usr/local/lib64",
    "/usr/local/bin",
    "/usr/lib",
    "/usr/lib64",
    "/usr/bin",
    "/usr/local/share",
    "/usr/share",
    "/usr/local/etc",
    "/usr/local/include",
    "/opt/venv",
];

/// Distributions whose programs do not go by their own name alone.
const PROGRAMS: &[(&str, &[&str])] = &[
    ("django", &["django-admin"]),
    ("supervisor", &["supervisord", "supervisorctl", "echo_supervisord_conf"]),
    ("uv", &["uv", "uvx"]),
    ("pip", &["pip", "pip3"]),
    ("awscli", &["aws"]),
    ("jupyter", &["jupyter"]),
    ("jupyterlab", &["jupyter-lab", "jupyter-labhub"]),
    ("notebook", &["jupyter-notebook"]),
    ("ansible-core", &["ansible", "ansible-playbook", "ansible-galaxy"]),
    ("ansible", &["ansible-community"]),
    ("scikit-build", &[]),
    ("huggingface-hub", &["huggingface-cli"]),
    ("opencv-python", &[]),
    ("apache-airflow", &["airflow"]),
    ("mkdocs-material", &[]),
    ("yt-dlp", &["yt-dlp"]),
    ("virtualenv", &["virtualenv"]),
    ("torch", &["torchrun"]),
    ("cython", &["cython", "cythonize"]),
    ("rq", &["rq", "rqworker"]),
    ("prisma", &["prisma"]),
    ("fastapi-cli", &["fastapi"]),
    ("playwright", &["playwright"]),
];

/// Distributions that bring a program of their own name.
const NAMESAKES: &[&str] = &[
    "gunicorn",
    "uvicorn",
    "hypercorn",
    "daphne",
    "flask",
    "celery",
    "alembic",
    "poetry",
    "pipenv",
    "pytest",
    "black",
    "ruff",
    "mypy",
    "tox",
    "nox",
    "streamlit",
    "gradio",
    "mlflow",
    "dvc",
    "scrapy",
    "twine",
    "cmake",
    "ninja",
    "meson",
    "dbt",
    "flower",
    "waitress-serve",
    "granian",
    "sanic",
    "locust",
    "httpie",
    "mkdocs",
    "sphinx-build",
    "pre-commit",
    "pylint",
    "flake8",
    "isort",
    "coverage",
    "honcho",
    "circusd",
    "chainlit",
    "litellm",
    "robot",
    "pdm",
    "hatch",
    "conan",
    "speedtest-cli",
    "pyinstaller",
    "dramatiq",
    "huey_consumer",
    "luigid",
    "superset",
    "datasette",
    "certbot",
    "pgcli",
    "yamllint",
    "pip-compile",
];

pub(super) fn effects(tool: &Tool) -> Option<Vec<Effect>> {
    let name = tool.name;
    let is_python = name.strip_prefix("python").or(name.strip_prefix("pypy")).is_some_and(is_version);
    if is_python {
        return python(tool);
    }
    if name.strip_prefix("pip").is_some_and(is_version) {
        return pip(tool, &tool.options(VALUED));
    }
    match name {
        "virtualenv" => Some(environment(tool, tool.options(VALUED).operands.last())),
        "poetry" => Some(poetry(tool)),
        "pipenv" | "pdm" | "hatch" => {
            let mut effects = runs(tool, &tool.cwd());
            effects.extend(sites(tool));
            Some(effects)
        }
        "uv" | "uvx" => uv(tool),
        "pipx" | "easy_install" => Some([sites(tool), vec![tool.opens(tool.home())]].concat()),
        "conda" | "mamba" | "micromamba" => Some(conda::effects(tool)),
        "django-admin" | "pytest" | "tox" | "black" | "ruff" | "mypy" => Some(runs(tool, &tool.cwd())),
        "playwright" => {
            Some(vec![tool.opens(join(&tool.home(), ".cache")), tool.opens("/ms-playwright"), tool.opens("/usr")])
        }
        _ => None,
    }
}

/// ``, `3`, `3.11`: what stands behind `pip` or `python`.
fn is_version(rest: &str) -> bool {
    rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn python(tool: &Tool) -> Option<Vec<Effect>> {
    let at = tool.args.iter().position(|arg| text(arg) == Some("-m"));
    let Some(at) = at else {
        let first = tool.args.iter().find_map(text).unwrap_or_default();
        return match base_name(first) {
            "setup.py" => Some([runs(tool, &tool.cwd()), sites(tool)].concat()),
            "manage.py" => Some(runs(tool, &tool.cwd())),
            _ => None,
        };
    };
    let (module, rest) = tool.args[at + 1..].split_first()?;
    let inner = Tool { call: tool.call, name: text(module)?, path: tool.path, args: rest };
    match inner.name {
        "pip" => pip(&inner, &inner.options(VALUED)),
        "venv" | "virtualenv" => Some(environment(&inner, inner.options(&["--prompt"]).operands.last())),
        "ensurepip" => Some([sites(tool), vec![installed("/usr/local/bin", "pip3")]].concat()),
        "compileall" | "site" | "sysconfig" | "json.tool" | "platform" => Some(Vec::new()),
        "build" | "pytest" | "unittest" => Some(runs(&inner, &inner.cwd())),
        "pipx" | "uv" | "poetry" | "playwright" | "pipenv" | "conda" => effects(&inner),
        _ => None,
    }
}

/// The prefix that packages go to, where it is known: the virtual environment in use.
fn prefix(tool: &Tool) -> Option<String> {
    // `/opt/venv/bin/pip` installs into /opt/venv.
    let own = tool.path.and_then(|path| path.rsplit_once("/bin/")).map(|(folder, _)| folder.to_owned());
    if let Some(own) = own.filter(|own| !matches!(own.as_str(), "" | "/usr" | "/usr/local")) {
        return tool.resolve(&own);
    }
    if let Some(environment) = tool.env("VIRTUAL_ENV") {
        return tool.resolve(&environment);
    }
    let path = tool.env("PATH")?;
    let first = path.split(':').next().filter(|it| it.contains("env") || it.starts_with("/opt/"))?;
    first.strip_suffix("/bin").map(clean)
}

fn sites(tool: &Tool) -> Vec<Effect> {
    let own = ["PYTHONUSERBASE", "VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "CONDA_PREFIX"]
        .into_iter()
        .filter_map(|name| tool.env(name));
    let own = own.filter_map(|path| tool.resolve(&path)).chain(prefix(tool));
    let home = [".local", ".cache", ".venv"].map(|name| join(&tool.home(), name));
    SITES.iter().map(|path| (*path).to_owned()).chain(own).chain(home).map(|path| tool.opens(path)).collect()
}

fn pip(tool: &Tool, options: &Options) -> Option<Vec<Effect>> {
    let here = Arg::Known(".".to_owned());
    match options.subcommand()? {
        "install" | "sync" => Some(install(tool, options)),
        "wheel" => Some(vec![
            tool.opens_arg(options.value(&["-w", "--wheel-dir"]).unwrap_or(&here)),
            tool.opens(join(&tool.home(), ".cache")),
        ]),
        "download" => Some(vec![tool.opens_arg(options.value(&["-d", "--dest"]).unwrap_or(&here))]),
        "compile" => Some(options.value(&["-o", "--output-file"]).map(|to| tool.opens_arg(to)).into_iter().collect()),
        "uninstall" | "freeze" | "list" | "show" | "check" | "cache" | "config" | "debug" | "hash" | "index" => {
            Some(vec![tool.opens(join(&tool.home(), ".config"))])
        }
        _ => None,
    }
}

fn install(tool: &Tool, options: &Options) -> Vec<Effect> {
    let mut effects = vec![tool.opens(join(&tool.home(), ".cache"))];
    let local = |arg: &Arg| text(arg).is_none_or(|it| it.starts_with('.') || it.starts_with('/'));
    if options.has(&["-e", "--editable"]) || options.rest().iter().any(local) {
        // Building a project leaves `build` and `*.egg-info` beside its sources.
        let sources = options.values(&["-e", "--editable"]).chain(options.rest()).filter(|arg| local(arg));
        let sources: Vec<String> = sources.map(|arg| tool.holder(arg)).filter(|path| path != "/").collect();
        effects.extend(sources.into_iter().map(|path| tool.opens(path)));
        effects.push(tool.opens(tool.cwd()));
    }
    if let Some(to) = options.value(&["-t", "--target"]) {
        effects.push(tool.opens_arg(to));
        effects.extend(tool.place(to).map(Effect::Folder));
        return effects;
    }
    let given = options.value(&["--prefix", "--root"]);
    let user = options.has(&["--user"]);
    let bin = match given {
        Some(to) => {
            effects.push(tool.opens_arg(to));
            tool.place(to).filter(|_| options.has(&["--prefix"])).map(|path| join(&path, "bin"))
        }
        None => {
            effects.extend(sites(tool));
            let own = prefix(tool).map(|path| join(&path, "bin"));
            let user =
                user.then(|| join(&tool.env("PYTHONUSERBASE").unwrap_or_else(|| join(&tool.home(), ".local")), "bin"));
            user.or(own).or_else(|| Some("/usr/local/bin".to_owned()))
        }
    };
    if let Some(bin) = bin {
        let sources = options.values(&["-e", "--editable"]).chain(options.rest()).filter(|arg| local(arg));
        effects.extend(sources.flat_map(|arg| entry_points::of_source(tool, arg, &bin)));
        let names = distributions(tool, options);
        effects.extend(names.iter().flat_map(|name| scripts(name)).map(|name| installed(&bin, name)));
    }
    effects
}

/// The names of what is asked for, requirement files read where they are known.
fn distributions(tool: &Tool, options: &Options) -> Vec<String> {
    let mut names: Vec<String> = options.rest().iter().filter_map(text).map(distribution).collect();
    for list in options.values(&["-r", "--requirement"]) {
        let lines = tool.place(list).and_then(|path| tool.read(&path)).unwrap_or_default();
        let lines = lines.lines().map(str::trim).filter(|line| !line.starts_with(['#', '-']) && !line.is_empty());
        names.extend(lines.map(distribution));
    }
    names
}

/// `Django[bcrypt]>=4,<5 ; python_version > "3"` is `django`.
fn distribution(requirement: &str) -> String {
    let end = requirement.find(|it: char| !it.is_ascii_alphanumeric() && !matches!(it, '-' | '_' | '.'));
    requirement[..end.unwrap_or(requirement.len())].to_lowercase().replace(['_', '.'], "-")
}

fn scripts(name: &str) -> &'static [&'static str] {
    match PROGRAMS.iter().find(|(known, _)| *known == name) {
        Some((_, programs)) => programs,
        None => NAMESAKES.iter().position(|known| *known == name).map_or(&[], |at| &NAMESAKES[at..=at]),
    }
}

fn environment(tool: &Tool, to: Option<&Arg>) -> Vec<Effect> {
    let Some(to) = to else { return vec![tool.opens(tool.cwd())] };
    let Some(path) = tool.place(to) else { return vec![tool.opens_arg(to)] };
    let programs = ["python", "python3", "pip"].map(|name| program(join(&path, &format!("bin/{name}"))));
    let made = [Effect::Folder(path.clone()), tool.opens(path.clone()), file(join(&path, "bin/activate"))];
    made.into_iter().chain(programs).collect()
}

fn poetry(tool: &Tool) -> Vec<Effect> {
    let options = tool.options(VALUED);
    let here = options.value(&["-C", "--directory"]).map_or_else(|| tool.cwd(), |arg| tool.holder(arg));
    match options.subcommand() {
        Some("export") => options.value(&["-o", "--output"]).map(|to| tool.opens_arg(to)).into_iter().collect(),
        Some("config" | "self" | "show" | "check" | "version" | "cache" | "about" | "source" | "env") => {
            let homes = [".config", ".cache"].map(|name| tool.opens(join(&tool.home(), name)));
            homes.into_iter().chain([tool.opens(join(&here, "poetry.toml"))]).collect()
        }
        Some("build") => vec![tool.opens(join(&here, "dist"))],
        Some("install" | "sync" | "add" | "update" | "lock") => {
            let own = [".venv", "poetry.lock", "pyproject.toml"].map(|name| tool.opens(join(&here, name)));
            let caches =
                tool.env("POETRY_VIRTUALENVS_PATH").and_then(|path| tool.resolve(&path)).map(|path| tool.opens(path));
            let scripts = entry_points::of_poetry(tool, &options, &here);
            [own.to_vec(), sites(tool), caches.into_iter().collect(), scripts].concat()
        }
        _ => [runs(tool, &here), sites(tool)].concat(),
    }
}

fn uv(tool: &Tool) -> Option<Vec<Effect>> {
    let options = tool.options(VALUED);
    let here = options.value(&["--directory", "--project"]).map_or_else(|| tool.cwd(), |arg| tool.holder(arg));
    match options.subcommand()? {
        "pip" => {
            // `uv pip install x`: the same words, one place further.
            let at = tool.args.iter().position(|arg| text(arg) == Some("pip"))?;
            let inner = Tool { call: tool.call, name: "uv", path: None, args: &tool.args[at + 1..] };
            let options = inner.options(VALUED);
            Some([pip(&inner, &options)?, vec![tool.opens(join(&here, ".venv"))]].concat())
        }
        "venv" => {
            let own = tool.env("UV_PROJECT_ENVIRONMENT").unwrap_or_else(|| ".venv".to_owned());
            let to = options.rest().last().cloned().unwrap_or(Arg::Known(own));
            Some(environment(tool, Some(&to)))
        }
        "sync" | "add" | "lock" | "remove" | "export" => {
            let own = [".venv", "uv.lock", "pyproject.toml"].map(|name| tool.opens(join(&here, name)));
            let to = options.value(&["-o", "--output-file"]).map(|to| tool.opens_arg(to));
            let scripts = entry_points::of_uv(tool, &options, &here);
            Some([own.to_vec(), sites(tool), to.into_iter().collect(), scripts].concat())
        }
        "tool" | "python" | "self" | "cache" => {
            let named = ["UV_TOOL_DIR", "UV_TOOL_BIN_DIR", "UV_PYTHON_INSTALL_DIR", "UV_PYTHON_BIN_DIR"];
            let named = named.into_iter().filter_map(|name| tool.env(name)).filter_map(|path| tool.resolve(&path));
            let named = named.flat_map(|path| [Effect::Folder(path.clone()), tool.opens(path)]);
            let places = named.chain([tool.opens(tool.home())]);
            Some(sites(tool).into_iter().chain(places).collect())
        }
        "build" | "run" | "init" => Some([runs(tool, &here), sites(tool)].concat()),
        "version" => Some(Vec::new()),
        _ => None,
    }
}
