//! Files that a project begins with: a `.dockerignore` made from what is there, and a `dockvet.toml` to fill in.
//!
//! Text from facts: nothing is written here.

mod ignore;
mod mentions;
mod tables;

use crate::context::Context;
use crate::model::Model;

pub use ignore::Draft;

/// The `.dockerignore` for the context that all of `models` are built in.
///
/// No path that one of them takes by name is left out, and where one takes all of the context nothing that its build
/// may read: what git holds and what is no part of any build goes, and what tools leave on one machine.
pub fn dockerignore(context: &Context, models: &[&Model]) -> Draft {
    ignore::draft(context, models)
}

/// A `.dockerignore` that leaves all out but what the Dockerfiles take.
///
/// # Errors
/// The first instruction that takes the whole context, in words.
pub fn allow_list(models: &[&Model]) -> Result<String, String> {
    ignore::allow_list(models)
}

/// A `dockvet.toml` in which all stands as a comment.
pub fn settings() -> &'static str {
    SETTINGS
}

const SETTINGS: &str = "\
# Settings of Dockvet for this folder and all below. What is not set is as it is shown here.

# The set of rules: \"recommended\" (what breaks, endangers or wastes), \"strict\", \"hadolint\", \"buildkit\".
# profile = \"recommended\"

# The rules of this version; later ones wait until it is raised.
# rules-as-of = \"0.1\"

# The run fails from this severity on: \"error\", \"warning\", \"info\", \"style\", \"never\".
# fail-on = \"warning\"

# Rules that are not used: `dockvet rules` lists all, and names in other tools work too.
# ignore = [\"root-user\"]

# Files and folders that are not looked at.
# exclude = [\"vendor/**\"]
";
