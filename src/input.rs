//! What is to be checked: files, folders, standard input.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::disk;
use crate::source::Source;

/// Larger files are refused: spans count in 32 bits, and nobody writes such a Dockerfile.
const MAX_BYTES: u64 = 8 << 20;

/// A Dockerfile with its text.
pub(crate) struct Input {
    pub(crate) source: Source,
    /// Absolute; `None` for standard input without a name.
    pub(crate) path: Option<PathBuf>,
}

/// Reads the file at `path`, which is shown as the user gave it.
pub(crate) fn file(path: &Path, here: &Path) -> anyhow::Result<Input> {
    let bytes = disk::read(path, MAX_BYTES).with_context(|| format!("cannot read `{}`", path.display()))?;
    Ok(Input { source: Source::from_bytes(path, bytes), path: Some(here.join(path)) })
}

/// Reads standard input, which stands for the file `name`.
pub(crate) fn standard(name: Option<&Path>, here: &Path) -> anyhow::Result<Input> {
    let mut bytes = Vec::new();
    let limit = MAX_BYTES + 1;
    io::stdin().lock().take(limit).read_to_end(&mut bytes).context("cannot read standard input")?;
    if bytes.len() as u64 == limit {
        bail!("standard input has more than {MAX_BYTES} bytes");
    }
    let shown = name.unwrap_or(Path::new("Dockerfile"));
    Ok(Input { source: Source::from_bytes(shown, bytes), path: name.map(|name| here.join(name)) })
}

/// `paths` without those that name a file twice.
pub(crate) fn distinct(paths: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut seen = HashSet::new();
    let key = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    paths.into_iter().filter(|path| seen.insert(key(path))).collect()
}
