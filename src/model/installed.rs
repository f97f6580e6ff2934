//! What installed packages say of a path: brought, surely not brought, or perhaps.

use crate::facts::Tri;
use crate::facts::packages;

use super::files::{Entry, Found, Look, Origin, Packages};
use super::look::Step;
use super::path;

/// Places that installing a package writes to.
const PACKAGE_FOLDERS: [&str; 9] = ["/usr", "/etc", "/var", "/bin", "/sbin", "/lib", "/lib64", "/opt", "/run"];

/// What installing the packages says of a path.
pub(super) fn step(installed: &Packages, at_path: &str, origin: Origin) -> Step {
    let brings = |name: &&str| packages::files(installed.manager, name).contains(&at_path);
    let all = with_dependencies(installed);
    if all.iter().any(brings) {
        let entry = Entry { owner: Some("root".to_owned()), ..Entry::file(Tri::Yes) };
        return Step::Done(Look::Present(Found { entry, path: at_path.to_owned(), trail: vec![origin] }));
    }
    if !PACKAGE_FOLDERS.iter().any(|folder| path::below(at_path, folder).is_some()) {
        return Step::On;
    }
    if installed.complete && surely_not_brought(installed, &all, at_path) {
        return Step::On;
    }
    Step::Doubt("the installed packages may bring it".to_owned())
}

/// The packages and those that they are known to depend on.
fn with_dependencies(installed: &Packages) -> Vec<&str> {
    let mut all: Vec<&str> = installed.names.iter().map(String::as_str).collect();
    let mut at = 0;
    while at < all.len() && all.len() < 1_000 {
        for name in packages::depends(installed.manager, all[at]) {
            if !all.contains(name) {
                all.push(name);
            }
        }
        if installed.recommends
            && packages::recommends_ca(installed.manager, all[at])
            && !all.contains(&"ca-certificates")
        {
            all.push("ca-certificates");
        }
        at += 1;
    }
    all
}

/// Programs that come with the package of their own name only. `wget` on Alpine and such are facts of the base.
const OWN_PACKAGE: [&str; 6] = ["curl", "wget", "nc", "tini", "gosu", "su-exec"];

/// Parts of names of Alpine packages that depend on `bash`.
const NEED_BASH: [&str; 14] = [
    "bash", "jdk", "jre", "maven", "gradle", "ant", "libtool", "sdk", "docker", "tex", "xvfb", "mariadb", "mysql",
    "kube",
];

fn surely_not_brought(installed: &Packages, all: &[&str], at_path: &str) -> bool {
    let name = path::file_name(at_path);
    let folder = path::parent(at_path);
    let manager = installed.manager;
    if path::below(at_path, "/etc/ssl").is_some() || path::below(at_path, "/etc/pki").is_some() {
        return all.iter().all(|name| !packages::may_bring_ca(manager, name, installed.recommends));
    }
    let all_known = || all.iter().all(|name| packages::is_known(manager, name));
    // What no distribution installs itself stays as it was.
    if folder.starts_with("/usr/local") || path::below(at_path, "/opt").is_some() {
        return all_known();
    }
    let program = matches!(folder, "/usr/bin" | "/bin" | "/usr/sbin" | "/sbin");
    let without = |parts: &[&str]| {
        installed.names.iter().all(|it| !it.contains('*') && parts.iter().all(|part| !it.contains(part)))
    };
    match name {
        "bash" if manager == packages::Manager::Apk => program && without(&NEED_BASH),
        _ if OWN_PACKAGE.contains(&name) => program && without(&[name]),
        _ => program && all_known(),
    }
}
