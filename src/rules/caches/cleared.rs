//! Commands that empty a cache.

use crate::model::path;
use crate::model::run::{Invocation, Word};
use crate::rules::commands::{self, Arguments};

use super::table::Cache;

/// Whether a command surely empties it: by the package manager's own verb, `rm -r` or `find -delete`, whether it
/// names the folder, one above it, or what lies in it.
pub(super) fn clears(cache: &Cache, invocation: &Invocation) -> bool {
    match commands::program(invocation) {
        Some("rm") => {
            let arguments = Arguments::of(invocation);
            let recursive = arguments.has(&["r", "R", "recursive"]);
            let operands = arguments.operands(&[]);
            operands.iter().any(|it| is_of(cache, invocation, it) && (recursive || it.text.contains('*')))
        }
        Some("find") => {
            let words = Arguments::of(invocation).words();
            let deletes = words.iter().any(|it| matches!(it.text.as_str(), "-delete" | "rm"));
            deletes && words.first().is_some_and(|it| is_of(cache, invocation, it))
        }
        _ => clears_itself(cache, invocation),
    }
}

/// Whether a command may empty it: something is removed that is not known, or a script of that name is run.
pub(super) fn may_clear(cache: &Cache, invocation: &Invocation) -> bool {
    let Some(program) = commands::program(invocation) else { return true };
    let words = Arguments::of(invocation).words();
    match program {
        "rm" | "find" => words.iter().any(|it| it.text.contains("${") && may_be_of(cache, &it.text)),
        "sh" | "bash" => {
            !invocation.understood && words.iter().any(|it| it.text.contains('/') || it.text.ends_with(".sh"))
        }
        // Bitnami's, and its copies: it takes the lists away itself.
        "install_packages" => true,
        _ => !invocation.understood && (program.contains("clean") || program.ends_with(".sh")),
    }
}

fn clears_itself(cache: &Cache, invocation: &Invocation) -> bool {
    let Some(words) = super::behind_program(cache, invocation).or_else(|| sister(cache, invocation)) else {
        return false;
    };
    let verbs: Vec<&str> = words.iter().map(|it| it.text.as_str()).filter(|it| !it.starts_with('-')).collect();
    cache.clears.iter().any(|clear| verbs.starts_with(clear))
}

/// `dnf clean all` after `yum install`, and so on: they are one program. `microdnf` has folders of its own.
fn sister<'a>(cache: &Cache, invocation: &'a Invocation) -> Option<&'a [Word]> {
    const FAMILY: [&str; 4] = ["yum", "dnf", "dnf-3", "dnf5"];
    let name = commands::program(invocation)?;
    let is_family = FAMILY.contains(&name) && cache.programs.iter().any(|it| FAMILY.contains(it));
    is_family.then(|| &invocation.words[1..])
}

/// Whether a word names one of the cache's folders, one above it, or what lies in it.
fn is_of(cache: &Cache, invocation: &Invocation, word: &Word) -> bool {
    let text = word.text.as_str();
    let fixed = text.split(['*', '?', '[']).next().unwrap_or_default();
    // `/var/*/apt`: which folder that is, the part before the asterisk does not say.
    if text[fixed.len()..].contains('/') {
        return false;
    }
    cache.folders.iter().any(|folder| {
        if !folder.starts_with('/') {
            return fixed.contains(".cache");
        }
        let Some(named) = absolute(invocation, fixed) else { return false };
        path::below(folder, &named).is_some() || path::below(&named, folder).is_some()
    })
}

fn absolute(invocation: &Invocation, text: &str) -> Option<String> {
    if text.starts_with('/') {
        return Some(path::clean(text));
    }
    let folder = invocation.folder.as_deref().filter(|_| !text.contains("${") && !text.starts_with('~'))?;
    Some(path::join(folder, text))
}

/// Whether a word with an unknown part may name the folder: what stands before that part fits.
fn may_be_of(cache: &Cache, text: &str) -> bool {
    let known = text.split("${").next().unwrap_or_default();
    cache.folders.iter().any(|folder| known.is_empty() || folder.starts_with(known) || !folder.starts_with('/'))
}
