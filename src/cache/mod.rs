//! The builder's cache: what each step's key depends on, what installs and builds, and a better order.
//!
//! Follows BuildKit: metadata instructions are no steps; a step runs again with every step above it in its stage;
//! a COPY and a bind mount count by the content that they take; `COPY --from` counts by what it takes of the
//! other stage, so a stage is a wall. Moved tags, remote files and values of ARGs are not looked at.

pub mod early;
pub mod ecosystems;
pub mod inputs;
pub mod installs;
pub mod keys;
pub mod locks;
pub mod manifests;
pub mod mounts;
pub mod order;
mod projects;
pub mod replay;
pub mod waste;
