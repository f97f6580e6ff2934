//! Making, removing and changing files: `mkdir`, `touch`, `rm`, `chmod`, `chown`, `tee`, `find`, `cd`.

use super::tool::{Tool, base_name, file, text};
use super::{Arg, Effect};

pub(super) fn effects(tool: &Tool) -> Option<Vec<Effect>> {
    match tool.name {
        "mkdir" => Some(mkdir(tool)),
        "touch" | "truncate" | "fallocate" => Some(touch(tool)),
        "rm" | "rmdir" | "unlink" | "shred" => Some(remove(tool)),
        "chmod" => chmod(tool),
        "chown" | "chgrp" => chown(tool),
        "tee" => Some(tool.options(&[]).operands.iter().map(|arg| written(tool, arg)).collect()),
        "dd" => Some(dd(tool)),
        "find" => find(tool),
        "cd" | "pushd" | "popd" => Some(vec![change_folder(tool)]),
        "mktemp" => Some(vec![tool.opens("/tmp")]),
        _ => None,
    }
}

/// A file that is surely there afterwards, or the opened folder of one whose name is not known.
pub(super) fn written(tool: &Tool, arg: &Arg) -> Effect {
    tool.place(arg).map_or_else(|| tool.opens_arg(arg), file)
}

fn mkdir(tool: &Tool) -> Vec<Effect> {
    let options = tool.options(&["-m", "--mode"]);
    let mode = options.value(&["-m", "--mode"]).and_then(text);
    let mut effects = Vec::new();
    for arg in &options.operands {
        let Some(path) = tool.place(arg) else {
            effects.push(tool.opens_arg(arg));
            continue;
        };
        effects.push(Effect::Folder(path.clone()));
        if let Some(mode) = mode {
            effects.push(Effect::Mode { path, mode: mode.to_owned(), recursive: false });
        }
    }
    effects
}

fn touch(tool: &Tool) -> Vec<Effect> {
    let options = tool.options(&["-d", "--date", "-t", "-r", "--reference", "-s", "--size", "-l", "-o"]);
    if options.has(&["-c", "--no-create"]) && tool.name != "fallocate" {
        return Vec::new();
    }
    options.operands.iter().map(|arg| written(tool, arg)).collect()
}

/// An unknown path is left out: it is mostly a temporary folder (`rm -rf "$GNUPGHOME"`), and a
/// removal never makes it wrong that something else is absent.
fn remove(tool: &Tool) -> Vec<Effect> {
    let mut effects = Vec::new();
    for arg in tool.options(&[]).operands {
        if let Arg::Known(path) | Arg::Glob(path) = tool.absolute(&arg) {
            effects.push(Effect::Remove { path });
        }
    }
    effects
}

fn chmod(tool: &Tool) -> Option<Vec<Effect>> {
    // `-x` and `-w` are modes, not options.
    let is_option = |arg: &&Arg| {
        text(arg).is_some_and(|it| {
            it.starts_with("--") || matches!(it, "-R" | "-v" | "-f" | "-c" | "-Rf" | "-fR" | "-vR" | "-Rv")
        })
    };
    let options: Vec<&str> = tool.args.iter().filter(is_option).filter_map(text).collect();
    let recursive = options.iter().any(|it| *it == "--recursive" || (!it.starts_with("--") && it.contains('R')));
    let mut operands = tool.args.iter().filter(|arg| !is_option(arg));
    if options.iter().any(|it| it.starts_with("--reference")) {
        return Some(operands.map(|arg| tool.opens_arg(arg)).collect());
    }
    let mode = text(operands.next()?)?;
    let mut effects = Vec::new();
    for arg in operands {
        // A glob's files are some of its folder's, an unknown file is one of all: that others get the
        // bit too is the harmless error.
        let (path, recursive) = match tool.absolute(arg) {
            Arg::Known(path) => (path, recursive),
            // Whose bit is taken matters more: then nothing is said of the others.
            Arg::Glob(_) if executable(mode) == Some(false) => {
                effects.push(tool.opens(tool.holder(arg)));
                continue;
            }
            Arg::Glob(_) => (tool.holder(arg), true),
            Arg::Unknown if executable(mode) == Some(true) => ("/".to_owned(), true),
            Arg::Unknown => continue,
        };
        if let Some(executable) = executable(mode) {
            effects.push(Effect::Executable { path: path.clone(), executable, recursive });
        }
        if matches!(arg, Arg::Known(_)) {
            effects.push(Effect::Mode { path, mode: mode.to_owned(), recursive });
        }
    }
    Some(effects)
}

/// What a mode says of the bit that lets a file run; `None` where it leaves it as it is.
pub(super) fn executable(mode: &str) -> Option<bool> {
    if mode.starts_with(|first: char| first.is_ascii_digit()) {
        return u32::from_str_radix(mode, 8).ok().map(|bits| bits & 0o111 != 0);
    }
    let mut answer = None;
    for clause in mode.split(',') {
        let Some(at) = clause.find(['+', '-', '=']) else { continue };
        let bits = &clause[at + 1..];
        match &clause[at..=at] {
            "+" | "=" if bits.contains('x') => answer = Some(true),
            // `X` sets it where some had it, or on folders.
            "-" if bits.contains('x') && !matches!(&clause[..at], "o" | "g" | "go" | "og") => answer = Some(false),
            "=" if !bits.contains('X') && matches!(&clause[..at], "" | "a" | "u" | "ugo") => answer = Some(false),
            _ => (),
        }
    }
    answer
}

fn chown(tool: &Tool) -> Option<Vec<Effect>> {
    let options = tool.options(&["--from", "--reference"]);
    let recursive = options.has(&["-R", "--recursive"]);
    if options.has(&["--reference"]) || tool.name == "chgrp" {
        return Some(Vec::new());
    }
    let (owner, paths) = options.operands.split_first()?;
    let user = text(owner).map(|it| it.split([':', '.']).next().unwrap_or(it));
    let mut effects = Vec::new();
    for arg in paths {
        let Some(user) = user else {
            effects.push(tool.opens_arg(arg));
            continue;
        };
        if user.is_empty() {
            continue;
        }
        // As with `chmod`: that more becomes the user's is the harmless error.
        let (path, recursive) = match tool.absolute(arg) {
            Arg::Known(path) => (path, recursive),
            Arg::Glob(_) => (tool.holder(arg), true),
            Arg::Unknown => ("/".to_owned(), true),
        };
        effects.push(Effect::Owner { path, user: user.to_owned(), recursive });
    }
    Some(effects)
}

fn dd(tool: &Tool) -> Vec<Effect> {
    let targets = tool.args.iter().filter_map(|arg| match arg {
        Arg::Known(it) => it.strip_prefix("of=").map(|path| written(tool, &Arg::Known(path.to_owned()))),
        _ => None,
    });
    targets.collect()
}

/// Programs behind `-exec` that change or remove what was found, and those that only look.
const CHANGING: &[&str] = &["rm", "rmdir", "chmod", "chown", "chgrp", "strip", "touch", "sed", "dos2unix"];
const LOOKING: &[&str] = &["grep", "echo", "cat", "ls", "sha256sum", "file", "stat", "ldd", "readlink", "setcap"];

/// `find` writes by `-delete` and `-exec` alone.
fn find(tool: &Tool) -> Option<Vec<Effect>> {
    let links = tool.args.iter().take_while(|arg| matches!(text(arg), Some("-L" | "-H" | "-P"))).count();
    let args = &tool.args[links..];
    let is_expression = |arg: &Arg| text(arg).is_some_and(|it| it.starts_with(['-', '(', '!']));
    let end = args.iter().position(is_expression).unwrap_or(args.len());
    let (starts, expression) = args.split_at(end);
    let (mut opened, mut by_script, mut targets) = (false, false, Vec::new());
    for (at, arg) in expression.iter().enumerate() {
        match text(arg) {
            Some("-delete") => opened = true,
            Some("-fprint" | "-fprintf" | "-fls") => return None,
            Some("-exec" | "-execdir" | "-ok" | "-okdir") => {
                let rest = &expression[at + 1..];
                match rest.first().and_then(text).map(base_name) {
                    Some(name) if CHANGING.contains(&name) => opened = true,
                    Some(name) if LOOKING.contains(&name) => (),
                    Some("mv" | "cp" | "ln" | "install") => {
                        opened = true;
                        targets.extend(rest.iter().skip(1).filter_map(text).filter_map(|it| target(tool, it)));
                    }
                    Some("sh" | "bash" | "ash") if only_changes(rest) => by_script = true,
                    _ => return None,
                }
            }
            _ => (),
        }
    }
    if !opened && !by_script {
        return Some(Vec::new());
    }
    let here = [Arg::Known(".".to_owned())];
    let starts = if starts.is_empty() { &here[..] } else { starts };
    // Over the whole root these tools only take away (`-perm /6000`, `*.pyc`), so absence stays absence.
    let places = starts.iter().map(|arg| tool.holder(arg)).filter(|path| by_script || path != "/");
    Some(places.chain(targets).map(|path| tool.opens(path)).collect())
}

/// The folder that a word of `-exec mv {} /to/{}` names.
fn target(tool: &Tool, word: &str) -> Option<String> {
    let folder = word.split("{}").next().filter(|it| it.contains(['/', '.']) && !it.starts_with('-'))?;
    tool.resolve(folder).or_else(|| Some("/".to_owned()))
}

/// Whether the script of `-exec sh -c` looks as if it changed the files found and made no others.
fn only_changes(words: &[Arg]) -> bool {
    let makes = ["cp ", "mv ", "ln ", "install ", "tar ", "mkdir ", "unzip ", "> /", ">/", "curl ", "wget "];
    let script = words.iter().filter_map(text).find(|it| it.contains(' ')).unwrap_or_default();
    !script.is_empty() && !makes.iter().any(|word| script.contains(word))
}

fn change_folder(tool: &Tool) -> Effect {
    let target = tool.options(&[]).operands.into_iter().next();
    Effect::Chdir(match target {
        _ if tool.name == "popd" => Arg::Unknown,
        None => Arg::Known(tool.home()),
        Some(Arg::Known(it)) if it == "-" => Arg::Unknown,
        Some(arg) => match tool.absolute(&arg) {
            // `cd linux-*`: the one folder that matches, whose name is not known.
            Arg::Glob(_) => Arg::Unknown,
            other => other,
        },
    })
}
