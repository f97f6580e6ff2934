//! A program with its arguments, and what all families ask of them.

use super::{Arg, Call, Effect};

/// Folders that hold programs everywhere: a path into them says no more than the name.
const PROGRAM_FOLDERS: &[&str] = &["/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"];

/// Folders that every image with a shell has, so that a file copied "to" them goes into them.
const FOLDERS: &[&str] = &[
    "/",
    "/bin",
    "/etc",
    "/home",
    "/lib",
    "/opt",
    "/root",
    "/run",
    "/sbin",
    "/srv",
    "/tmp",
    "/usr",
    "/usr/bin",
    "/usr/lib",
    "/usr/local",
    "/usr/local/bin",
    "/usr/local/lib",
    "/usr/local/sbin",
    "/usr/local/share",
    "/usr/sbin",
    "/usr/share",
    "/var",
    "/var/lib",
    "/var/log",
    "/go/bin",
    "/usr/local/include",
    "/usr/include",
];

/// A program that is about to run, its wrappers taken off.
pub(super) struct Tool<'a> {
    pub(super) call: &'a Call<'a>,
    /// The program's name without its folder.
    pub(super) name: &'a str,
    /// The path as it was called, where it has one: `./gradlew`, `/opt/venv/bin/pip`.
    pub(super) path: Option<&'a str>,
    pub(super) args: &'a [Arg],
}

/// Options and operands told apart.
#[derive(Default)]
pub(super) struct Options {
    /// Names with their dashes, and the value where one was read.
    pub(super) options: Vec<(String, Option<Arg>)>,
    pub(super) operands: Vec<Arg>,
}

impl<'a> Tool<'a> {
    /// `None` for a path that is no well-known program: a script of the project.
    pub(super) fn new(call: &'a Call<'a>, program: &'a str, args: &'a [Arg]) -> Option<Tool<'a>> {
        let Some((folder, name)) = program.rsplit_once('/') else {
            return Some(Tool { call, name: program, path: None, args });
        };
        let known = PROGRAM_FOLDERS.contains(&folder) || (folder.ends_with("/bin") && folder.starts_with('/'));
        let python = name.starts_with("pip") || name.starts_with("python") || matches!(name, "poetry" | "uv");
        let known = known || (python && folder.ends_with("bin"));
        let wrapper = matches!(name, "gradlew" | "mvnw" | "configure" | "rails" | "rake" | "bundle");
        (known || wrapper).then_some(Tool { call, name, path: Some(program), args })
    }

    /// Whether it is one of `names`.
    pub(super) fn is(&self, names: &[&str]) -> bool {
        names.contains(&self.name)
    }

    pub(super) fn asks_for_version(&self) -> bool {
        let asked = |arg: &Arg| matches!(text(arg), Some("--version" | "-version" | "--help" | "-V"));
        self.args.len() == 1 && self.args.iter().all(asked)
    }

    /// Reads the arguments. `valued` names the options that take a value, short ones as `-o`.
    pub(super) fn options(&self, valued: &[&str]) -> Options {
        read(self.args, valued)
    }

    pub(super) fn env(&self, name: &str) -> Option<String> {
        (self.call.env)(name)
    }

    /// `HOME`, or root's home where it is not set.
    pub(super) fn home(&self) -> String {
        self.env("HOME").filter(|home| home.starts_with('/')).unwrap_or_else(|| "/root".to_owned())
    }

    /// The absolute path that `written` means; `None` if it is relative to an unknown folder.
    pub(super) fn resolve(&self, written: &str) -> Option<String> {
        if written == "~" || written.starts_with("~/") {
            return Some(clean(&format!("{}{}", self.home(), &written[1..])));
        }
        if written.starts_with('/') {
            return Some(clean(written));
        }
        self.call.cwd.map(|cwd| clean(&format!("{cwd}/{written}")))
    }

    pub(super) fn place(&self, arg: &Arg) -> Option<String> {
        text(arg).and_then(|written| self.resolve(written))
    }

    /// The same argument with an absolute path.
    pub(super) fn absolute(&self, arg: &Arg) -> Arg {
        let resolved = |written: &str| self.resolve(written);
        match arg {
            Arg::Known(written) => resolved(written).map_or(Arg::Unknown, Arg::Known),
            Arg::Glob(written) => resolved(written).map_or(Arg::Unknown, Arg::Glob),
            Arg::Unknown => Arg::Unknown,
        }
    }

    /// The folder that surely holds what `arg` stands for.
    pub(super) fn holder(&self, arg: &Arg) -> String {
        match self.absolute(arg) {
            Arg::Known(path) => path,
            Arg::Glob(path) => parent(path.split(['*', '?', '[']).next().unwrap_or("/")),
            Arg::Unknown => "/".to_owned(),
        }
    }

    /// Anything may be written at or below what `arg` stands for.
    pub(super) fn opens_arg(&self, arg: &Arg) -> Effect {
        self.opens(self.holder(arg))
    }

    pub(super) fn opens(&self, path: impl Into<String>) -> Effect {
        Effect::Opens { path: path.into(), why: format!("`{}` may write there", self.name) }
    }

    /// The working directory; the root where it is not known.
    pub(super) fn cwd(&self) -> String {
        self.call.cwd.unwrap_or("/").to_owned()
    }

    /// `name` in the working directory; the root where that is not known.
    pub(super) fn below(&self, name: &str) -> String {
        self.resolve(name).unwrap_or_else(|| "/".to_owned())
    }

    /// Whether a file "to" this place goes into it, going by the path alone.
    pub(super) fn is_folder(&self, written: &str) -> bool {
        let ends = |end: &str| written == end || written.ends_with(&format!("/{end}"));
        let Some(path) = self.resolve(written) else { return written.ends_with('/') };
        let inside = self.call.cwd.is_some_and(|cwd| cwd == path || cwd.starts_with(&format!("{path}/")));
        written.ends_with('/') || ends(".") || ends("..") || inside || FOLDERS.contains(&path.as_str())
    }

    pub(super) fn read(&self, path: &str) -> Option<String> {
        (self.call.read)(path)
    }
}

impl Options {
    pub(super) fn has(&self, names: &[&str]) -> bool {
        self.options.iter().any(|(name, _)| names.contains(&name.as_str()))
    }

    /// The value of the last of these options.
    pub(super) fn value(&self, names: &[&str]) -> Option<&Arg> {
        let found = self.options.iter().rev().find(|(name, _)| names.contains(&name.as_str()));
        found.and_then(|(_, value)| value.as_ref())
    }

    pub(super) fn values(&self, names: &[&str]) -> impl Iterator<Item = &Arg> {
        self.options
            .iter()
            .filter(move |(name, _)| names.contains(&name.as_str()))
            .filter_map(|(_, value)| value.as_ref())
    }

    /// The first operand's text.
    pub(super) fn subcommand(&self) -> Option<&str> {
        self.operands.first().and_then(text)
    }

    /// The operands behind the first.
    pub(super) fn rest(&self) -> &[Arg] {
        self.operands.get(1..).unwrap_or_default()
    }
}

/// Options and operands of `args`, as GNU programs read them: operands may stand before options.
pub(super) fn read(args: &[Arg], valued: &[&str]) -> Options {
    let mut read = Options::default();
    let mut at = 0;
    while let Some(arg) = args.get(at) {
        at += 1;
        let written = match arg {
            Arg::Known(written) if written.len() > 1 && written.starts_with('-') => written,
            _ => {
                read.operands.push(arg.clone());
                continue;
            }
        };
        if written == "--" {
            read.operands.extend_from_slice(&args[at..]);
            break;
        }
        if written.starts_with("--") {
            let (name, value) = match written.split_once('=') {
                Some((name, value)) => (name, Some(Arg::Known(value.to_owned()))),
                None if valued.contains(&written.as_str()) => {
                    at += 1;
                    (written.as_str(), args.get(at - 1).cloned())
                }
                None => (written.as_str(), None),
            };
            read.options.push((name.to_owned(), value));
            continue;
        }
        for (index, letter) in written.char_indices().skip(1) {
            let name = format!("-{letter}");
            if !valued.contains(&name.as_str()) {
                read.options.push((name, None));
                continue;
            }
            let attached = &written[index + letter.len_utf8()..];
            let value = if attached.is_empty() {
                at += 1;
                args.get(at - 1).cloned()
            } else {
                Some(Arg::Known(attached.to_owned()))
            };
            read.options.push((name, value));
            break;
        }
    }
    read
}

/// The text of a known argument.
pub(super) fn text(arg: &Arg) -> Option<&str> {
    match arg {
        Arg::Known(written) => Some(written),
        Arg::Glob(_) | Arg::Unknown => None,
    }
}

/// The path without `.`, `..`, doubled and trailing slashes.
pub(super) fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => (),
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// The folder that holds `path`; for a path that ends with a slash, that folder itself.
pub(super) fn parent(path: &str) -> String {
    clean(path.rsplit_once('/').map_or("", |(folder, _)| folder))
}

/// The last element of a path.
pub(super) fn base_name(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or(path)
}

/// `name` in `folder`.
pub(super) fn join(folder: &str, name: &str) -> String {
    clean(&format!("{folder}/{name}"))
}

/// A program file that a tool makes or installs.
pub(super) fn program(path: impl Into<String>) -> Effect {
    Effect::File { path: path.into(), executable: Some(true) }
}

/// A file whose mode is not known.
pub(super) fn file(path: impl Into<String>) -> Effect {
    Effect::File { path: path.into(), executable: None }
}
