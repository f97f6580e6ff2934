//! What several tests need: one rule run over one folder.

#![allow(dead_code, reason = "no test needs all of it")]

use std::fs;
use std::path::{Path, PathBuf};

use dockvet::analysis::levels::Levels;
use dockvet::analysis::pipeline::{self, Job, Place};
use dockvet::analysis::{Analysis, Settings};
use dockvet::catalogue;
use dockvet::model::Options;
use dockvet::source::Source;

/// Analyzes `folder/Dockerfile` with only the rule `rule`. The folder is taken for the repository, so
/// that its own ignore files count although it lies in ours.
pub(crate) fn check(folder: &Path, rule: &str) -> Analysis {
    let folder = fs::canonicalize(folder).expect("the folder of the case exists");
    let dockerfile = folder.join("Dockerfile");
    let bytes = fs::read(&dockerfile).expect("a case holds a Dockerfile");
    let mut levels = Levels::only(catalogue::get(rule));
    // These two speak about suppressions, and those only count for rules that are used.
    if ["unused-suppression", "unknown-rule"].contains(&rule) {
        levels = Levels::default();
    }
    let mut manifests = files(&folder);
    manifests.retain(|it| it.extension().is_some_and(|end| end == "yaml" || end == "yml"));
    let mut analysis = pipeline::run(Job {
        source: Source::from_bytes("Dockerfile", bytes),
        place: Some(Place { dockerfile, repository: folder, context: None, manifests }),
        options: Options::default(),
        settings: Settings { levels, ..Settings::default() },
    });
    analysis.diagnostics.retain(|it| it.entry.id == rule);
    analysis
}

/// Every file below `folder`, sorted.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in children(folder) {
        if path.is_dir() && !path.is_symlink() {
            files.extend(self::files(&path));
        } else {
            files.push(path);
        }
    }
    files
}

/// What lies in `folder`, sorted; nothing where it does not exist.
pub(crate) fn children(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|it| it.expect("the entry can be read").path()).collect();
    paths.sort();
    paths
}
