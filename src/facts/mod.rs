//! What is known without looking at this project: base images, packages, commands.

pub mod base;
pub mod commands;
pub mod headers;
pub mod licenses;
pub mod missing;
pub mod needs;
pub mod packages;
pub mod releases;
pub mod secrets;
mod sorted;
pub mod sources;
pub mod toolchain;

/// Yes, no, or not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tri {
    Yes,
    No,
    #[default]
    Unknown,
}
