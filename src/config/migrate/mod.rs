//! Another tool's configuration as a `dockvet.toml`: what has a counterpart is taken over, the rest is told in comments.

mod draft;
mod hadolint;
mod tally;

/// What comes of a configuration.
#[derive(Debug)]
pub struct Migration {
    /// The text of a `dockvet.toml`.
    pub text: String,
    /// How many settings were taken over.
    pub taken: usize,
    /// What has no counterpart, and what to do instead.
    pub left: Vec<String>,
}

/// From the text of a `.hadolint.yaml`, which is called `name`.
///
/// # Errors
/// What is wrong with the file.
pub fn from_hadolint(text: &str, name: &str) -> Result<Migration, String> {
    hadolint::migrate(text).map(|draft| draft.finish(name))
}

/// From the text of a `.tally.toml`, which is called `name`.
///
/// # Errors
/// What is wrong with the file.
pub fn from_tally(text: &str, name: &str) -> Result<Migration, String> {
    tally::migrate(text).map(|draft| draft.finish(name))
}

#[cfg(test)]
mod tests;
