//! The projects of .NET that belong together: a solution names projects, projects name others, and files of the
//! folders above decide on all of them.

use std::collections::BTreeSet;

use crate::context::Node;
use crate::model::path;

use super::inputs::{Reader, is_of_folder};
use super::manifests::below;

/// Projects that are followed; more are no short Dockerfile.
const MOST: usize = 60;

/// The project or solution `start` with all that restoring it reads: paths of the context; `None` where one of them
/// is not there, or is named by a property.
pub(super) fn all(reader: &Reader, start: String) -> Option<Vec<String>> {
    let mut todo = vec![start];
    let mut found: BTreeSet<String> = BTreeSet::new();
    while let Some(path) = todo.pop() {
        if found.contains(&path) {
            continue;
        }
        if found.len() > MOST || reader.context.is_ignored(&path) {
            return None;
        }
        let text = reader.text(&path)?;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        for name in named(&text)? {
            todo.push(beside(&folder, &name)?);
        }
        todo.extend(above(reader, &folder).filter(|it| !found.contains(it)));
        found.insert(path);
    }
    Some(found.into_iter().collect())
}

/// What a project, a solution or a file of properties names; `None` where a name is not written out.
fn named(text: &str) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        let part = |sign: &str, end: char| line.split_once(sign).and_then(|(_, rest)| rest.split(end).next());
        let reference = part("<ProjectReference Include=\"", '"').or_else(|| part("<Project Path=\"", '"'));
        let import = part("<Import Project=\"", '"').filter(|_| !line.contains("Sdk=\""));
        let listed = line.starts_with("Project(").then(|| line.split('"').nth(5)).flatten();
        let listed = listed.filter(|it| it.ends_with("proj"));
        for name in reference.into_iter().chain(import).chain(listed) {
            if name.contains(['$', '*', '%', ';']) {
                return None;
            }
            names.push(name.replace('\\', "/"));
        }
    }
    Some(names)
}

/// The clean path of `name` from `folder`; `None` where it leaves the context.
fn beside(folder: &str, name: &str) -> Option<String> {
    let depth = folder.split('/').filter(|it| !it.is_empty()).count();
    let up = name.split('/').take_while(|it| *it == "..").count();
    (up <= depth).then(|| path::join(&format!("/{folder}"), name)[1..].to_owned())
}

/// The files of `folder` and of those above it that decide on the projects below.
fn above(reader: &Reader, folder: &str) -> impl Iterator<Item = String> {
    let mut folders = vec![folder.to_owned()];
    while let Some((up, _)) =
        folders.last().and_then(|it| it.rsplit_once('/')).map(|(up, last)| (up.to_owned(), last.len()))
    {
        folders.push(up);
    }
    if !folder.is_empty() {
        folders.push(String::new());
    }
    let mut files = Vec::new();
    for at in folders {
        let names = reader.context.names(&at);
        files.extend(names.iter().filter(|(name, _)| is_of_folder(name)).map(|(name, _)| below(&at, name)));
    }
    files.into_iter().filter(|path| matches!(reader.context.node(path), Node::File { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn projects_name_others() {
        let project = "<ItemGroup>\n  <ProjectReference Include=\"..\\Lib\\Lib.csproj\" />\n</ItemGroup>\n";
        assert_eq!(named(project), Some(vec!["../Lib/Lib.csproj".to_owned()]));
        let solution = "Project(\"{FAE0}\") = \"Api\", \"src\\Api\\Api.csproj\", \"{1}\"\nProject(\"{2}\") = \"docs\", \"docs\", \"{3}\"\n";
        assert_eq!(named(solution), Some(vec!["src/Api/Api.csproj".to_owned()]));
        assert_eq!(named("<ProjectReference Include=\"$(Root)Lib.csproj\" />"), None);
        assert_eq!(beside("src/Api", "../Lib/Lib.csproj").as_deref(), Some("src/Lib/Lib.csproj"));
        assert_eq!(beside("", "../Lib.csproj"), None);
    }
}
