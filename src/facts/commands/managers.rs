//! The package managers of distributions.

use crate::facts::packages::Manager;

use super::tool::{Options, Tool, base_name, text};
use super::{Arg, Effect};

const VALUED: &[&str] = &[
    "-o",
    "--option",
    "-t",
    "--target-release",
    "--default-release",
    "-c",
    "--config-file",
    "-X",
    "--repository",
    "-p",
    "--root",
    "--repositories-file",
    "--keys-dir",
    "--arch",
    "--cache-dir",
    "--installroot",
    "--releasever",
    "--repo",
    "--enablerepo",
    "--disablerepo",
    "--setopt",
    "-x",
    "--exclude",
    "--virtual",
    "--wait",
    "--reposdir",
    "--dbpath",
];

/// Whether an option of the package manager, `-o` or `--option`, has its value in the next word.
///
/// apk's `-t` names a virtual package, apt's a release; apk's `-p` a root; dnf has neither.
pub fn takes_value(manager: Manager, option: &str) -> bool {
    let without: &[&str] = match manager {
        Manager::Apk => &["-c", "-o", "-x"],
        Manager::Apt => &["-p", "-x", "--wait"],
        _ => &["-t", "-p", "-o"],
    };
    VALUED.contains(&option) && !without.contains(&option)
}

pub(super) fn effects(tool: &Tool) -> Option<Vec<Effect>> {
    let manager = match tool.name {
        "apt-get" | "apt" | "aptitude" => Manager::Apt,
        "apk" => Manager::Apk,
        "dnf" | "dnf5" | "microdnf" | "yum" | "tdnf" => Manager::Dnf,
        "zypper" => Manager::Zypper,
        "pacman" => return pacman(tool),
        "dpkg" => return dpkg(tool),
        "rpm" => return rpm(tool),
        // Their files lie below /etc, and no program or bundle is among them.
        "add-apt-repository"
        | "apt-key"
        | "yum-config-manager"
        | "apt-mark"
        | "apt-cache"
        | "apt-config"
        | "apt-add-repository"
        | "dpkg-query"
        | "dpkg-reconfigure"
        | "dpkg-divert"
        | "debconf-set-selections"
        | "extrepo"
        | "rpmkeys"
        | "apt-ftparchive"
        | "pacman-key"
        | "repoquery"
        | "dpkg-statoverride" => {
            return Some(vec![
                tool.opens("/etc/apt"),
                tool.opens("/etc/yum.repos.d"),
                tool.opens("/usr/share/keyrings"),
            ]);
        }
        // Into a folder for another platform, or into the root if that is the same.
        "xx-apk" | "xx-apt" | "xx-apt-get" => {
            return Some(["/usr", "/lib", "/etc", "/var"].map(|path| tool.opens(path)).to_vec());
        }
        _ => return None,
    };
    let valued: Vec<&str> = VALUED.iter().copied().filter(|name| takes_value(manager, name)).collect();
    let options = tool.options(&valued);
    if let Some(root) = options.value(&["--installroot", "--root"]).or(options.value(&["-p"])) {
        return Some(vec![tool.opens_arg(root)]);
    }
    let asked = Asked { tool, manager, options: &options, recommends: recommends(manager, &options) };
    asked.effects(options.subcommand()?, options.rest())
}

/// A package manager with what is asked of it.
struct Asked<'a> {
    tool: &'a Tool<'a>,
    manager: Manager,
    options: &'a Options,
    recommends: bool,
}

impl Asked<'_> {
    fn effects(&self, subcommand: &str, packages: &[Arg]) -> Option<Vec<Effect>> {
        let tool = self.tool;
        match subcommand {
            "install" | "add" | "in" | "reinstall" | "satisfy" | "localinstall" => Some(self.install(packages)),
            "groupinstall" | "group" | "module" | "swap" | "distro-sync" | "build-dep" | "dup" | "fix" => {
                Some(vec![tool.opens("/usr"), tool.opens("/etc")])
            }
            "remove" | "purge" | "del" | "erase" | "rm" | "autoremove" | "autopurge" => {
                let packages = packages.iter().filter_map(|arg| self.package(arg)).collect();
                Some(vec![Effect::Uninstall { manager: self.manager, packages }])
            }
            "update" | "refresh" | "ref" | "makecache" | "clean" | "autoclean" | "cache" | "distclean"
            | "dist-clean" => {
                let kept = match self.manager {
                    Manager::Apt => "/var/lib/apt/lists",
                    Manager::Apk => "/var/cache/apk",
                    _ => "/var/cache",
                };
                Some(vec![tool.opens(kept)])
            }
            // New releases of what is there: no path comes or goes that the table knows.
            "upgrade" | "dist-upgrade" | "full-upgrade" | "up" | "check-update" | "patch" | "versionlock" => {
                Some(Vec::new())
            }
            "source" | "download" | "fetch" => Some(vec![tool.opens(tool.cwd())]),
            "list" | "search" | "show" | "info" | "policy" | "config-manager" | "repolist" | "addrepo" | "ar"
            | "lr" | "removerepo" | "rr" | "modifyrepo" | "mr" | "edit-sources" | "hold" | "mark" | "copr"
            | "version" | "audit" | "verify" | "stats" | "index" | "repos" | "install-recommends" | "history"
            | "provides" | "--print-arch" => Some(vec![tool.opens("/etc/yum.repos.d"), tool.opens("/etc/zypp")]),
            _ => None,
        }
    }

    fn install(&self, given: &[Arg]) -> Vec<Effect> {
        let mut effects = Vec::new();
        let mut packages = Vec::new();
        for arg in given {
            match text(arg) {
                // A package file can hold anything; one that adds a repository adds that alone.
                Some(path) if path.contains('/') && path.ends_with(".rpm") && path.contains("release") => (),
                Some(path) if path.ends_with(".deb") || path.ends_with(".apk") || path.ends_with(".rpm") => {
                    effects.push(self.tool.opens("/"));
                }
                _ => packages.extend(self.package(arg)),
            }
        }
        if packages.iter().any(|arg| matches!(arg, Arg::Unknown)) {
            effects.extend(["/usr", "/etc", "/opt", "/var", "/lib"].map(|path| self.tool.opens(path)));
        }
        let group = (self.manager == Manager::Apk).then(|| self.options.value(&["-t", "--virtual"])).flatten();
        let group = group.and_then(text).map(str::to_owned);
        effects.push(Effect::Install { manager: self.manager, packages, recommends: self.recommends, group });
        effects
    }

    /// The package's name without version, architecture and repository; `None` for one that is not to be there.
    fn package(&self, arg: &Arg) -> Option<Arg> {
        let Arg::Known(written) = arg else { return Some(arg.clone()) };
        let name = match self.manager {
            Manager::Apt => {
                let name = written.split(['=', ':', '/']).next().unwrap_or(written);
                if name.ends_with('-') {
                    return None;
                }
                // `g++` ends with a plus that means nothing.
                name.strip_suffix('+').filter(|name| !name.ends_with('+')).unwrap_or(name)
            }
            Manager::Apk if written.starts_with('!') => return None,
            Manager::Apk => written.split(['=', '<', '>', '~', '@']).next().unwrap_or(written),
            _ => without_version(written),
        };
        (!name.is_empty()).then(|| Arg::Known(name.to_owned()))
    }
}

/// `curl-7.76.1-14.el9.x86_64` is `curl`; `java-17-openjdk` and `python3.11` stay.
fn without_version(written: &str) -> &str {
    let archs = [".x86_64", ".aarch64", ".noarch", ".i686"];
    let written = archs.iter().find_map(|arch| written.strip_suffix(arch)).unwrap_or(written);
    let written = written.split(['=', '<', '>']).next().unwrap_or(written);
    let bytes = written.as_bytes();
    let is_version = |at: usize| {
        let rest = &written[at + 1..];
        let plain = rest.split('-').all(|part| part.starts_with(|first: char| first.is_ascii_digit() || first == '*'));
        plain && rest.contains(['.', '*'])
    };
    let cut = (1..bytes.len()).find(|at| bytes[*at] == b'-' && is_version(*at));
    cut.map_or(written, |at| &written[..at])
}

fn recommends(manager: Manager, options: &Options) -> bool {
    let off = |value: &str| matches!(value.trim_matches('"').to_lowercase().as_str(), "0" | "false" | "no" | "off");
    let setting = |names: &[&str], key: &str| {
        let mut values = options.values(names).filter_map(text).filter_map(|it| it.split_once('='));
        values.any(|(name, value)| name.eq_ignore_ascii_case(key) && off(value))
    };
    match manager {
        Manager::Apt => {
            let named = options.has(&["--no-install-recommends", "--without-recommends", "-R"]);
            !named && !setting(&["-o", "--option"], "APT::Install-Recommends")
        }
        Manager::Dnf => !setting(&["--setopt"], "install_weak_deps") && !options.has(&["--nodocs-weak"]),
        Manager::Zypper => !options.has(&["--no-recommends"]),
        Manager::Apk | Manager::Pacman => false,
    }
}

fn pacman(tool: &Tool) -> Option<Vec<Effect>> {
    let options = tool.options(&["-r", "--root", "-b", "--dbpath", "--config", "--cachedir", "--overwrite"]);
    if options.has(&["-r", "--root"]) {
        return options.value(&["-r", "--root"]).map(|root| vec![tool.opens_arg(root)]);
    }
    let packages = options.operands.clone();
    let manager = Manager::Pacman;
    if options.has(&["-S", "--sync"]) {
        return Some(vec![Effect::Install { manager, packages, recommends: false, group: None }]);
    }
    if options.has(&["-R", "--remove"]) {
        return Some(vec![Effect::Uninstall { manager, packages }]);
    }
    options.has(&["-Q", "--query", "-T", "-F"]).then(Vec::new).or_else(|| Some(vec![tool.opens("/")]))
}

fn dpkg(tool: &Tool) -> Option<Vec<Effect>> {
    let options = tool.options(&[]);
    if options.has(&["-i", "--install", "--unpack", "--configure"]) {
        return Some(vec![tool.opens("/")]);
    }
    if options.has(&["-x", "--extract", "-X", "--vextract", "-e", "--control"]) {
        return options.operands.get(1).map(|to| vec![tool.opens_arg(to)]);
    }
    if options.has(&["-r", "--remove", "-P", "--purge"]) {
        return Some(vec![Effect::Uninstall { manager: Manager::Apt, packages: options.operands.clone() }]);
    }
    Some(Vec::new())
}

fn rpm(tool: &Tool) -> Option<Vec<Effect>> {
    let options = tool.options(&["--root", "--dbpath", "--define", "-D", "--prefix"]);
    if options.has(&["-q", "-V", "--import", "--query", "--eval", "-E", "--verify", "-K", "--showrc"]) {
        return Some(Vec::new());
    }
    if options.has(&["-e", "--erase"]) {
        return Some(vec![Effect::Uninstall { manager: Manager::Dnf, packages: options.operands.clone() }]);
    }
    let repository = |arg: &Arg| text(arg).is_some_and(|it| base_name(it).contains("release"));
    if !options.operands.is_empty() && options.operands.iter().all(repository) {
        return Some(vec![tool.opens("/etc")]);
    }
    Some(vec![tool.opens("/")])
}
