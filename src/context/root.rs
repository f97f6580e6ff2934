//! Where the context's root is: what some file says of the build, else where the COPY sources are.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::discover::is_dockerfile_name;
use super::hints::{BuildHint, Kind};
use super::workspace::{Workspace, absolute};
use super::{Context, Node, dockerignore::gopath};

/// How a context was found that nothing speaks for.
const NOTHING: &str = "the Dockerfile's own folder holds nothing to copy";

impl Context {
    /// Whether nothing speaks for this folder but that the Dockerfile's own holds nothing to copy.
    pub fn is_guessed(&self) -> bool {
        self.why() == NOTHING
    }
}

/// Folders between the Dockerfile and the repository's root that are tried.
const MOST_CANDIDATES: usize = 16;

/// Sources that are looked up in each.
const MOST_SOURCES: usize = 200;

/// What a candidate says of the sources.
struct Score {
    context: Context,
    present: usize,
    missing: usize,
}

/// Chooses the context of `dockerfile` (any path to it). `sources` are the sources of each COPY and ADD from
/// the context, expanded, URLs and heredocs left out; `target` is the stage asked for, if any.
pub fn choose(workspace: &Arc<Workspace>, dockerfile: &Path, sources: &[Vec<String>], target: Option<&str>) -> Context {
    let dockerfile = absolute(dockerfile);
    let folder = dockerfile.parent().unwrap_or(workspace.repository()).to_owned();
    let sources = tidy(sources);
    let mut hinted: Vec<(Score, Kind)> = Vec::new();
    let mut hints = workspace.hints_for(&dockerfile);
    hints.sort_by_key(|hint| target.is_some() && hint.target.as_deref() != target);
    for hint in hints {
        if !hinted.iter().any(|(score, _)| score.context.root() == hint.context) && hinted.len() < MOST_CANDIDATES {
            hinted.push((score(workspace, &hint.context, &dockerfile, &sources, said(workspace, hint)), hint.kind));
        }
    }
    let Some((told, kind)) = best(hinted) else {
        return guess(workspace, &folder, &dockerfile, &sources).context;
    };
    // A script may be run in another folder than was thought, and a stale file describes no build that works.
    let is_doubtful = told.missing > 0 && (kind == Kind::Command || told.present == 0);
    if !is_doubtful {
        return told.context;
    }
    let guessed = guess(workspace, &folder, &dockerfile, &sources);
    let is_better = guessed.missing < told.missing && (kind == Kind::Command || guessed.missing == 0);
    if is_better { guessed.context } else { told.context }
}

/// The one with the fewest missing sources, then with the most present; the first of equals.
fn best<T>(scores: Vec<(Score, T)>) -> Option<(Score, T)> {
    let rank = |score: &Score| (score.missing, usize::MAX - score.present);
    scores.into_iter().min_by_key(|(score, _)| rank(score))
}

fn guess(workspace: &Arc<Workspace>, folder: &Path, dockerfile: &Path, sources: &Sources) -> Score {
    let repository = workspace.repository();
    let inside = folder.starts_with(repository);
    let folders = folder.ancestors().take_while(|above| above.starts_with(repository)).take(MOST_CANDIDATES);
    let mut folders: Vec<PathBuf> =
        if inside { folders.map(Path::to_owned).collect() } else { vec![folder.to_owned()] };
    if inside && folders.last().is_some_and(|last| last != repository) {
        folders.push(repository.to_owned());
    }
    if sources.names.is_empty() {
        return nothing_to_resolve(workspace, folder, dockerfile, sources);
    }
    let mut scores = Vec::new();
    for root in &folders {
        let score = score(workspace, root, dockerfile, sources, String::new());
        let is_perfect = score.present == sources.names.len();
        scores.push((score, ()));
        // The first of equals wins, and nothing is better.
        if is_perfect {
            break;
        }
    }
    let (mut score, ()) = best(scores).expect("the Dockerfile's folder is always tried");
    if score.present == 0 && score.missing > 0 {
        // A slip in the only source tells of the folder as well as the source itself would.
        let open = |root: &Path| Context::open(workspace.clone(), root, dockerfile, String::new());
        let resembles = |root: &&PathBuf| {
            let context = open(root);
            sources.names.iter().any(|name| context.is_misspelt(name))
        };
        if let Some(root) = folders.iter().find(resembles) {
            score.context = open(root);
            score.context.why = "a name much like a COPY source exists here".to_owned();
            return score;
        }
        score.context = open(repository_or(folder, repository, inside));
        score.context.why = "no COPY source exists in any folder, so the repository's root is taken".to_owned();
        return score;
    }
    score.context.why = match score.present + score.missing {
        0 => "it is the Dockerfile's folder".to_owned(),
        all => format!("{} of {all} COPY sources exist here", score.present),
    };
    score
}

fn repository_or<'p>(folder: &'p Path, repository: &'p Path, inside: bool) -> &'p Path {
    if inside { repository } else { folder }
}

/// Without named sources the Dockerfile's folder is taken, unless `COPY .` of it would copy Dockerfiles only.
fn nothing_to_resolve(workspace: &Arc<Workspace>, folder: &Path, dockerfile: &Path, sources: &Sources) -> Score {
    let own = Context::open(workspace.clone(), folder, dockerfile, "it is the Dockerfile's folder".to_owned());
    let repository = workspace.repository();
    let only_docker = |name: &str| {
        let lower = name.to_ascii_lowercase();
        is_dockerfile_name(name)
            || lower.ends_with("ignore")
            || lower.ends_with(".md")
            || lower.contains("compose")
            || lower.ends_with(".sh")
    };
    let is_bare = || {
        let listing = own.listing("");
        listing.is_none_or(|it| it.folders().is_empty() && it.keys().all(|name| only_docker(name)))
    };
    let context = if sources.takes_all && folder != repository && folder.starts_with(repository) && is_bare() {
        let why = NOTHING.to_owned();
        Context::open(workspace.clone(), repository, dockerfile, why)
    } else {
        own
    };
    Score { context, present: 0, missing: 0 }
}

fn score(workspace: &Arc<Workspace>, root: &Path, dockerfile: &Path, sources: &Sources, why: String) -> Score {
    let context = Context::open(workspace.clone(), root, dockerfile, why);
    let mut score = Score { context, present: 0, missing: 0 };
    for source in &sources.names {
        if stands(&score.context, source) {
            score.present += 1;
        } else if !source.contains(['*', '?', '[']) && score.context.made_elsewhere(source).is_none() {
            score.missing += 1;
        }
    }
    score
}

fn stands(context: &Context, source: &str) -> bool {
    match source.contains(['*', '?', '[']) {
        true => !context.glob(source).is_empty(),
        false => context.resolve(source).is_some() || context.node(source) != Node::Missing,
    }
}

fn said(workspace: &Workspace, hint: &BuildHint) -> String {
    let path = absolute(hint.source.path());
    let shown = path.strip_prefix(workspace.repository()).unwrap_or(&path).display().to_string();
    format!("`{shown}:{}` builds it with this context", hint.source.line(hint.span.start))
}

/// Sources that name something, and whether some source is the whole context.
struct Sources {
    names: Vec<String>,
    takes_all: bool,
}

fn tidy(sources: &[Vec<String>]) -> Sources {
    let cleaned = sources.iter().flatten().map(|source| gopath::clean(&format!("/{source}")));
    let mut names: Vec<String> = cleaned.map(|source| source[1..].to_owned()).collect();
    let takes_all = names.iter().any(|name| name.is_empty() || name == "*");
    names.retain(|name| !name.is_empty() && name != "*");
    names.sort();
    names.dedup();
    names.truncate(MOST_SOURCES);
    Sources { names, takes_all }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::context::discover::discover;

    fn chosen(files: &[(&str, &str)], dockerfile: &str, sources: &[&str]) -> (String, String) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join(".git")).expect("a folder");
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, text).expect("a file");
        }
        let found = discover(&[folder.path().to_owned()]);
        let workspace = Workspace::open(folder.path(), &found);
        let sources = [sources.iter().map(|source| (*source).to_owned()).collect()];
        let context = choose(&workspace, &folder.path().join(dockerfile), &sources, None);
        let root = context.root().strip_prefix(workspace.repository()).expect("inside");
        (root.display().to_string(), context.why().to_owned())
    }

    #[test]
    fn files_that_describe_builds_come_first() {
        let base = [("api/Dockerfile", ""), ("api/main.go", ""), ("main.go", "")];
        let with = |file: (&'static str, &'static str)| [base.as_slice(), &[file]].concat();
        let table = [
            (
                (
                    "docker-compose.yml",
                    "services:\n  api:\n    build:\n      context: ${X:-.}\n      dockerfile: api/Dockerfile\n",
                ),
                "docker-compose.yml:4",
            ),
            (
                (
                    ".github/workflows/ci.yml",
                    "jobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          file: api/Dockerfile\n",
                ),
                ".github/workflows/ci.yml:6",
            ),
            (
                (
                    ".github/workflows/ci.yml",
                    "jobs:\n  a:\n    steps:\n      - run: |\n          echo\n          docker build -f api/Dockerfile .\n",
                ),
                ".github/workflows/ci.yml:6",
            ),
            (("Makefile", "x:\n\tdocker build -t x -f api/Dockerfile .\n"), "Makefile:2"),
            (("docker-bake.hcl", "target \"api\" {\n  dockerfile = \"api/Dockerfile\"\n}\n"), "docker-bake.hcl:1"),
            (
                ("docker-bake.json", "{\"target\":\n {\"api\": {\"dockerfile\": \"api/Dockerfile\"}}}"),
                "docker-bake.json:2",
            ),
        ];
        for (file, place) in table {
            let expected = format!("`{place}` builds it with this context");
            assert_eq!(chosen(&with(file), "api/Dockerfile", &["main.go"]), (String::new(), expected));
        }
    }

    #[test]
    fn files_that_describe_a_build_that_cannot_work_do_not() {
        let compose = ("api/docker-compose.yml", "services:\n  api:\n    build: .\n");
        let files = [compose, ("api/Dockerfile", ""), ("api/a.txt", ""), ("api/nginx.conf", "")];
        let root = |sources: &[&str]| chosen(&files, "api/Dockerfile", sources).0;
        assert_eq!(root(&["api/nginx.conf"]), "");
        assert_eq!(root(&["api/nginx.conf", "a.txt"]), "api");
        assert_eq!(root(&["absent.txt"]), "api");
    }

    #[test]
    fn the_matrix_of_a_workflow_is_filled_in() {
        let workflow = "jobs:\n  a:\n    strategy:\n      matrix:\n        app: [web, api]\n    steps:\n      - uses: docker/build-push-action@v6\n        \
                        with:\n          context: .\n          file: ${{ matrix.app }}/Dockerfile\n";
        let files = [("api/Dockerfile", ""), ("api/x", ""), ("x", ""), (".github/workflows/ci.yml", workflow)];
        assert_eq!(chosen(&files, "api/Dockerfile", &["x"]).0, "");
    }

    #[test]
    fn else_the_sources_decide() {
        let files = [("docker/api/Dockerfile", ""), ("docker/api/run.sh", ""), ("src/a", ""), ("go.mod", "")];
        let choose = |sources: &[&str]| chosen(&files, "docker/api/Dockerfile", sources);
        assert_eq!(choose(&["go.mod", "/src/"]), (String::new(), "2 of 2 COPY sources exist here".to_owned()));
        assert_eq!(choose(&["run.sh"]).0, "docker/api");
        assert_eq!(choose(&["run.sh", "absent.txt"]).0, "docker/api");
        assert_eq!(choose(&[]), ("docker/api".to_owned(), "it is the Dockerfile's folder".to_owned()));
        assert_eq!(choose(&["absent.txt"]).0, "");
        assert_eq!(choose(&["."]).0, "");
        assert_eq!(
            choose(&["dist/app", "run.sh"]),
            ("docker/api".to_owned(), "1 of 1 COPY sources exist here".to_owned())
        );
    }
}
