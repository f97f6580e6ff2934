//! `docker build` and its relatives on command lines of Makefiles, scripts and workflows.

use std::path::{Path, PathBuf};

use crate::context::workspace::Workspace;
use crate::source::Source;

use super::{BuildHint, Draft, Kind, Start, argument, calls, folder_of};

/// Flags of `docker build` and `podman build` that stand alone.
const SWITCHES: [&str; 22] = [
    "--pull",
    "--no-cache",
    "--push",
    "--load",
    "--quiet",
    "-q",
    "--rm",
    "--force-rm",
    "--squash",
    "--compress",
    "--check",
    "--layers",
    "--tls-verify",
    "--all-platforms",
    "--rm=true",
    "--debug",
    "-D",
    "--disable-content-trust",
    "--rm=false",
    "--no-cache-filter",
    "--provenance",
    "--sbom",
];

/// Words of one command line that are read. A line of nothing but such commands is read in time that grows with its length.
const MOST_WORDS: usize = 300;

/// How far before a command the `cd` is looked for, in bytes.
const LONGEST_WAY: usize = 2_048;

/// The builds of a script. Its paths start where it is run: at the repository's root, or in its own folder.
pub(super) fn read(workspace: &Workspace, source: &Source) -> Vec<BuildHint> {
    let Some(own) = folder_of(source.path()) else { return Vec::new() };
    let is_makefile =
        source.path().file_name().is_some_and(|name| name.to_string_lossy().to_ascii_lowercase().contains("make"));
    let root = workspace.repository();
    // A script beside a Dockerfile builds that one.
    let is_beside = ["Dockerfile", "Containerfile"].iter().any(|name| own.join(name).is_file());
    let bases: [&Path; 2] = if is_makefile || is_beside { [&own, root] } else { [root, &own] };
    let mut hints = Vec::new();
    for (line, draft) in drafts(source.text()) {
        let span = source.line_span(line as u32 + 1);
        let tried = bases.iter().filter(|base| !draft.at_root || **base == root).find_map(|base| {
            let draft = Draft {
                span,
                context: draft.context.clone(),
                dockerfile: draft.dockerfile.clone(),
                ..Draft::default()
            };
            draft.settle(workspace, Kind::Command, base, Start::Base, source)
        });
        hints.extend(tried.map(|hint| BuildHint { target: draft.target, args: draft.args, tags: draft.tags, ..hint }));
    }
    hints
}

/// The builds in a text of command lines, each with its line (from 0).
pub(super) fn drafts(text: &str) -> Vec<(usize, Draft)> {
    let mut drafts = Vec::new();
    let may_build = |text: &str| text.contains("build") || text.contains("bud");
    if !may_build(text) {
        return drafts;
    }
    for (line, command) in logical_lines(text) {
        if !may_build(&command) || command.trim_start().starts_with('#') {
            continue;
        }
        for found in calls::find(&command) {
            let folder = entered(&command[..found.start]);
            drafts.extend(draft(&command[found.end..], folder.as_deref()).map(|draft| (line, draft)));
        }
    }
    drafts
}

/// Lines joined where one ends in `\`, with the number of the first.
fn logical_lines(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    let mut goes_on = false;
    for (index, line) in text.lines().enumerate() {
        let (line, continues) = line.trim_end().strip_suffix('\\').map_or((line, false), |line| (line, true));
        match lines.last_mut().filter(|_| goes_on) {
            Some((_, last)) => {
                last.push(' ');
                last.push_str(line);
            }
            None => lines.push((index, line.to_owned())),
        }
        goes_on = continues;
    }
    lines
}

/// The folder of the last `cd x &&` before the command, which stands near.
fn entered(before: &str) -> Option<String> {
    let near = before.floor_char_boundary(before.len().saturating_sub(LONGEST_WAY));
    let (_, after) = before[near..].rsplit_once("cd ")?;
    let folder = after.split(['&', ';', '|']).next()?.trim();
    (!folder.is_empty() && !folder.contains(' ')).then(|| folder.trim_matches(['"', '\'']).to_owned())
}

/// Reads the arguments behind `build`; `None` where no context is named.
fn draft(arguments: &str, folder: Option<&str>) -> Option<Draft> {
    let mut draft = Draft::default();
    let mut context = None;
    let mut words = words(arguments).into_iter();
    while let Some(word) = words.next() {
        if !word.starts_with('-') || word == "-" {
            context.get_or_insert(word);
            continue;
        }
        let (flag, value) = match word.split_once('=') {
            Some((flag, value)) => (flag.to_owned(), Some(value.to_owned())),
            None if SWITCHES.contains(&word.as_str()) => continue,
            None => (word, None),
        };
        let value = value.or_else(|| words.next())?;
        match flag.as_str() {
            "-f" | "--file" => draft.dockerfile = Some(value),
            "--target" => draft.target = Some(value),
            "-t" | "--tag" => draft.tags.push(value),
            "--build-arg" => draft.args.push(argument(&value)),
            _ => (),
        }
    }
    let context = context?;
    let paths = [Some(&context), draft.dockerfile.as_ref()];
    draft.at_root = paths.into_iter().flatten().any(|path| without_root(path).is_some());
    // A folder entered before does not matter to a path from the root.
    let folder = folder.filter(|_| !draft.at_root);
    draft.dockerfile = draft.dockerfile.map(|path| rooted(&path, folder));
    draft.context = rooted(&context, folder);
    Some(draft)
}

/// Words of a command line up to the end of the command; quotes go, variables stay.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    let mut depth = 0_usize;
    for letter in text.chars() {
        let last = words.len() - 1;
        if last == MOST_WORDS {
            break;
        }
        match letter {
            _ if quote == Some(letter) => quote = None,
            '"' | '\'' if quote.is_none() => quote = Some(letter),
            '(' | '{' => {
                depth += 1;
                words[last].push(letter);
            }
            // The end of a subshell that the command stands in.
            ')' | '}' if depth == 0 && quote.is_none() => break,
            ')' | '}' => {
                depth = depth.saturating_sub(1);
                words[last].push(letter);
            }
            ';' | '&' | '|' | '>' | '<' | '#' if quote.is_none() && depth == 0 => break,
            _ if letter.is_whitespace() && quote.is_none() && depth == 0 => {
                if !words[last].is_empty() {
                    words.push(String::new());
                }
            }
            _ => words[last].push(letter),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The path without the variable for the place itself, below the folder entered before.
fn rooted(path: &str, folder: Option<&str>) -> String {
    const HERE: [&str; 10] =
        ["$(pwd)", "$(PWD)", "${PWD}", "$PWD", "$(CURDIR)", "${CURDIR}", "$$(pwd)", "$$PWD", "`pwd`", "$(shell pwd)"];
    let here = HERE.iter().find_map(|here| path.strip_prefix(here)).or_else(|| without_root(path));
    let path = match here {
        Some("") => ".",
        Some(rest) if rest.starts_with('/') => rest.trim_start_matches('/'),
        _ => path,
    };
    match folder {
        Some(folder) => PathBuf::from(folder).join(path).to_string_lossy().into_owned(),
        None => path.to_owned(),
    }
}

/// What follows a variable that names the repository's root, or the command that asks git for it.
fn without_root(path: &str) -> Option<&str> {
    const WORDS: [&str; 6] = ["ROOT", "PROJECT_DIR", "WORKSPACE", "TOPLEVEL", "TOP_DIR", "TOPDIR"];
    if let Some((_, rest)) = path.split_once("--show-toplevel)") {
        return Some(rest);
    }
    let name = path.strip_prefix('$')?;
    let (name, rest) = match name.strip_prefix(['{', '(']) {
        Some(inner) => inner.split_once(['}', ')'])?,
        None => name.split_at(name.find('/').unwrap_or(name.len())),
    };
    let upper = name.to_ascii_uppercase();
    (WORDS.iter().any(|word| upper.contains(word)) && (rest.is_empty() || rest.starts_with('/'))).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_build_commands() {
        let read = |text: &str| {
            let drafts = drafts(text);
            drafts.into_iter().map(|(line, it)| (line, it.context, it.dockerfile, it.target)).collect::<Vec<_>>()
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            read("\n\tdocker build -t x:$(TAG) \\\n\t  -f build/Dockerfile --target run . && echo"),
            [(1, ".".to_owned(), some("build/Dockerfile"), some("run"))]
        );
        assert_eq!(read("cd api && podman build --no-cache -t a ."), [(0, "api/.".to_owned(), None, None)]);
        assert_eq!(
            read("$(DOCKER) buildx build --push --platform=linux/amd64 \"$(pwd)/web\""),
            [(0, "web".to_owned(), None, None)]
        );
        assert_eq!(
            read("cd x; docker build -f ${REPO_ROOT}/a/Dockerfile $REPO_ROOT"),
            [(0, ".".to_owned(), some("a/Dockerfile"), None)]
        );
        assert_eq!(read("    - \"docker build -t x .\""), [(0, ".".to_owned(), None, None)]);
        assert_eq!(read("# docker build ."), []);
        assert_eq!(read("docker build - < Dockerfile"), [(0, "-".to_owned(), None, None)]);
        assert_eq!(read("docker build -t x"), []);
    }

    #[test]
    fn reads_build_arguments() {
        let drafts = drafts("docker build -t org/app:$V --tag=b --build-arg A=1 --build-arg=B=$C --build-arg D .");
        let args = &drafts[0].1.args;
        assert_eq!(drafts[0].1.tags, ["org/app:$V", "b"]);
        let expected = [("A", Some("1")), ("B", None), ("D", None)];
        assert!(args.iter().map(|(name, value)| (name.as_str(), value.as_deref())).eq(expected));
    }
}
