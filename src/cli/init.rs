//! `dockvet init`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;

use crate::analysis::pipeline;
use crate::context::Context;
use crate::disk;
use crate::fix::Changed;
use crate::init;
use crate::model::Model;
use crate::source::Source;

use super::args::{Build, Configuration, When};
use super::subject::{self, Wanted};
use super::{BROKEN, CLEAN, complain, patch, printed, replace};

/// A larger file is not read, in bytes.
const MOST_BYTES: u64 = 1 << 20;

#[derive(ClapArgs)]
pub(super) struct Typed {
    /// The folder: of the settings, or the build context
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// Write a `.dockerignore` from what is there, instead of a `dockvet.toml`
    #[arg(long)]
    dockerignore: bool,
    /// Leave out all but what the Dockerfiles take
    #[arg(long, requires = "dockerignore")]
    allow_list: bool,
    /// Write to standard output
    #[arg(long, conflicts_with = "diff")]
    stdout: bool,
    /// Show what would change
    #[arg(long)]
    diff: bool,
    /// Overwrite a file that is there
    #[arg(long)]
    force: bool,
}

/// Writes a `dockvet.toml`, or a `.dockerignore`; returns the exit code.
pub(super) fn run(typed: &Typed) -> u8 {
    if !typed.folder.is_dir() {
        complain(&format!("`{}` is no folder", typed.folder.display()));
        return BROKEN;
    }
    if !typed.dockerignore {
        return put(typed, &typed.folder.join("dockvet.toml"), init::settings());
    }
    match ignore_file(typed) {
        Ok(text) => put(typed, &typed.folder.join(".dockerignore"), &text),
        Err(why) => {
            complain(&why);
            BROKEN
        }
    }
}

/// The text for the Dockerfiles that are built in the folder.
fn ignore_file(typed: &Typed) -> Result<String, String> {
    let build = Build { context: None, target: None, build_args: Vec::new() };
    let configuration = Configuration { config: None, isolated: false };
    let paths = std::slice::from_ref(&typed.folder);
    let found = subject::find(&Wanted { paths, stdin_filename: None, build: &build, configuration: &configuration });
    let found = found.ok_or("nothing can be read")?;
    let folder = fs::canonicalize(&typed.folder).map_err(|error| error.to_string())?;
    let models: Vec<Model> = found.subjects.iter().map(|it| pipeline::dry_build(&it.build)).collect();
    let is_here = |context: &Context| {
        let own = context.ignored().source.as_ref();
        context.root() == folder
            && own.is_none_or(|it| it.path().file_name().is_some_and(|name| name == ".dockerignore"))
    };
    let built: Vec<&Model> = models.iter().filter(|it| it.context.as_ref().is_some_and(is_here)).collect();
    let context = built.first().and_then(|it| it.context.as_ref());
    let context = context.ok_or_else(|| format!("no Dockerfile is built in `{}`", typed.folder.display()))?;
    if typed.allow_list { init::allow_list(&built) } else { Ok(init::dockerignore(context, &built).text) }
}

fn put(typed: &Typed, target: &Path, text: &str) -> u8 {
    let shown = target.strip_prefix(".").unwrap_or(target).display();
    if typed.stdout {
        return printed(|out| out.write_all(text.as_bytes()));
    }
    if typed.diff {
        let before = Source::new(target, disk::text(target, MOST_BYTES).unwrap_or_default());
        let after = Source::new(target, text);
        return patch::print(&[&Changed { before, after }], When::Auto, None);
    }
    if target.exists() && !typed.force {
        complain(&format!("`{shown}` is there already: `--diff` shows what would change, `--force` overwrites it"));
        return BROKEN;
    }
    if let Err(why) = replace::put(target, text.as_bytes()) {
        complain(&format!("cannot write `{shown}`: {why}"));
        return BROKEN;
    }
    complain(&format!("wrote `{shown}`"));
    CLEAN
}
