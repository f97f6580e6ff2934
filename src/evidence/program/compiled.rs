//! Direct dependencies that hold compiled code, which is made for one C library.

use std::sync::LazyLock;

use regex::Regex;

use super::super::Place;
use super::pattern::regex;
use crate::source::{Source, Span};

/// Packages of npm, and the first major release that brings modules for both libraries.
const NODE: [(&str, u32); 7] = [
    ("bcrypt", 6),
    ("better-sqlite3", u32::MAX),
    ("canvas", u32::MAX),
    ("node-sass", u32::MAX),
    ("re2", u32::MAX),
    ("sharp", u32::MAX),
    ("sqlite3", u32::MAX),
];

/// Python packages whose wheels hold compiled code.
const PYTHON: [&str; 14] = [
    "asyncpg",
    "cffi",
    "cryptography",
    "grpcio",
    "lxml",
    "numpy",
    "orjson",
    "pandas",
    "pillow",
    "psycopg2",
    "psycopg2-binary",
    "pydantic-core",
    "scipy",
    "uvloop",
];

static DEPENDENCY: LazyLock<Regex> = LazyLock::new(|| regex(r#""([a-z0-9-]+)"\s*:\s*"[\^~]?(\d+)\.[0-9x.]*""#));
static REQUIREMENT: LazyLock<Regex> = LazyLock::new(|| regex(r"(?m)^([A-Za-z][A-Za-z0-9_-]*)[ \t]*(?:[=<>~!\[;#]|$)"));

/// A package that the `dependencies` of a `package.json` name, and where.
pub fn compiled_of_npm(source: &Source) -> Option<(String, Place)> {
    let text = source.text();
    let found = DEPENDENCY.captures_iter(text).find_map(|it| {
        let (name, major) = (it.get(1)?, it.get(2)?.as_str().parse::<u32>().ok()?);
        let is_native = NODE.iter().any(|(native, both)| *native == name.as_str() && major < *both);
        (is_native && is_runtime(text, name.start())).then_some(name)
    })?;
    let span = Span::new(found.range());
    Some((found.as_str().to_owned(), Place { source: source.clone(), span }))
}

/// A package that a `requirements.txt` names, and where.
pub fn compiled_of_python(source: &Source) -> Option<(String, Place)> {
    let mut found = REQUIREMENT.captures_iter(source.text()).filter_map(|it| it.get(1));
    let name = found.find(|it| PYTHON.contains(&it.as_str().to_ascii_lowercase().replace('_', "-").as_str()))?;
    Some((name.as_str().to_owned(), Place { source: source.clone(), span: Span::new(name.range()) }))
}

/// Whether a name of `package.json` stands in its `dependencies`.
fn is_runtime(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let block = before.rfind('{').map_or("", |open| before[..open].trim_end());
    block.trim_end_matches(':').trim_end().ends_with("\"dependencies\"")
}
