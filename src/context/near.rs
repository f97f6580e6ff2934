//! What a missing path was meant to be.

use std::collections::VecDeque;

use crate::spelling::edits;

use super::path::join;
use super::{Context, Node};

/// Folders that are read to find the same name elsewhere.
const MOST_FOLDERS: usize = 400;

/// How far below the root the same name is looked for.
const DEEPEST: usize = 4;

/// Names that stand in many folders and so point nowhere.
const COMMON: [&str; 14] = [
    "index.js",
    "index.ts",
    "index.html",
    "main.go",
    "main.py",
    "mod.rs",
    "lib.rs",
    "main.rs",
    "__init__.py",
    "README.md",
    "package.json",
    "Dockerfile",
    "Makefile",
    "config.yml",
];

/// An existing path that `path` is likely meant to be; see [`Context::near_miss`].
pub(super) fn find(context: &Context, path: &str) -> Option<String> {
    let path = path.trim_end_matches('/');
    if path.is_empty() || path.len() > 512 || context.node(path) != Node::Missing {
        return None;
    }
    misspelt(context, path).or_else(|| elsewhere(context, path))
}

/// See [`Context::is_misspelt`].
pub(super) fn is_misspelt(context: &Context, path: &str) -> bool {
    let path = path.trim_end_matches('/');
    path.len() <= 512 && misspelt(context, path).is_some()
}

/// Goes down the names of `path` and takes the likeliest one where one is missing.
fn misspelt(context: &Context, path: &str) -> Option<String> {
    let mut real = String::new();
    for name in path.split('/') {
        let next = join(&real, name);
        if context.node(&next) != Node::Missing {
            real = next;
            continue;
        }
        // `v1` and `v2` are no slips of each other: only names with the same digits come into question.
        let listing = context.listing(&real)?;
        let names = listing.with_digits_of(name).iter();
        let nearest = names.filter_map(|other| Some((distance(name, other)?, other))).min()?;
        real = join(&real, nearest.1);
    }
    (context.node(&real) != Node::Missing && real != path).then_some(real)
}

/// How far two names with the same digits are apart: 0 for another letter case, else the letters to change; `None` where that is
/// too many for a slip.
fn distance(one: &str, other: &str) -> Option<usize> {
    if one.eq_ignore_ascii_case(other) {
        return Some(0);
    }
    // Most names of a large folder end here, before anything is copied; a letter has at most four bytes.
    if one.len().abs_diff(other.len()) > 8 || is_another_kind(one, other) {
        return None;
    }
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    let allowed = match one.chars().count().min(other.chars().count()) {
        0..=3 => return None,
        4..=6 => 1,
        _ => 2,
    };
    let lengths = one.chars().count().abs_diff(other.chars().count());
    if lengths > allowed {
        return None;
    }
    edits(&one, &other).filter(|edits| *edits <= allowed)
}

/// `install.sh` and `INSTALL.md` are two kinds of files; `.yml` and `.yaml` are one.
fn is_another_kind(one: &str, other: &str) -> bool {
    let (Some((stem, end)), Some((other_stem, other_end))) = (one.rsplit_once('.'), other.rsplit_once('.')) else {
        return false;
    };
    let far = || edits(&end.to_lowercase(), &other_end.to_lowercase()).is_none_or(|edits| edits > 1);
    stem != other_stem && !stem.is_empty() && far()
}

/// The same last name in another folder near the root, where there is just one such.
fn elsewhere(context: &Context, path: &str) -> Option<String> {
    let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
    let parent = above.rsplit('/').next().unwrap_or_default();
    let mut hits = Vec::new();
    let mut folders = VecDeque::from([(String::new(), 0)]);
    let mut left = MOST_FOLDERS;
    while let Some((folder, depth)) = folders.pop_front() {
        left = left.checked_sub(1)?;
        let Some(listing) = context.listing(&folder) else { continue };
        if listing.contains_key(name) {
            hits.push(join(&folder, name));
        }
        for child in listing.folders().iter().filter(|_| depth < DEEPEST) {
            let is_vendored = child.starts_with('.') || ["node_modules", "vendor", "target"].contains(&child.as_str());
            if !is_vendored {
                folders.push_back((join(&folder, child), depth + 1));
            }
        }
    }
    let same_parent = |hit: &&String| !parent.is_empty() && hit.ends_with(&format!("{parent}/{name}"));
    let mut close = hits.iter().filter(same_parent);
    match (close.next(), close.next(), hits.as_slice()) {
        (Some(one), None, _) => Some(one.clone()),
        (None, _, [one]) if !COMMON.contains(&name) && name.len() > 3 => Some(one.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_slips() {
        let table = [
            ("Requirements.txt", "requirements.txt", Some(0)),
            ("requirments.txt", "requirements.txt", Some(1)),
            ("pacakge.json", "package.json", Some(1)),
            ("go.sum", "go.mod", None),
            ("install.sh", "INSTALL.md", None),
            ("logo.png", "logo.svg", Some(2)),
            ("settings.yml", "settings.yaml", Some(1)),
            ("app", "api", None),
        ];
        for (one, other, expected) in table {
            assert_eq!(distance(one, other), expected, "{one} {other}");
        }
    }
}
