//! What installed packages say of a path: brought, surely not brought, or perhaps; and what else may bring programs.

use std::sync::OnceLock;

use crate::facts::Tri;
use crate::facts::commands::Arg;
use crate::facts::packages::{self, Manager};
use crate::syntax::expand::Value;

use super::Model;
use super::files::{Entry, Found, Look, Origin, Packages};
use super::look::Step;
use super::path;

/// Places that installing a package writes to.
const PACKAGE_FOLDERS: [&str; 9] = ["/usr", "/etc", "/var", "/bin", "/sbin", "/lib", "/lib64", "/opt", "/run"];

/// More packages of one step are not looked up for what they depend on.
const MOST_PACKAGES: usize = 1_000;

/// What installing the packages says of a path.
pub(super) fn step(installed: &Packages, at_path: &str, origin: Origin) -> Step {
    if installed.files.contains(&at_path) {
        let entry = Entry { owner: Some("root".to_owned()), ..Entry::file(Tri::Yes) };
        return Step::Done(Look::Present(Found { entry, path: at_path.to_owned(), trail: vec![origin] }));
    }
    if !may_bring(at_path) {
        return Step::On;
    }
    if installed.complete && surely_not_brought(installed, at_path) {
        return Step::On;
    }
    Step::Doubt("the installed packages may bring it".to_owned())
}

/// Whether packages may bring the path that they are not known for.
pub(super) fn may_bring(at_path: &str) -> bool {
    PACKAGE_FOLDERS.iter().any(|folder| path::below(at_path, folder).is_some())
}

impl Packages {
    /// What installing `names` does; `complete` and `recommends` are as the fields say.
    pub fn new(manager: Manager, names: Vec<String>, complete: bool, recommends: bool) -> Packages {
        let dependencies = dependencies(manager, &names, recommends);
        let (mut files, mut own, mut all_known) = (Vec::new(), 0, true);
        for (at, name) in names.iter().map(String::as_str).chain(dependencies.iter().copied()).enumerate() {
            let known = packages::known_files(manager, name);
            all_known &= known.is_some();
            files.extend(known.into_iter().flatten());
            if at < names.len() {
                own = files.len();
            }
        }
        let may_bring_ca = OnceLock::new();
        Packages { manager, complete, recommends, files, own, all_known, dependencies, may_bring_ca, names }
    }

    /// Files that those named surely bring, without what they depend on.
    pub(super) fn own_files(&self) -> &[&'static str] {
        &self.files[..self.own]
    }

    /// Whether any of these packages may bring a CA bundle along.
    fn may_bring_ca(&self) -> bool {
        let may = |name: &str| packages::may_bring_ca(self.manager, name, self.recommends);
        *self.may_bring_ca.get_or_init(|| self.all().any(may))
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str).chain(self.dependencies.iter().copied())
    }
}

impl Model {
    /// Whether what opened a folder may have put programs of the system there: a command that is not understood,
    /// a whole folder of programs that is copied, a whole root file system.
    pub(super) fn may_bring_programs(&self, instruction: usize, opened: &str) -> bool {
        let copy = self.copy_at(instruction);
        let Some(copy) = copy else { return opened == "/" && self.may_install(instruction) };
        const ROOTS: [&str; 10] = ["", ".", "rootfs", "root", "fs", "out", "overlay", "install", "image", "output"];
        let names = copy.sources.iter().map(|source| match &source.text {
            Value::Known(text) => path::file_name(text.trim_end_matches('/')).to_owned(),
            Value::Unknown(_) => String::new(),
        });
        opened.ends_with("bin")
            || opened == "/usr"
            || opened == "/" && copy.add
            || opened == "/" && names.into_iter().any(|name| ROOTS.contains(&name.as_str()))
    }

    /// Whether a RUN installs what a build made, which may have settings of the system with it: `make install`.
    pub(super) fn installs_itself(&self, instruction: usize) -> bool {
        let text = |arg: &Arg| matches!(arg, Arg::Known(text) if text.contains("install") || text.contains("DESTDIR"));
        let builds = |arg: Option<&Arg>| match arg {
            Some(Arg::Known(name)) => ["make", "gmake", "cmake", "ninja", "meson"].contains(&path::file_name(name)),
            _ => false,
        };
        self.invocations_of(instruction).iter().any(|it| builds(it.argv.first()) && it.argv.iter().any(text))
    }

    /// Whether a RUN that is not understood may install programs of the system: by a user who may, and by
    /// something else than the tools of a language.
    fn may_install(&self, instruction: usize) -> bool {
        let stage = self.stage_at(instruction);
        let user = stage.and_then(|stage| stage.before(instruction).user.value.known());
        let name = user.map(|user| user.split(':').next().unwrap_or_default());
        let mut own = self.invocations_of(instruction).iter().peekable();
        if name.is_some_and(|name| !matches!(name, "" | "0" | "root")) {
            return own.any(|it| it.is_raised);
        }
        own.peek().is_none() || own.any(|it| !it.understood && !it.is_of_language())
    }
}

/// What the packages are known to depend on, themselves left out.
fn dependencies(manager: Manager, names: &[String], recommends: bool) -> Vec<&'static str> {
    let mut found: Vec<&'static str> = Vec::new();
    let mut at = 0;
    while at < MOST_PACKAGES {
        let named = names.get(at).map(String::as_str);
        let Some(name) = named.or_else(|| found.get(at.saturating_sub(names.len())).copied()) else { break };
        let recommended = recommends && packages::recommends_ca(manager, name);
        let bundle: &[&str] = if recommended { &["ca-certificates"] } else { &[] };
        for more in packages::depends(manager, name).chain(bundle.iter().copied()) {
            if !found.contains(&more) && !names.iter().any(|it| it == more) {
                found.push(more);
            }
        }
        at += 1;
    }
    found
}

/// Programs, and parts of the names of all packages that may bring them, by themselves or by what they depend on.
/// `wget` on Alpine and such are facts of the base.
const BRINGERS: &[(&str, &[&str])] = &[
    ("curl", &["curl", "desktop", "task-"]),
    ("wget", &["wget", "ssh", "build-essential", "desktop", "task-"]),
    ("nc", &["nc"]),
    ("tini", &["tini"]),
    ("gosu", &["gosu"]),
    ("su-exec", &["su-exec"]),
    ("jq", &["jq"]),
    ("apt", &["apt"]),
    ("apt-get", &["apt"]),
    ("apk", &["apk"]),
    ("yum", &["yum", "dnf"]),
    ("dnf", &["yum", "dnf"]),
    ("yarn", &["yarn", "node", "npm"]),
    ("npx", &["npm", "node"]),
    ("pip", &["pip", "conda"]),
    ("pip2", &["pip", "conda"]),
    ("pip3", &["pip", "conda"]),
    ("composer", &["composer"]),
    ("sudo", &["sudo", "ubuntu-", "desktop", "cloud-", "task-", "lxde", "xfce", "gnome", "kde", "mate", "live", "sdk"]),
    ("locale-gen", &["local", "language-pack", "ubuntu-", "desktop", "console-", "keyboard", "xorg", "task-"]),
    ("add-apt-repository", &["software-properties", "ubuntu-", "desktop", "task-"]),
    ("rsync", &["rsync", "backup", "ubuntu-", "desktop", "task-", "devscripts"]),
    ("gpg", &["gnupg", "gpg", "software-properties", "dirmngr", "deb", "dev", "build", "seahorse", "desktop"]),
    (
        "unzip",
        &["zip", "composer", "devscripts", "mono", "tex", "office", "desktop", "r-", "gradle", "sdk", "pip", "task-"],
    ),
    (
        "git",
        &[
            "git",
            "vcs",
            "go",
            "npm",
            "node",
            "composer",
            "devscripts",
            "etckeeper",
            "bundler",
            "sdk",
            "puppet",
            "ansible",
            "jenkins",
            "repo",
            "hub",
            "glide",
            "arc",
            "python",
            "ruby",
            "php",
            "r-",
            "build",
            "dev",
            "haskell",
            "cabal",
        ],
    ),
];

/// Parts of names of Alpine packages that depend on `bash`.
const NEED_BASH: [&str; 14] = [
    "bash", "jdk", "jre", "maven", "gradle", "ant", "libtool", "sdk", "docker", "tex", "xvfb", "mariadb", "mysql",
    "kube",
];

/// Whether `name` is looked up in a distribution, whose packages leave `/usr/local` alone; files may do anything.
fn is_of_distribution(name: &str) -> bool {
    !name.contains('/') && ![".deb", ".rpm", ".apk"].iter().any(|end| name.ends_with(end))
}

fn surely_not_brought(installed: &Packages, at_path: &str) -> bool {
    let name = path::file_name(at_path);
    let folder = path::parent(at_path);
    let manager = installed.manager;
    if path::below(at_path, "/etc/ssl").is_some() || path::below(at_path, "/etc/pki").is_some() {
        return !installed.may_bring_ca();
    }
    let without = |parts: &[&str]| {
        installed.names.iter().all(|it| !it.contains('*') && parts.iter().all(|part| !it.contains(part)))
    };
    let program = matches!(folder, "/usr/bin" | "/bin" | "/usr/sbin" | "/sbin");
    if program || folder.starts_with("/usr/local") && folder.ends_with("bin") {
        match (name, BRINGERS.iter().find(|(program, _)| *program == name)) {
            ("bash", _) if manager == Manager::Apk => return without(&NEED_BASH),
            // Alpine's `nodejs` comes without it; the `nodejs` that others offer for Debian has it.
            ("npm", _) if manager == Manager::Apk => return without(&["npm"]),
            ("npm", _) => return without(&["npm", "node"]),
            ("python", _) => return installed.names.iter().all(|it| !may_bring_python(it)),
            (_, Some((_, parts))) => return without(parts),
            (_, None) => {}
        }
    }
    // What no distribution installs itself stays as it was.
    if path::below(at_path, "/usr/local").is_some() {
        return installed.all_known || installed.names.iter().all(|name| is_of_distribution(name));
    }
    if path::below(at_path, "/opt").is_some() {
        return installed.all_known;
    }
    program && installed.all_known
}

/// Whether a package may bring a `python` without a number; those of Python 3 do not.
fn may_bring_python(package: &str) -> bool {
    let three = package.starts_with("python3") || package.starts_with("py3-") || package.starts_with("libpython3");
    !three && (package.contains("py") || package.contains('*') || package.contains("2to3") || package.contains("conda"))
}
