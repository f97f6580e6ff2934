//! Image references: `registry/name:tag@digest`.
//!
//! Only this file knows `dockerfile_parser`, which reads a reference well once its digest is split off.

/// A reference as written, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageRef {
    /// `docker.io/library/python`, `gcr.io/distroless/static`: registry and `library/` filled in.
    pub canonical: String,
    /// The name as written, without tag and digest.
    pub name: String,
    pub tag: Option<String>,
    pub digest: Option<String>,
}

/// Takes a reference apart; `None` where the text is no reference. No variables may stand in it.
pub fn parse(text: &str) -> Option<ImageRef> {
    let _ = text;
    None
}
