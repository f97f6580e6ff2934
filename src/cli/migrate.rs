//! `dockvet migrate`.

use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;

use crate::config::migrate::{self, Migration};

use crate::disk;

use super::{BROKEN, CLEAN, complain, printed, replace};

/// What is looked for where no file is named, the first that is there.
const NAMES: [&str; 4] = [".hadolint.yaml", ".hadolint.yml", ".tally.toml", "tally.toml"];

/// A larger file is not read, in bytes.
const MOST_BYTES: u64 = 1 << 20;

#[derive(ClapArgs)]
pub(super) struct Typed {
    /// The configuration of hadolint or tally (default: the one in the working directory)
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Write to standard output
    #[arg(long)]
    stdout: bool,
    /// Overwrite a `dockvet.toml` that is there
    #[arg(long)]
    force: bool,
}

/// Writes a `dockvet.toml` beside the file, or to standard output; returns the exit code.
pub(super) fn run(typed: &Typed) -> u8 {
    let found = || NAMES.iter().map(PathBuf::from).find(|it| it.is_file());
    let Some(file) = typed.file.clone().or_else(found) else {
        complain(&format!("there is none of {} here: name a file", NAMES.join(", ")));
        return BROKEN;
    };
    match migration(&file) {
        Err(why) => {
            complain(&format!("`{}`: {why}", file.display()));
            BROKEN
        }
        Ok(migration) if typed.stdout => printed(|out| out.write_all(migration.text.as_bytes())),
        Ok(migration) => write(&file.with_file_name("dockvet.toml"), &migration, typed.force),
    }
}

fn migration(file: &Path) -> Result<Migration, String> {
    let text = disk::text(file, MOST_BYTES).map_err(|error| error.to_string())?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    match file.extension().is_some_and(|it| it == "toml") {
        true => migrate::from_tally(&text, &name),
        false => migrate::from_hadolint(&text, &name),
    }
}

fn write(target: &Path, migration: &Migration, force: bool) -> u8 {
    if target.exists() && !force {
        complain(&format!("`{}` is there already: `--force` overwrites it", target.display()));
        return BROKEN;
    }
    if let Err(why) = replace::put(target, migration.text.as_bytes()) {
        complain(&format!("cannot write `{}`: {why}", target.display()));
        return BROKEN;
    }
    let settings = if migration.taken == 1 { "setting" } else { "settings" };
    complain(&format!("wrote `{}` with {} {settings}", target.display(), migration.taken));
    for left in &migration.left {
        complain(&format!("not taken over: {left}"));
    }
    CLEAN
}
