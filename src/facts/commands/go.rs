//! The Go toolchain: where `go build` puts the program, and whether it is static.

use super::tool::{Tool, base_name, clean, file, join, parent, text};
use super::{Arg, Effect};

/// Options that take a value in the next word.
const VALUED: &[&str] = &[
    "o",
    "p",
    "ldflags",
    "gcflags",
    "asmflags",
    "tags",
    "mod",
    "modfile",
    "buildmode",
    "compiler",
    "gccgoflags",
    "installsuffix",
    "pkgdir",
    "toolexec",
    "overlay",
    "pgo",
    "C",
    "coverpkg",
    "covermode",
    "coverprofile",
    "run",
    "count",
    "timeout",
    "parallel",
    "bench",
    "exec",
    "f",
    "cpu",
    "vettool",
    "benchtime",
    "outputdir",
];

pub(super) fn effects(tool: &Tool) -> Option<Vec<Effect>> {
    let is_go = tool.is(&["go", "xx-go"]) || tool.name.strip_prefix("go1").is_some_and(|it| it.starts_with('.'));
    if tool.is(&["gofmt", "goimports", "golangci-lint", "staticcheck", "govulncheck"]) {
        return Some(caches(tool));
    }
    if !is_go {
        return None;
    }
    if tool.args.iter().all(|arg| text(arg) == Some("--wrap")) {
        return Some(Vec::new());
    }
    let (subcommand, rest) = tool.args.split_first()?;
    let asked = read(tool, rest)?;
    let mut effects = match text(subcommand)? {
        "build" => build(tool, &asked),
        "install" => install(tool, &asked),
        "get" => install_folder(tool).into_iter().map(|path| tool.opens(path)).collect(),
        "test" => match asked.value("o") {
            Some(output) => vec![tool.opens_arg(output)],
            None if asked.has("c") => vec![tool.opens(asked.root.clone())],
            None => asked.value("coverprofile").map(|arg| tool.opens_arg(arg)).into_iter().collect(),
        },
        "mod" | "work" => modules(tool, &asked),
        "generate" | "fix" => vec![tool.opens(asked.root.clone())],
        "vet" | "fmt" | "list" | "version" | "clean" | "doc" | "telemetry" => Vec::new(),
        "env" => vec![tool.opens(join(&tool.home(), ".config/go"))],
        _ => return None,
    };
    effects.extend(caches(tool));
    Some(effects)
}

/// A `go` command line: Go's flags have one dash or two, and end at the first operand.
struct Asked {
    flags: Vec<(String, Option<Arg>)>,
    packages: Vec<Arg>,
    /// The folder it works in: the working directory, or that of `-C`.
    root: String,
}

impl Asked {
    fn value(&self, name: &str) -> Option<&Arg> {
        self.flags.iter().rev().find(|(flag, _)| flag == name).and_then(|(_, value)| value.as_ref())
    }

    fn has(&self, name: &str) -> bool {
        self.flags.iter().any(|(flag, _)| flag == name)
    }
}

fn read(tool: &Tool, args: &[Arg]) -> Option<Asked> {
    let mut asked = Asked { flags: Vec::new(), packages: Vec::new(), root: tool.cwd() };
    let mut at = 0;
    while let Some(arg) = args.get(at) {
        at += 1;
        let flag = text(arg).filter(|it| it.len() > 1 && it.starts_with('-')).map(|it| it.trim_start_matches('-'));
        let Some(flag) = flag else {
            // `-ldflags="-X main.version=$VERSION"`: flags end at the first operand, so with flags behind it
            // an unknown word is one itself.
            let is_flag = |arg: &Arg| text(arg).is_some_and(|it| it.len() > 1 && it.starts_with('-'));
            if *arg == Arg::Unknown && args[at..].iter().any(is_flag) {
                continue;
            }
            asked.packages = args[at - 1..].to_vec();
            break;
        };
        match flag.split_once('=') {
            Some((name, value)) => asked.flags.push((name.to_owned(), Some(Arg::Known(value.to_owned())))),
            None if VALUED.contains(&flag) => {
                asked.flags.push((flag.to_owned(), args.get(at).cloned()));
                at += 1;
            }
            None => asked.flags.push((flag.to_owned(), None)),
        }
    }
    if let Some(folder) = asked.value("C") {
        asked.root = tool.place(folder)?;
    }
    Some(asked)
}

fn build(tool: &Tool, asked: &Asked) -> Vec<Effect> {
    let several = asked.packages.len() > 1 && !is_file_list(&asked.packages);
    let pattern = asked.packages.iter().any(|arg| text(arg).is_none_or(|it| it.ends_with("...")));
    let output = match asked.value("o") {
        None if asked.has("o") => return vec![tool.opens("/")],
        None => None,
        Some(Arg::Known(path)) if path == "/dev/null" => return Vec::new(),
        Some(Arg::Known(path)) => Some(path.clone()),
        Some(unknown) => return vec![tool.opens_arg(unknown)],
    };
    let resolve = |path: &str| {
        if path.starts_with('/') { clean(path) } else { join(&asked.root, path) }
    };
    if let Some(Arg::Known(mode)) = asked.value("buildmode")
        && !matches!(mode.as_str(), "exe" | "pie" | "default")
    {
        let path = output.map_or(asked.root.clone(), |path| resolve(&path));
        return vec![tool.opens(path)];
    }
    let Some(output) = output else {
        // Several packages are compiled and thrown away; a pattern may match one program.
        return match (several, pattern) {
            (_, true) => vec![tool.opens(asked.root.clone())],
            (true, false) => Vec::new(),
            (false, false) => made(tool, asked, asked.packages.first(), &asked.root),
        };
    };
    let path = resolve(&output);
    if several || pattern {
        let mut effects = vec![Effect::Folder(path.clone())];
        effects.extend(asked.packages.iter().flat_map(|package| each(tool, asked, package, &path)));
        return effects;
    }
    if tool.is_folder(&output) || path == asked.root {
        return made(tool, asked, asked.packages.first(), &path);
    }
    let package = package_text(asked.packages.first());
    vec![program(tool, asked, path, package)]
}

/// The program of `package` in `folder`, or the opened folder where its name is not known.
fn made(tool: &Tool, asked: &Asked, package: Option<&Arg>, folder: &str) -> Vec<Effect> {
    let name = match package {
        None => program_name(tool, asked, "."),
        Some(arg) => text(arg).and_then(|package| program_name(tool, asked, package)),
    };
    match name {
        Some(name) => vec![program(tool, asked, join(folder, &name), package_text(package))],
        None => vec![tool.opens(folder)],
    }
}

/// The programs of a package, or of all that `./...` matches, in `folder`; the opened folder where they are not known.
fn each(tool: &Tool, asked: &Asked, package: &Arg, folder: &str) -> Vec<Effect> {
    let Some(pattern) = text(package).and_then(|it| it.strip_suffix("...")) else {
        return made(tool, asked, Some(package), folder);
    };
    let is_local = pattern.starts_with("./") && pattern.ends_with('/');
    let programs = Some(join(&asked.root, pattern)).filter(|_| is_local).and_then(|at| mains(tool, asked, &at));
    let Some(programs) = programs else { return vec![tool.opens(folder)] };
    let program = |(name, package): (String, String)| program(tool, asked, join(folder, &name), Some(package));
    programs.into_iter().map(program).collect()
}

/// Folders of one module that are looked into. Large real ones have some hundred.
const MOST_FOLDERS: usize = 400;

/// The programs in and below `top`, name and folder; `None` where a folder or file is not known.
fn mains(tool: &Tool, asked: &Asked, top: &str) -> Option<Vec<(String, String)>> {
    let mut folders = vec![top.to_owned()];
    let mut found = Vec::new();
    let mut seen = 0;
    while let Some(folder) = folders.get(seen).cloned() {
        seen += 1;
        let names = (tool.call.list)(&folder)?;
        // A module of its own is not matched.
        if folder != asked.root && names.iter().any(|name| name == "go.mod") {
            continue;
        }
        let is_left_out = |name: &str| name.starts_with(['.', '_']) || matches!(name, "testdata" | "vendor");
        for name in names.iter().filter(|name| !name.ends_with(".go") && !is_left_out(name)) {
            let below = join(&folder, name);
            // What has no names within is a file.
            if !(tool.call.list)(&below)?.is_empty() {
                folders.push(below);
            }
        }
        if folders.len() > MOST_FOLDERS {
            return None;
        }
        let sources = names.iter().filter(|name| name.ends_with(".go") && !name.ends_with("_test.go"));
        for name in sources.filter(|name| !is_left_out(name)) {
            let source = tool.read(&join(&folder, name))?;
            let ignored = source.lines().any(|line| matches!(line.trim(), "//go:build ignore" | "// +build ignore"));
            let is_main = source.lines().any(|line| {
                line.strip_prefix("package main").is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
            });
            if ignored {
                continue;
            }
            if is_main {
                found.push((last_element(&import_path(tool, &folder)?)?, folder.clone()));
            }
            break;
        }
    }
    Some(found)
}

fn package_text(package: Option<&Arg>) -> Option<String> {
    package.map_or(Some(".".to_owned()), |arg| text(arg).map(str::to_owned))
}

fn program(tool: &Tool, asked: &Asked, path: String, package: Option<String>) -> Effect {
    let windows = tool.env("GOOS").as_deref() == Some("windows") && asked.value("o").is_none();
    let path = if windows { format!("{path}.exe") } else { path };
    Effect::Program { path, language: "go", dynamic: linking(tool, asked), package }
}

/// Static where cgo is off, or where the external linker is told so. Everything else depends on
/// which packages are imported and on the host.
fn linking(tool: &Tool, asked: &Asked) -> Option<bool> {
    if tool.env("CGO_ENABLED").as_deref() == Some("0") {
        return Some(false);
    }
    let flags = asked.value("ldflags").and_then(text).unwrap_or_default();
    let external = flags.contains("-linkmode external") || flags.contains("-linkmode=external");
    (external && flags.contains("-extldflags") && flags.contains("-static")).then_some(false)
}

fn is_file_list(packages: &[Arg]) -> bool {
    packages.iter().all(|arg| match arg {
        Arg::Known(it) | Arg::Glob(it) => it.ends_with(".go"),
        Arg::Unknown => false,
    })
}

/// The name that `go build` gives the program: the last element of the import path, a major
/// version suffix left out; for files, the first one's.
fn program_name(tool: &Tool, asked: &Asked, package: &str) -> Option<String> {
    if let Some(file) = package.strip_suffix(".go") {
        return Some(base_name(file).to_owned());
    }
    let package = package.split('@').next().unwrap_or(package);
    let local = package == "." || package == ".." || package.starts_with("./") || package.starts_with("../");
    if !local && !package.starts_with('/') {
        return last_element(package);
    }
    let folder = if local { join(&asked.root, package) } else { clean(package) };
    last_element(&import_path(tool, &folder)?)
}

/// The import path of a folder, by the `go.mod` in it or above.
fn import_path(tool: &Tool, folder: &str) -> Option<String> {
    let mut at = folder.to_owned();
    loop {
        if let Some(module) = tool.read(&join(&at, "go.mod")).as_deref().and_then(module_path) {
            let below = folder.strip_prefix(at.as_str()).unwrap_or_default();
            return Some(format!("{module}/{}", below.trim_start_matches('/')));
        }
        if at == "/" {
            break;
        }
        at = parent(&at);
    }
    // Without a readable `go.mod`, a folder below the module's root still gives its own name.
    (folder != tool.cwd()).then(|| folder.to_owned())
}

fn module_path(text: &str) -> Option<String> {
    let line = text.lines().map(str::trim).find_map(|line| line.strip_prefix("module"))?;
    let path = line.split("//").next().unwrap_or(line).trim().trim_matches(['"', '`']);
    (!path.is_empty()).then(|| path.to_owned())
}

fn last_element(path: &str) -> Option<String> {
    let mut elements = path.split('/').filter(|it| !it.is_empty()).rev();
    let last = elements.next()?;
    let is_major = last
        .strip_prefix('v')
        .is_some_and(|it| !it.is_empty() && it != "0" && it != "1" && it.bytes().all(|byte| byte.is_ascii_digit()));
    if is_major { elements.next().or(Some(last)).map(str::to_owned) } else { Some(last.to_owned()) }
}

fn install(tool: &Tool, asked: &Asked) -> Vec<Effect> {
    let folders = install_folder(tool);
    let (os, arch) = (tool.env("GOOS"), tool.env("GOARCH"));
    // Programs for another platform go to a folder of its name; containers build on Linux, on any processor.
    let folders_of_platforms: Vec<String> =
        arch.iter().map(|arch| format!("{}_{arch}", os.as_deref().unwrap_or("linux"))).collect();
    let cross = os.is_some_and(|os| os != "linux");
    let [folder] = folders.as_slice() else {
        return folders.iter().map(|path| tool.opens(path.clone())).collect();
    };
    if cross {
        return vec![tool.opens(folder.clone())];
    }
    let here = [Arg::Known(".".to_owned())];
    let packages = if asked.packages.is_empty() { &here[..] } else { &asked.packages };
    let mut effects = Vec::new();
    for package in packages {
        effects.extend(each(tool, asked, package, folder));
    }
    if !folders_of_platforms.is_empty() {
        let perhaps = effects.into_iter().map(|effect| match effect {
            Effect::Program { path, .. } => tool.opens(path),
            other => other,
        });
        let elsewhere = folders_of_platforms.iter().map(|name| tool.opens(join(folder, name)));
        effects = perhaps.chain(elsewhere).collect();
    }
    effects
}

/// Where `go install` puts programs: one folder if it is known.
fn install_folder(tool: &Tool) -> Vec<String> {
    if let Some(bin) = tool.env("GOBIN") {
        return vec![clean(&bin)];
    }
    match tool.env("GOPATH") {
        Some(path) => vec![join(path.split(':').next().unwrap_or(&path), "bin")],
        None => vec!["/go/bin".to_owned(), join(&tool.home(), "go/bin")],
    }
}

fn modules(tool: &Tool, asked: &Asked) -> Vec<Effect> {
    match asked.packages.first().and_then(text) {
        Some("init") => vec![file(join(&asked.root, "go.mod"))],
        Some("edit" | "tidy") => vec![tool.opens(join(&asked.root, "go.mod")), tool.opens(join(&asked.root, "go.sum"))],
        Some("vendor") => vec![tool.opens(join(&asked.root, "vendor"))],
        _ => vec![tool.opens(join(&asked.root, "go.sum"))],
    }
}

fn caches(tool: &Tool) -> Vec<Effect> {
    let path =
        tool.env("GOPATH").map_or_else(|| vec!["/go".to_owned(), join(&tool.home(), "go")], |path| vec![clean(&path)]);
    let modules = path.iter().map(|path| tool.opens(join(path, "pkg")));
    modules.chain([tool.opens(join(&tool.home(), ".cache"))]).collect()
}
