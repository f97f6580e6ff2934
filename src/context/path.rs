//! Paths in a build context: relative, with `/` between names; the root is the empty text.

/// Whether `path` is `folder` or below it.
pub(crate) fn within(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// `folder/name`; either may be empty.
pub(crate) fn join(folder: &str, name: &str) -> String {
    match (folder, name) {
        ("", _) => name.to_owned(),
        (_, "") => folder.to_owned(),
        _ => format!("{folder}/{name}"),
    }
}

/// The folder that holds `path`.
pub(crate) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `a/./b/../c` is `a/c`; `None` where it leaves the root.
pub(crate) fn clean(path: &str) -> Option<String> {
    let mut out: Vec<&str> = Vec::new();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                out.pop()?;
            }
            _ => out.push(name),
        }
    }
    Some(out.join("/"))
}
