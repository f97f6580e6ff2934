//! Paths that something unread could have made, and that are slips all the same: by what no text of the project
//! names, and by the words that it does.

use crate::context::vocabulary::words;
use crate::facts::Tri;

use super::Model;
use super::files::{Change, StageId, Tree, What};
use super::path;
use super::stage::Base;
use super::twin::Twin;
use super::vocabulary::is_slip;

/// Folders at the top of a file system that distributions, base images and widespread tools make.
const TOP: [&str; 44] = [
    "bin",
    "boot",
    "command",
    "dev",
    "etc",
    "home",
    "init",
    "lib",
    "lib32",
    "lib64",
    "libx32",
    "media",
    "mnt",
    "nix",
    "opt",
    "package",
    "proc",
    "root",
    "run",
    "sbin",
    "srv",
    "sys",
    "tmp",
    "usr",
    "var",
    "app",
    "go",
    "src",
    "work",
    "workspace",
    "data",
    "cache",
    "output",
    "out",
    "build",
    "dist",
    "target",
    "layers",
    "cnb",
    "snap",
    "export",
    "rootfs",
    "venv",
    "install",
];

/// Names that tools give to folders and files without anybody's text saying so.
const USUAL: [&str; 78] = [
    "app",
    "apps",
    "api",
    "artifacts",
    "assets",
    "backend",
    "bin",
    "browser",
    "build",
    "bundle",
    "cargo",
    "certs",
    "classes",
    "client",
    "code",
    "conf",
    "config",
    "css",
    "data",
    "debug",
    "dependencies",
    "dist",
    "docs",
    "env",
    "etc",
    "export",
    "extension",
    "extracted",
    "frontend",
    "home",
    "html",
    "img",
    "include",
    "index",
    "install",
    "java",
    "lib",
    "libs",
    "linux",
    "local",
    "main",
    "modules",
    "next",
    "node",
    "nuxt",
    "obj",
    "opt",
    "out",
    "output",
    "package",
    "packages",
    "prefix",
    "priv",
    "prod",
    "public",
    "publish",
    "python",
    "release",
    "releases",
    "resources",
    "root",
    "run",
    "server",
    "share",
    "site",
    "source",
    "src",
    "standalone",
    "start",
    "static",
    "storage",
    "target",
    "tools",
    "ui",
    "usr",
    "vendor",
    "venv",
    "www",
];

/// Archives unpacked and scripts fetched bring names that no text of the project tells.
const FETCHERS: [&str; 22] = [
    "tar",
    "bsdtar",
    "unzip",
    "7z",
    "7za",
    "dpkg",
    "dpkg-deb",
    "rpm",
    "rpm2cpio",
    "cpio",
    "rsync",
    "debootstrap",
    "ar",
    "nix",
    "nix-build",
    "nix-env",
    "nix-store",
    "guix",
    "brew",
    "bazel",
    "ansible-playbook",
    "pack",
];

/// Images for building without folders of their own at the top, beyond those that the base facts know.
const PLAIN: [&str; 8] = [
    "oven/bun",
    "denoland/deno",
    "lukemathwalker/cargo-chef",
    "astral-sh/uv",
    "clux/muslrust",
    "hexpm/elixir",
    "hexpm/erlang",
    "tonistiigi/xx",
];

/// Folders of other people's files: what lies below was named by them.
const FOREIGN: [&str; 6] = ["node_modules", "vendor", "site-packages", "dist-packages", "gems", "themes"];

/// Folders of the system.
const SYSTEM: [&str; 10] = [
    "/usr/lib",
    "/usr/lib64",
    "/usr/share",
    "/usr/include",
    "/usr/local/lib",
    "/usr/local/share",
    "/usr/local/include",
    "/lib",
    "/etc",
    "/var",
];

impl Model {
    /// A word of `wanted` that stands nowhere else and is one letter off a word that does; `destination` is where
    /// a COPY puts it, absolute.
    pub fn slip(&self, stage: StageId, wanted: &str, destination: Option<&str>) -> Option<Twin> {
        let meant = destination.and_then(|to| self.slip_of_destination(wanted, to));
        let meant = meant.or_else(|| self.slip_of_words(wanted)).or_else(|| self.slip_of_output(stage, wanted))?;
        let is_possible = !self.look(stage, &meant).is_absent();
        is_possible.then_some(Twin { path: meant, instruction: None, misspelt: true })
    }

    /// `/usr/local/lb` that goes to `/usr/local/lib`; `/out/heath-probe` that goes to `/bin/health_probe`.
    fn slip_of_destination(&self, wanted: &str, destination: &str) -> Option<String> {
        let (from, to): (Vec<&str>, Vec<&str>) = (wanted.split('/').collect(), destination.split('/').collect());
        let same_path = || {
            let mut differ = from.iter().zip(&to).enumerate().filter(|(_, (one, other))| one != other);
            let (at, _) = differ.next().filter(|_| differ.next().is_none() && from.len() == to.len())?;
            Some((at, 2))
        };
        let (at, shortest) = same_path().unwrap_or((from.len() - 1, 4));
        let other = if shortest == 2 { to[at] } else { *to.last()? };
        let (one, two): (Vec<_>, Vec<_>) = (words(from[at]).collect(), words(other).collect());
        let mut pairs = one.iter().zip(&two).filter(|(one, two)| one.1 != two.1);
        let ((start, word), (_, meant)) = pairs.next().filter(|_| pairs.next().is_none() && one.len() == two.len())?;
        let low = (word.to_lowercase(), meant.to_lowercase());
        let fits = word.len() >= shortest && is_slip(&low.0, &low.1) && self.vocabulary().is_used_once(word);
        let name = format!("{}{meant}{}", &from[at][..*start], &from[at][start + word.len()..]);
        fits.then(|| replaced(&from, at, &name))
    }

    /// `/src/ot` beside `/src/out`, which a command of the Dockerfile makes.
    fn slip_of_output(&self, stage: StageId, wanted: &str) -> Option<String> {
        let (folder, name) = (path::parent(wanted), path::file_name(wanted));
        let made = self.chain(stage).flat_map(|stage| &stage.changes).filter_map(|change| match &change.what {
            What::Add { path: made, .. } if path::parent(made) == folder => Some(made),
            _ => None,
        });
        let fits = |made: &&String| {
            let other = path::file_name(made);
            is_slip(&name.to_lowercase(), &other.to_lowercase())
                && words(name).count() == 1
                && words(name).all(|(_, word)| word.len() == name.len() && self.vocabulary().is_used_once(word))
        };
        made.into_iter().find(fits).cloned()
    }

    fn slip_of_words(&self, wanted: &str) -> Option<String> {
        // What packages and other people's builds install is named by them.
        if wanted.contains(".so") || SYSTEM.iter().any(|folder| path::below(wanted, folder).is_some()) {
            return None;
        }
        let names: Vec<&str> = wanted.split('/').collect();
        for (at, name) in names.iter().enumerate() {
            if FOREIGN.contains(name) {
                return None;
            }
            for (start, word) in words(name) {
                let is_usual = USUAL.contains(&word.to_lowercase().as_str());
                if word.len() < 4 || is_usual || !self.vocabulary().is_used_once(word) {
                    continue;
                }
                let Some(meant) = self.vocabulary().meant(word) else { continue };
                let name = format!("{}{meant}{}", &name[..start], &name[start + word.len()..]);
                return Some(replaced(&names, at, &name));
            }
        }
        None
    }

    /// The first folder of `wanted`, where it is none that systems have, nothing of the project names it, and all
    /// that could have made it are commands of the project.
    pub fn unheard_of_root<'a>(&self, stage: StageId, wanted: &'a str) -> Option<&'a str> {
        let top = wanted.split('/').nth(1).filter(|name| wanted.len() > name.len() + 1)?;
        let root = format!("/{top}");
        // What the stage makes under the same name elsewhere is meant, whatever its base holds.
        let known_base = match self.chain(stage).last().map(|stage| &stage.base)? {
            Base::Scratch => true,
            Base::Image { facts: Some(facts), .. } => facts.path(&root) == Tri::No,
            Base::Image { reference, .. } => {
                PLAIN.iter().any(|name| reference.name.ends_with(name)) || self.made_elsewhere(stage, wanted).is_some()
            }
            _ => self.made_elsewhere(stage, wanted).is_some(),
        };
        if !known_base || TOP.contains(&top) || top.starts_with('.') || !self.is_unheard_of(top) {
            return None;
        }
        let by_project = self.chain(stage).flat_map(|stage| &stage.changes).all(|it| self.is_of_project(it, &root));
        by_project.then_some(top)
    }

    /// Whether a name has a word that nothing which may make files names.
    pub fn is_unheard_of(&self, name: &str) -> bool {
        words(name).any(|(_, word)| word.len() >= 2 && self.vocabulary().is_unheard_of(word))
    }

    /// The innermost folder of `wanted`, where nothing names it, be it a folder of the project or of the system.
    pub fn unheard_of_folder<'a>(&self, wanted: &'a str) -> Option<&'a str> {
        let folder = path::file_name(path::parent(wanted));
        let is_usual = |word: &str| USUAL.contains(&word) || TOP.contains(&word);
        let unknown = !folder.is_empty() && !is_usual(folder) && !folder.starts_with('.') && self.is_unheard_of(folder);
        unknown.then_some(folder)
    }

    /// A program or file that surely stands in another folder than `wanted` says, where no text of the project
    /// names that folder.
    pub fn misplaced(&self, stage: StageId, wanted: &str) -> Option<Twin> {
        self.unheard_of_folder(wanted)?;
        let name = path::file_name(wanted);
        let folders = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"];
        let in_folder = || {
            let found = folders.iter().map(|folder| path::child(folder, name));
            found.filter(|at| at != wanted).find(|at| self.look(stage, at).is_present())
        };
        let made = self.made_elsewhere(stage, wanted);
        made.or_else(|| in_folder().map(|path| Twin { path, instruction: None, misspelt: false }))
    }

    /// Whether a change leaves `root` alone, or is a command whose text the project holds.
    fn is_of_project(&self, change: &Change, root: &str) -> bool {
        match &change.what {
            What::Open { path: opened, .. } if path::below(root, opened).is_some() => {
                let mut own = self.invocations_of(change.instruction).iter().peekable();
                own.peek().is_some() && !own.any(is_fetcher)
            }
            What::Tree { from: Tree::Context { .. }, .. } => true,
            What::Tree { path: placed, .. } | What::Add { path: placed, .. } => path::below(root, placed).is_none(),
            _ => true,
        }
    }
}

/// Whether a command runs text, or unpacks files, that came from elsewhere.
fn is_fetcher(invocation: &super::run::Invocation) -> bool {
    let text = |arg: &crate::facts::commands::Arg| match arg {
        crate::facts::commands::Arg::Known(text) => Some(path::file_name(text).to_owned()),
        _ => None,
    };
    let Some(name) = invocation.argv.first().and_then(text) else { return true };
    let fed = matches!(name.as_str(), "sh" | "bash" | "ash" | "python" | "python3" | "perl")
        && invocation.argv.iter().skip(1).filter_map(text).all(|it| it.starts_with('-'));
    fed || FETCHERS.contains(&name.as_str())
}

fn replaced(names: &[&str], at: usize, name: &str) -> String {
    let mut names = names.to_vec();
    names[at] = name;
    names.join("/")
}
