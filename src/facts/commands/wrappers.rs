//! Programs that run another one: `sudo`, `env`, `exec`, `tini --`, `sh -c`.

use super::Arg;

/// A command with its wrappers taken off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unwrapped<'a> {
    /// The program and its arguments; with a `script`, the shell's.
    pub argv: &'a [Arg],
    /// The text of `sh -c 'text'`, which is to be read as shell text.
    pub script: Option<&'a str>,
    /// Set by `env NAME=value`; `None` as a value is not known.
    pub assignments: Vec<(String, Option<String>)>,
    /// Who runs it, where `sudo -u`, `gosu`, `su-exec`, `setpriv` or `runuser` says so.
    pub user: Option<&'a Arg>,
}

/// (name, options that take a value, operands before the program)
const WRAPPERS: &[(&str, &[&str], usize)] = &[
    ("sudo", &["-u", "--user", "-g", "--group", "-h", "-p", "-C", "-D", "--chdir"], 0),
    ("doas", &["-u", "-C"], 0),
    ("env", &["-u", "--unset", "-C", "--chdir"], 0),
    ("exec", &["-a"], 0),
    ("nice", &["-n", "--adjustment"], 0),
    ("ionice", &["-c", "-n", "-p"], 0),
    ("nohup", &[], 0),
    ("setsid", &[], 0),
    ("time", &["-f", "-o"], 0),
    ("command", &[], 0),
    ("builtin", &[], 0),
    ("eatmydata", &[], 0),
    ("catchsegv", &[], 0),
    ("fakeroot", &[], 0),
    ("unbuffer", &[], 0),
    ("stdbuf", &["-i", "-o", "-e"], 0),
    ("timeout", &["-k", "-s", "--signal", "--kill-after"], 1),
    ("gosu", &[], 1),
    ("su-exec", &[], 1),
    ("chpst", &["-u", "-U", "-e", "-n", "-l"], 0),
    ("s6-setuidgid", &[], 1),
    ("setuidgid", &[], 1),
    ("tini", &["-p", "-e"], 0),
    ("tini-static", &["-p", "-e"], 0),
    ("docker-init", &["-p", "-e"], 0),
    ("catatonit", &[], 0),
    ("dumb-init", &["--rewrite", "-r"], 0),
    ("setpriv", &["--reuid", "--regid", "--groups", "--inh-caps", "--bounding-set", "--ambient-caps"], 0),
    ("xvfb-run", &["-n", "-s", "-e", "-f", "-p", "-w"], 0),
];

const SHELLS: &[&str] = &["sh", "bash", "ash", "dash", "zsh", "ksh"];

/// Takes `sudo`, `env`, `exec`, `nice`, `tini --` and their like off `argv`, up to 16 of them.
///
/// What cannot be read (an unknown word in the wrapper's place) is left as it stands.
pub fn unwrap(argv: &[Arg]) -> Unwrapped<'_> {
    let mut unwrapped = Unwrapped { argv, ..Unwrapped::default() };
    for _ in 0..16 {
        let Some(name) = unwrapped.argv.first().and_then(known) else { break };
        let name = name.rsplit('/').next().unwrap_or(name);
        if SHELLS.contains(&name) {
            unwrapped.script = script(&unwrapped.argv[1..]);
            break;
        }
        if matches!(name, "su" | "runuser") {
            su(&unwrapped.argv[1..], &mut unwrapped);
            break;
        }
        if name == "command" && unwrapped.argv.get(1).and_then(known).is_some_and(|it| matches!(it, "-v" | "-V")) {
            break;
        }
        let Some((_, valued, operands)) = WRAPPERS.iter().find(|wrapper| wrapper.0 == name) else { break };
        let Some(rest) = inner(name, valued, *operands, &mut unwrapped) else { break };
        unwrapped.argv = rest;
    }
    unwrapped
}

/// `argv` without wrappers: see [`unwrap`], which tells what they said, too.
pub fn unwrap_wrappers(argv: &[Arg]) -> &[Arg] {
    unwrap(argv).argv
}

/// The command that `xargs` runs, with an unknown argument for what it reads.
pub(super) fn spread(argv: &[Arg]) -> Option<Vec<Arg>> {
    let name = argv.first().and_then(known)?;
    if name.rsplit('/').next() != Some("xargs") {
        return None;
    }
    let valued = ["-n", "-P", "-I", "-L", "-d", "-E", "-s", "-a", "-i", "--max-args", "--max-procs"];
    let mut placeholder = None;
    let mut at = 1;
    while let Some(option) = argv.get(at).and_then(known).filter(|it| it.starts_with('-')) {
        if option == "-I" {
            placeholder = argv.get(at + 1).and_then(known);
        }
        at += 1 + usize::from(valued.contains(&option));
    }
    let inner = argv.get(at..).filter(|inner| !inner.is_empty())?;
    let given = |arg: &Arg| match (known(arg), placeholder) {
        (Some(text), Some(placeholder)) if text.contains(placeholder) => Arg::Unknown,
        _ => arg.clone(),
    };
    let mut spread: Vec<Arg> = inner.iter().map(given).collect();
    if placeholder.is_none() {
        spread.push(Arg::Unknown);
    }
    Some(spread)
}

/// `su app -s /bin/sh -c 'text'`: the text, and who runs it.
fn su<'a>(args: &'a [Arg], unwrapped: &mut Unwrapped<'a>) {
    let valued = ["-s", "--shell", "-g", "-G", "-c", "--command"];
    let mut at = 0;
    while let Some(arg) = args.get(at) {
        let option = known(arg).unwrap_or_default();
        if matches!(option, "-c" | "--command") {
            unwrapped.script = args.get(at + 1).and_then(known);
        } else if !option.starts_with('-') && unwrapped.user.is_none() {
            unwrapped.user = Some(arg);
        }
        at += 1 + usize::from(valued.contains(&option));
    }
}

/// What follows the wrapper's own options, operands and assignments.
fn inner<'a>(name: &str, valued: &[&str], operands: usize, unwrapped: &mut Unwrapped<'a>) -> Option<&'a [Arg]> {
    let argv = unwrapped.argv;
    let mut at = 1;
    while let Some(option) = argv.get(at).and_then(known) {
        if option == "--" {
            at += 1;
            break;
        }
        if !option.starts_with('-') || option == "-" {
            break;
        }
        let takes_value = valued.contains(&option);
        if takes_value && matches!(option, "-u" | "--user" | "--reuid") && name != "env" {
            unwrapped.user = argv.get(at + 1);
        }
        at += 1 + usize::from(takes_value);
    }
    if operands == 1 {
        if name != "timeout" {
            unwrapped.user = argv.get(at);
        }
        at += 1;
    }
    if matches!(name, "env" | "sudo") {
        while let Some((variable, value)) = argv.get(at).and_then(known).and_then(|it| it.split_once('=')) {
            unwrapped.assignments.push((variable.to_owned(), Some(value.to_owned())));
            at += 1;
        }
    }
    argv.get(at..).filter(|rest| !rest.is_empty())
}

/// The text behind `-c`, `-ec`, `-lc`, `-o pipefail -c`.
fn script(args: &[Arg]) -> Option<&str> {
    let mut at = 0;
    while let Some(option) = args.get(at).and_then(known) {
        if !option.starts_with(['-', '+']) || option.starts_with("--") {
            return None;
        }
        let letters = &option[1..];
        let skipped = usize::from(letters.ends_with('o'));
        if letters.contains('c') {
            return args.get(at + 1 + skipped).and_then(known);
        }
        at += 1 + skipped;
    }
    None
}

fn known(arg: &Arg) -> Option<&str> {
    match arg {
        Arg::Known(text) => Some(text),
        Arg::Glob(_) | Arg::Unknown => None,
    }
}
