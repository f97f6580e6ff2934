//! Contexts on disk.

use std::fs;
use std::path::Path;

use super::discover::discover;
use super::*;

struct Tree(tempfile::TempDir);

impl Tree {
    fn new(files: &[(&str, &str)]) -> Tree {
        let tree = Tree(tempfile::tempdir().expect("a temporary folder"));
        fs::create_dir(tree.0.path().join(".git")).expect("a folder");
        for (path, text) in files {
            let path = tree.0.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, text).expect("a file");
        }
        tree
    }

    fn context(&self, root: &str) -> Context {
        let workspace = Workspace::open(self.0.path(), &discover(&[self.0.path().to_owned()]));
        let root = workspace.repository().join(root);
        let dockerfile = root.join("Dockerfile");
        Context::open(workspace, &root, &dockerfile, String::new())
    }
}

#[test]
fn the_ignore_file_beside_the_dockerfile_wins() {
    let both = [(".dockerignore", "a\n"), ("Dockerfile.dockerignore", "b\n"), ("a", ""), ("b", "")];
    let context = Tree::new(&both).context("");
    assert!(!context.is_ignored("a") && context.is_ignored("b"));
}

#[test]
fn an_empty_ignore_file_beside_the_dockerfile_wins_too() {
    let both = [(".dockerignore", "a\n"), ("Dockerfile.dockerignore", ""), ("a", "")];
    let context = Tree::new(&both).context("");
    assert!(!context.is_ignored("a"));
    assert!(context.ignored().source.is_some());
}

#[test]
fn folders_are_ignored_where_nothing_below_is_sent() {
    let files = [
        (".dockerignore", "docs\n!**/*.md\nempty\nkept\n!kept/x\n"),
        ("docs/a.txt", ""),
        ("docs/in/b.md", ""),
        ("empty/a", ""),
        ("kept/x/y", ""),
    ];
    let tree = Tree::new(&files);
    let context = tree.context("");
    let ignored = ["docs", "docs/in", "docs/a.txt", "docs/in/b.md", "empty", "empty/a", "kept", "kept/x/y", ""];
    let ignored = ignored.map(|path| context.is_ignored(path));
    assert_eq!(ignored, [false, false, true, false, true, true, false, false, false]);
}

#[test]
fn tells_nodes_apart() {
    let tree = Tree::new(&[("a/b.txt", "text"), ("Top", "")]);
    let context = tree.context("");
    assert_eq!(context.node("a"), Node::Folder);
    assert!(matches!(context.node("a/b.txt"), Node::File { size: 4, .. }));
    assert_eq!(context.node("top"), Node::Missing);
    assert_eq!(context.node("a/b.txt/c"), Node::Missing);
    assert_eq!(context.node(".."), Node::Missing);
    assert_eq!(context.children("a").len(), 1);
    assert_eq!(context.read("a/b.txt").map(|it| it.text().to_owned()), Some("text".to_owned()));
}

#[test]
fn globs_go_name_by_name() {
    let files = [("a/x.go", ""), ("a/y.go", ""), ("b/x.go", ""), ("b/c/z.go", "")];
    let tree = Tree::new(&files);
    let context = tree.context("");
    assert_eq!(context.glob("*/x.go"), ["a/x.go", "b/x.go"]);
    assert_eq!(context.glob("a/[xy].go"), ["a/x.go", "a/y.go"]);
    assert_eq!(context.glob("b/*"), ["b/c", "b/x.go"]);
    assert!(context.glob("*.rs").is_empty());
    assert!(context.glob("[").is_empty());
}

#[cfg(unix)]
#[test]
fn links_stay_in_the_context() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().expect("a temporary folder");
    fs::write(outside.path().join("secret"), "x").expect("a file");
    let tree = Tree::new(&[("sub/in/a.txt", "a"), ("top.txt", "")]);
    let at = |path: &str| tree.0.path().join(path);
    symlink("in", at("sub/here")).expect("a link");
    symlink("/in", at("sub/rooted")).expect("a link");
    symlink(outside.path(), at("sub/out")).expect("a link");
    symlink(outside.path().join("secret"), at("sub/secret")).expect("a link");
    symlink("../../../top.txt", at("sub/up")).expect("a link");
    symlink("loop", at("sub/loop")).expect("a link");
    let context = tree.context("sub");
    assert_eq!(context.node("here"), Node::Link("in".to_owned()));
    assert!(matches!(context.node("here/a.txt"), Node::File { size: 1, .. }));
    assert_eq!(context.resolve("rooted/a.txt"), Some("in/a.txt".to_owned()));
    assert_eq!(context.resolve("loop"), None);
    for path in ["out/secret", "secret", "up"] {
        assert!(context.read(path).is_none(), "{path}");
    }
    assert_eq!(context.node("out/secret"), Node::Missing);
}

#[cfg(unix)]
#[test]
fn reads_nothing_outside_the_repository() {
    let outside = tempfile::tempdir().expect("a temporary folder");
    fs::write(outside.path().join("ignore"), "a\n").expect("a file");
    let tree = Tree::new(&[("a", "")]);
    std::os::unix::fs::symlink(outside.path().join("ignore"), tree.0.path().join(".dockerignore")).expect("a link");
    assert!(tree.context("").ignored().source.is_none());
}

#[test]
fn says_why_a_path_may_come_later() {
    let files = [
        (".gitignore", "# x\n*.log\n/api/secrets/\n"),
        ("api/.gitignore", "go.sum\n!kept.log\n"),
        (".gitmodules", "[submodule \"lib\"]\n\tpath = api/lib\n\turl = https://example.com/lib\n"),
        (
            "Makefile",
            "# names api.cfg\nserver:\n\tgo build -o api/serverd .\n\tcurl -o api/data.json https://example.com\n",
        ),
        ("api/.dockerignore", "*\n!agent\n!conf/**\n"),
        ("api/bin/tool", ""),
    ];
    let tree = Tree::new(&files);
    let context = tree.context("api");
    let table = [
        ("a.log", Some("git ignores it (`.gitignore:2`)")),
        ("kept.log", None),
        ("go.sum", Some("git ignores it (`api/.gitignore:1`)")),
        ("secrets/key", Some("git ignores it (`.gitignore:3`)")),
        ("lib/a.c", Some("it lies in the git submodule `api/lib`")),
        ("dist/index.html", Some("`dist` is a folder that builds write")),
        ("bin/other", None),
        ("agent", Some("`.dockerignore:2` lets it in by name")),
        ("conf", Some("`.dockerignore:3` lets it in by name")),
        ("app.jar", Some("`*.jar` files are what builds produce")),
        ("serverd", Some("`Makefile:3` names it")),
        ("server", Some("`Makefile:2` names it")),
        ("data.json", Some("`Makefile:4` names it")),
        ("api.cfg", None),
        ("requirements.txt", None),
        (".git/HEAD", Some("it is part of every clone")),
    ];
    for (path, expected) in table {
        assert_eq!(context.made_elsewhere(path).as_deref(), expected, "{path}");
    }
}

#[test]
fn committed_build_folders_and_public_variables_are_sources() {
    let files = [
        ("package.json", "{}"),
        ("build/x.js", "1"),
        ("dist/y.js", "22"),
        (".gitignore", "/dist\n"),
        (".env", "API_TOKEN=n4Fq0cVt81\n"),
        (".env.production", "CURRENCY=EUR\n"),
    ];
    let tree = Tree::new(&files);
    let found = tree.context("").unwanted();
    let found: Vec<_> = found.iter().map(|it| (it.path.as_str(), it.size, it.git_ignored)).collect();
    assert_eq!(found, [(".env", 21, false), (".git", 0, false), ("dist", 2, true)]);
}

#[test]
fn release_tools_build_the_program() {
    let tree = Tree::new(&[
        ("go.mod", "module example.com/me/tool/v2\n"),
        (".goreleaser.yaml", "builds:\n  - id: x\n    main: ./cmd/helper\n"),
    ]);
    let context = tree.context("");
    let reason = |path: &str| context.made_elsewhere(path);
    assert_eq!(reason("tool").as_deref(), Some("`.goreleaser.yaml` builds it by default"));
    assert_eq!(reason("helper").as_deref(), Some("`.goreleaser.yaml:3` names it"));
    assert_eq!(reason("other"), None);
}

#[test]
fn finds_near_misses() {
    let files = [
        ("Requirements.txt", ""),
        ("src/server/index.js", ""),
        ("config/nginx.conf", ""),
        ("a/index.js", ""),
        ("go.mod", ""),
    ];
    let tree = Tree::new(&files);
    let context = tree.context("");
    let table = [
        ("requirements.txt", Some("Requirements.txt")),
        ("src/sevrer/index.js", Some("src/server/index.js")),
        ("nginx.conf", Some("config/nginx.conf")),
        ("index.js", None),
        ("go.sum", None),
        ("server/index.js", Some("src/server/index.js")),
        ("go.mod", None),
    ];
    for (path, expected) in table {
        assert_eq!(context.near_miss(path).as_deref(), expected, "{path}");
    }
}

#[test]
fn contexts_are_shared_by_threads() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Context>();
    is_shared::<Workspace>();
    assert!(Path::new("/").is_absolute());
}
