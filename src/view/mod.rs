//! What the dry build knows, shown as such: no verdicts. One folder a view, one file a format.
//!
//! A view is first data that can be serialized; its JSON is that data, the other formats draw it.

pub mod cache;
pub mod context;
pub mod image;
mod text;

use std::path::Path;

use serde::Serialize;

use crate::model::Model;

/// The number of the JSON forms.
pub const SCHEMA: u32 = 1;

/// Where the Dockerfile and its context are.
#[derive(Clone, Debug, Serialize)]
pub struct Place {
    /// As it was named.
    pub dockerfile: String,
    /// Relative to the working directory where that holds it; `None`: there is no build context.
    pub context: Option<String>,
    /// How the context was found, in words that end a sentence.
    pub why: Option<String>,
}

impl Place {
    fn of(model: &Model) -> Place {
        let context = model.context.as_ref();
        Place {
            dockerfile: shown(model.source.path()),
            context: context.map(|it| it.shown()),
            why: context.map(|it| it.why().to_owned()),
        }
    }
}

/// A path as people see it: with `/` between names, without `./` in front.
pub(crate) fn shown(path: &Path) -> String {
    path.strip_prefix(".").unwrap_or(path).display().to_string().replace('\\', "/")
}
