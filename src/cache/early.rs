//! Whether a command can run where the sources are not.

use crate::model::path;
use crate::model::run::Invocation;
use crate::syntax::shell::Reach;

use super::ecosystems::Ecosystem;
use super::installs::{self, Install, text};

/// Whether the command needs nothing of `folder`, into which the sources are copied, beyond what an install of
/// `ecosystem` reads.
pub fn is_early(it: &Invocation, ecosystem: &Ecosystem, folder: &str) -> bool {
    let writes_there = it.outputs.iter().any(|word| reaches(it, &word.text, folder));
    if it.reach != Reach::Always || writes_there {
        return false;
    }
    match installs::install(it) {
        Some(Install::System) => true,
        Some(Install::Project(of)) => of == ecosystem && !installs::compiles(it) && !names_sources(it),
        None => is_about_tools(it) || is_of_system(it, folder),
    }
}

/// Whether the command installs tools by their names, or is one of the system that touches nothing in `folder`.
pub fn is_apart(it: &Invocation, folder: &str) -> bool {
    let names_it = it.argv.iter().map(text).any(|word| word.starts_with('/') && reaches(it, word, folder));
    let is_system = installs::install(it) == Some(Install::System) || is_about_tools(it) || is_of_system(it, folder);
    it.reach == Reach::Always && !names_it && is_system
}

/// Whether an install takes the project itself, or packages that lie in it.
fn names_sources(it: &Invocation) -> bool {
    let ends = [".whl", ".tar.gz", ".zip", ".tgz"];
    let mut words = it.argv.iter().skip(1).map(text);
    words.any(|word| {
        let is_here = matches!(word, "." | "-e" | "--editable" | "-f" | "--find-links") && !is_for_files(it, word);
        is_here || word.starts_with("./") && !word.ends_with(".txt") || ends.iter().any(|end| word.ends_with(end))
    })
}

/// `conda env create -f`, `cpanm --installdeps .`, `dart pub get`
fn is_for_files(it: &Invocation, word: &str) -> bool {
    match installs::program(it) {
        "conda" | "mamba" | "micromamba" => word == "-f",
        "cpanm" | "conan" => word == ".",
        _ => false,
    }
}

/// Package managers that are set up, or install tools by their names.
fn is_about_tools(it: &Invocation) -> bool {
    let words: Vec<&str> = it.argv.iter().skip(1).map(text).collect();
    let verb = words.first().copied().unwrap_or_default();
    let is_name = |word: &&str| !word.is_empty() && !word.contains('/') && *word != ".";
    match installs::program(it) {
        "npm" | "yarn" | "pnpm" => matches!(verb, "config" | "cache" | "set") || words.contains(&"-g"),
        "corepack" | "apt-get" | "apt" | "apk" | "dnf" | "microdnf" | "yum" => true,
        "bundle" | "poetry" | "git" | "composer" | "conda" => matches!(verb, "config" | "self" | "clean"),
        "mix" => verb.starts_with("local."),
        "go" => verb == "env",
        "pip" | "pip3" => {
            let is_named = words[1.min(words.len())..].iter().all(is_name);
            verb == "install" && is_named && !names_sources(it) || verb == "cache"
        }
        "gem" => verb == "install" && words.iter().all(is_name),
        _ => false,
    }
}

/// Commands of the system that touch nothing below `folder`.
fn is_of_system(it: &Invocation, folder: &str) -> bool {
    const SYSTEM: [&str; 16] = [
        "set",
        "export",
        "true",
        ":",
        "useradd",
        "adduser",
        "groupadd",
        "addgroup",
        "echo",
        "umask",
        "mkdir",
        "rm",
        "cd",
        "update-ca-certificates",
        "sleep",
        "uname",
    ];
    let name = installs::program(it);
    let paths = it.argv.iter().skip(1).map(text).filter(|word| !word.starts_with('-'));
    let is_elsewhere = || paths.clone().all(|word| !word.is_empty() && !reaches(it, word, folder));
    match name {
        "rm" => is_elsewhere(),
        // The shell goes there, and the manifests are there.
        "cd" | "mkdir" => true,
        _ => SYSTEM.contains(&name),
    }
}

/// Whether `word` names something in or above `folder`.
fn reaches(it: &Invocation, word: &str, folder: &str) -> bool {
    let Some(here) = it.folder.as_deref() else { return !word.starts_with('/') };
    let at = path::join(here, word.trim_end_matches('*'));
    path::below(&at, folder).is_some() || path::below(folder, &at).is_some()
}
