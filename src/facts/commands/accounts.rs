//! Users and groups, in the words of shadow-utils, Debian's `adduser` and busybox.

use super::tool::{Options, Tool, file, text};
use super::{Arg, Effect};

const VALUED: &[&str] = &[
    "-u",
    "--uid",
    "-g",
    "--gid",
    "-G",
    "--groups",
    "--ingroup",
    "-d",
    "--home-dir",
    "--home",
    "-h",
    "-s",
    "--shell",
    "-c",
    "--comment",
    "--gecos",
    "-k",
    "--skel",
    "-K",
    "--key",
    "-b",
    "--base-dir",
    "-e",
    "--expiredate",
    "-f",
    "--inactive",
    "-p",
    "--password",
    "-R",
    "--root",
    "-l",
    "--login",
    "-n",
    "--new-name",
    "--firstuid",
    "--lastuid",
];

pub(super) fn effects(tool: &Tool) -> Option<Vec<Effect>> {
    match tool.name {
        "useradd" => Some(new_user(tool, &read(tool, &["-l"]), Style::Shadow)),
        "adduser" => Some(adduser(tool)),
        "groupadd" | "addgroup" => Some(new_group(tool)),
        "usermod" | "groupmod" => Some(changed(tool)),
        "userdel" | "deluser" | "groupdel" | "delgroup" | "passwd" | "chpasswd" | "chsh" | "chfn" | "gpasswd"
        | "chage" | "newusers" | "pwck" | "pwconv" => Some(Vec::new()),
        _ => None,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// `useradd`, and `adduser` where it is the same program (Red Hat).
    Shadow,
    /// `adduser --system --group`.
    Debian,
    /// `adduser -D -S -H`.
    Busybox,
}

/// The options, where `flags` take no value for this program.
fn read(tool: &Tool, flags: &[&str]) -> Options {
    let valued: Vec<&str> = VALUED.iter().copied().filter(|name| !flags.contains(name)).collect();
    tool.options(&valued)
}

fn adduser(tool: &Tool) -> Vec<Effect> {
    let options = read(tool, &["-l"]);
    if options.operands.len() == 2 && !options.has(&["--system", "--disabled-password"]) {
        // `adduser user group` adds one to the other.
        return Vec::new();
    }
    let style = match () {
        _ if options.has(&["-D", "-S", "-H", "-h"]) => Style::Busybox,
        _ if options.has(&["-m", "-M", "-r", "-d", "-c"]) => Style::Shadow,
        _ => Style::Debian,
    };
    new_user(tool, &options, style)
}

fn new_user(tool: &Tool, options: &Options, style: Style) -> Vec<Effect> {
    let mut effects = vec![file("/etc/passwd"), file("/etc/group")];
    let Some(name) = options.operands.first().and_then(text) else {
        // Whoever it is, the list of users and their homes are no longer known.
        return ["/etc/passwd", "/etc/group", "/home"].iter().map(|path| tool.opens(*path)).collect();
    };
    let id = number(options, &["-u", "--uid"]);
    effects.push(Effect::Account { name: name.to_owned(), id });
    let (grouped, own_group) = match style {
        Style::Shadow => (options.has(&["-g", "--gid", "-N", "--no-user-group"]), true),
        Style::Debian => {
            (options.has(&["--ingroup", "--gid"]), !options.has(&["--system"]) || options.has(&["--group"]))
        }
        Style::Busybox => (options.has(&["-G"]), !options.has(&["-S"])),
    };
    if own_group && !grouped {
        effects.push(Effect::Group { name: name.to_owned(), id: None });
    }
    home(tool, options, style, name, &mut effects);
    effects
}

fn home(tool: &Tool, options: &Options, style: Style, name: &str, effects: &mut Vec<Effect>) {
    if options.has(&["-M", "--no-create-home", "-H"]) {
        return;
    }
    let given = options.value(&["-d", "--home-dir", "--home"]);
    let given = given.or_else(|| options.value(&["-h"]).filter(|_| style == Style::Busybox));
    let path = match given {
        Some(arg) => tool.place(arg),
        None => {
            let base = options.value(&["-b", "--base-dir"]).map_or(Some("/home"), text);
            base.map(|base| format!("{base}/{name}"))
        }
    };
    let Some(path) = path else { return effects.push(tool.opens("/")) };
    let made = match style {
        Style::Shadow => options.has(&["-m", "--create-home"]),
        Style::Debian => !options.has(&["--system"]),
        Style::Busybox => true,
    };
    let system = style == Style::Shadow && options.has(&["-r", "--system"]);
    // Without `-m` it depends on /etc/login.defs, with `--system` on the release of Debian.
    if made {
        effects.push(Effect::Folder(path.clone()));
        effects.push(Effect::Owner { path: path.clone(), user: name.to_owned(), recursive: false });
    }
    if !system || made {
        effects.push(tool.opens(path));
    }
}

fn new_group(tool: &Tool) -> Vec<Effect> {
    let options = read(tool, &["-f", "-r"]);
    let mut operands = options.operands.iter();
    let (first, second) = (operands.next(), operands.next());
    if tool.name == "addgroup" && second.is_some() {
        return Vec::new();
    }
    let Some(name) = first.and_then(text) else { return vec![tool.opens("/etc/group")] };
    vec![file("/etc/group"), Effect::Group { name: name.to_owned(), id: number(&options, &["-g", "--gid"]) }]
}

/// `usermod -l new -u 1000 old`: a new name or id is a new entry; the old one is left to stand.
fn changed(tool: &Tool) -> Vec<Effect> {
    let options = read(tool, &[]);
    let old = options.operands.last().and_then(text);
    let mut effects = Vec::new();
    let names = if tool.name == "usermod" { ["-l", "--login"] } else { ["-n", "--new-name"] };
    let ids = if tool.name == "usermod" { ["-u", "--uid"] } else { ["-g", "--gid"] };
    let renamed = options.value(&names);
    if renamed.is_some() || options.has(&ids) {
        match renamed.map_or(old, text) {
            Some(name) if tool.name == "usermod" => {
                effects.push(Effect::Account { name: name.to_owned(), id: number(&options, &ids) });
            }
            Some(name) => effects.push(Effect::Group { name: name.to_owned(), id: number(&options, &ids) }),
            None => effects.extend(["/etc/passwd", "/etc/group"].map(|path| tool.opens(path))),
        }
    }
    if let Some(home) = options.value(&["-d", "--home"]) {
        effects.push(tool.opens_arg(home));
    }
    effects
}

fn number(options: &Options, names: &[&str]) -> Option<u32> {
    match options.value(names)? {
        Arg::Known(id) => id.parse().ok(),
        Arg::Glob(_) | Arg::Unknown => None,
    }
}
