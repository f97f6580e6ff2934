//! What changes begin with: the cases of the rules, and a few texts for what those do not show.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::common;
use crate::properties::joined;

/// Larger files of a case are left out, in bytes.
const LARGEST: usize = 4 << 10;

/// The files of a case by path.
type Case = Vec<(String, Vec<u8>)>;

/// The seeds of the target of that name, in a fixed order, each once.
pub(crate) fn of(target: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = common::files(&root.join("tests/fuzz/seeds").join(target));
    let own = own.iter().map(|it| fs::read(it).expect("the seed can be read"));
    let of_cases = cases(&root.join("tests/rules")).into_iter().flat_map(|it| of_case(&it, target));
    own.chain(of_cases).collect::<BTreeSet<_>>().into_iter().collect()
}

fn of_case(case: &Case, target: &str) -> Vec<Vec<u8>> {
    let ending = |ends: &'static [&str]| {
        let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        case.iter().filter(move |(path, _)| ends.iter().any(|it| name(path).ends_with(it)))
    };
    let bare = |(_, bytes): &(String, Vec<u8>)| bytes.clone();
    let named = |(path, bytes): &(String, Vec<u8>)| [format!("{path}\n").as_bytes(), bytes].concat();
    match target {
        "analyze" | "fixes" => vec![joined(case)],
        "syntax" | "format" => ending(&["Dockerfile"]).map(bare).collect(),
        "shell" => {
            let scripts = ending(&["Dockerfile"]).flat_map(|(_, bytes)| scripts(bytes));
            scripts.chain(ending(&[".sh"]).map(bare)).collect()
        }
        "dockerignore" => {
            let paths: Vec<&str> = case.iter().map(|(path, _)| path.as_str()).collect();
            let paths = format!("\n\n{}\n", paths.join("\n"));
            let ignores = ending(&[".dockerignore"]);
            ignores.map(|(_, bytes)| [bytes.trim_ascii_end(), paths.as_bytes()].concat()).collect()
        }
        "manifests" => {
            const ENDS: &[&str] =
                &[".yaml", ".yml", ".tpl", ".hcl", "fly.toml", ".aws.json", "Makefile", "Procfile", ".sh", ".env"];
            ending(ENDS).map(named).collect()
        }
        "configuration" => ending(&["dockvet.toml"]).map(named).collect(),
        _ => Vec::new(),
    }
}

/// The small files of each case of each rule.
fn cases(rules: &Path) -> Vec<Case> {
    let folders = common::children(rules).into_iter().flat_map(|it| common::children(&it));
    folders.filter(|it| it.is_dir()).map(|it| case(&it)).collect()
}

/// The files in the order of their paths, the Dockerfile first.
fn case(folder: &Path) -> Case {
    let is_input = |path: &Path| !path.is_symlink() && !path.ends_with("expected.txt") && !common::is_fixed(path);
    let paths = common::files(folder).into_iter().filter(|it| is_input(it));
    let files = paths.filter_map(|path| {
        let name = path.strip_prefix(folder).ok()?.to_str()?.replace('\\', "/");
        Some((name, fs::read(&path).ok().filter(|it| it.len() <= LARGEST)?))
    });
    let mut files: Case = files.collect();
    files.sort_by_key(|(path, _)| path != "Dockerfile");
    files
}

/// What follows each `RUN` of a Dockerfile, to the end of its last line.
fn scripts(dockerfile: &[u8]) -> Vec<Vec<u8>> {
    let text = String::from_utf8_lossy(dockerfile);
    let to_end = |part: &str| {
        let mut script = String::new();
        for line in part.split_inclusive('\n') {
            script += line;
            if !line.trim_end().ends_with('\\') {
                break;
            }
        }
        script.replace("\\\n", "").trim_end().as_bytes().to_vec()
    };
    text.split("\nRUN ").skip(1).map(to_end).collect()
}
