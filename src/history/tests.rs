use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use gix_object::{Kind, Write};

use super::*;

/// A repository that is written object by object.
struct Repository {
    folder: tempfile::TempDir,
    head: Option<Id>,
}

/// Files of one folder, or folders, by name.
enum Tree {
    File(&'static str),
    Script(&'static str),
    Folder(BTreeMap<String, Tree>),
}

impl Repository {
    fn new() -> Repository {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir_all(folder.path().join(".git/objects")).expect("a folder");
        fs::write(folder.path().join(".git/HEAD"), "ref: refs/heads/main\n").expect("a file");
        Repository { folder, head: None }
    }

    fn write(&self, kind: Kind, bytes: &[u8]) -> Id {
        let objects = gix_odb::at(self.path().join(".git/objects"), gix_hash::Kind::Sha1).expect("a database");
        objects.write_buf(kind, bytes).expect("an object")
    }

    /// Commits `files`: path and text; a text that starts with `#!` makes an executable file.
    fn commit(&mut self, files: &[(&str, &'static str)]) -> Id {
        let mut root = BTreeMap::new();
        for (path, text) in files {
            let mut folder = &mut root;
            let mut names: Vec<&str> = path.split('/').collect();
            let name = names.pop().expect("a name");
            for above in names {
                let entry = folder.entry(above.to_owned()).or_insert_with(|| Tree::Folder(BTreeMap::new()));
                let Tree::Folder(below) = entry else { panic!("a file is a folder") };
                folder = below;
            }
            let file = if text.starts_with("#!") { Tree::Script(text) } else { Tree::File(text) };
            folder.insert(name.to_owned(), file);
        }
        let tree = self.tree(&root);
        self.commit_of(&format!("tree {tree}"), self.head)
    }

    fn commit_of(&mut self, tree: &str, parent: Option<Id>) -> Id {
        let parent = parent.map_or_else(String::new, |id| format!("parent {id}\n"));
        let text = format!("{tree}\n{parent}author A <a@b.c> 1 +0000\ncommitter A <a@b.c> 1 +0000\n\nx\n");
        let id = self.write(Kind::Commit, text.as_bytes());
        let main = self.path().join(".git/refs/heads/main");
        fs::create_dir_all(main.parent().expect("a parent")).expect("folders");
        fs::write(main, format!("{id}\n")).expect("a file");
        self.head = Some(id);
        id
    }

    fn tree(&self, entries: &BTreeMap<String, Tree>) -> Id {
        let mut sorted: Vec<(String, Vec<u8>)> = Vec::new();
        for (name, entry) in entries {
            let (mode, id, key) = match entry {
                Tree::File(text) => ("100644", self.write(Kind::Blob, text.as_bytes()), name.clone()),
                Tree::Script(text) => ("100755", self.write(Kind::Blob, text.as_bytes()), name.clone()),
                Tree::Folder(below) => ("40000", self.tree(below), format!("{name}/")),
            };
            let mut bytes = format!("{mode} {name}\0").into_bytes();
            bytes.extend(id.as_slice());
            sorted.push((key, bytes));
        }
        sorted.sort();
        self.write(Kind::Tree, &sorted.into_iter().flat_map(|(_, bytes)| bytes).collect::<Vec<u8>>())
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}

fn paths(history: &History) -> Vec<Vec<&str>> {
    history.commits.iter().map(|it| it.paths.iter().map(String::as_str).collect()).collect()
}

#[test]
fn names_what_each_commit_changes() {
    let mut repository = Repository::new();
    repository.commit(&[("a", "1"), ("b/c", "1"), ("b/d", "1")]);
    repository.commit(&[("a", "1"), ("b/c", "2"), ("b/d", "1")]);
    repository.commit(&[("a", "#!1"), ("b", "now a file")]);
    let last = repository.commit(&[("a", "#!1"), ("b", "now a file"), ("b.x/e", "1")]);
    let history = read(repository.path(), 10).expect("a history");
    let changed = [vec!["b.x/e"], vec!["a", "b", "b/c", "b/d"], vec!["b/c"], vec!["a", "b/c", "b/d"]];
    assert_eq!(paths(&history), changed);
    assert_eq!((history.commits[0].id.as_str(), history.end), (last.to_string().as_str(), End::First));
    let some = read(repository.path(), 2).expect("a history");
    assert_eq!((some.commits.len(), some.end), (2, End::Wanted));
}

#[test]
fn packed_references_worktrees_and_alternates_are_followed() {
    let mut repository = Repository::new();
    repository.commit(&[("a", "1")]);
    let id = repository.commit(&[("a", "2")]);
    let git = repository.path().join(".git");
    fs::remove_file(git.join("refs/heads/main")).expect("it is there");
    fs::write(git.join("packed-refs"), format!("# pack-refs with: peeled\n{id} refs/heads/main\n^{id}\n"))
        .expect("a file");
    assert_eq!(read(repository.path(), 9).map(|it| it.commits.len()), Ok(2));

    let tree = tempfile::tempdir().expect("a temporary folder");
    let own = git.join("worktrees/one");
    fs::create_dir_all(&own).expect("folders");
    fs::write(own.join("HEAD"), format!("{id}\n")).expect("a file");
    fs::write(own.join("commondir"), "../..\n").expect("a file");
    fs::write(tree.path().join(".git"), format!("gitdir: {}\n", own.display())).expect("a file");
    assert_eq!(read(tree.path(), 9).map(|it| it.commits.len()), Ok(2));

    let borrower = Repository::new();
    let info = borrower.path().join(".git/objects/info");
    fs::create_dir_all(&info).expect("folders");
    fs::write(info.join("alternates"), format!("{}\n", git.join("objects").display())).expect("a file");
    fs::write(borrower.path().join(".git/HEAD"), id.to_string()).expect("a file");
    assert_eq!(read(borrower.path(), 9).map(|it| it.commits.len()), Ok(2));
}

#[test]
fn a_shallow_or_partial_clone_says_where_it_ends() {
    let mut repository = Repository::new();
    let first = repository.commit(&[("a", "1")]);
    let second = repository.commit(&[("a", "2")]);
    repository.commit(&[("a", "3")]);
    fs::write(repository.path().join(".git/shallow"), format!("{second}\n")).expect("a file");
    let history = read(repository.path(), 9).expect("a history");
    assert_eq!((history.commits.len(), history.end), (1, End::Shallow));

    fs::remove_file(repository.path().join(".git/shallow")).expect("it is there");
    let name = first.to_string();
    fs::remove_file(repository.path().join(".git/objects").join(&name[..2]).join(&name[2..])).expect("it is there");
    let history = read(repository.path(), 9).expect("a history");
    assert_eq!(history.commits.len(), 1);
    assert!(matches!(history.end, End::Missing(what) if what.contains(&name[..10])));
}

#[test]
fn broken_repositories_are_told() {
    let none = tempfile::tempdir().expect("a temporary folder");
    assert!(read(none.path(), 9).is_err_and(|why| why.contains("no git repository")));
    fs::write(none.path().join(".git"), "gitdir: /no/such/folder\n").expect("a file");
    assert!(read(none.path(), 9).is_err());

    let mut repository = Repository::new();
    assert!(read(repository.path(), 9).is_err_and(|why| why.contains("refs/heads/main")));
    let head = repository.path().join(".git/HEAD");
    for (text, word) in [("ref: HEAD", "nowhere"), ("ref: refs/../../x", "does not exist"), ("zz", "names no commit")] {
        fs::write(&head, text).expect("a file");
        assert!(read(repository.path(), 9).is_err_and(|why| why.contains(word)), "{text}");
    }
    fs::write(&head, "ref: refs/heads/main").expect("a file");
    let blob = repository.write(Kind::Blob, b"x");
    repository.commit_of(&format!("tree {blob}"), None);
    let history = read(repository.path(), 9).expect("a history without commits");
    assert!(matches!(history.end, End::Missing(why) if why.contains("is a blob")));
    repository.commit_of("nonsense", None);
    assert!(read(repository.path(), 9).is_err_and(|why| why.contains("makes no sense")));
    let config = repository.path().join(".git/config");
    fs::write(config, "[extensions]\n\tobjectFormat = SHA256\n").expect("a file");
    assert!(read(repository.path(), 9).is_err_and(|why| why.contains("SHA-256")));
}

/// A spoilt object is told, whichever byte is wrong.
#[test]
fn spoilt_objects_do_no_harm() {
    let mut repository = Repository::new();
    repository.commit(&[("a", "1"), ("b/c", "1")]);
    let head = repository.commit(&[("a", "2"), ("b/c", "2")]).to_string();
    let file = repository.path().join(".git/objects").join(&head[..2]).join(&head[2..]);
    let bytes = fs::read(&file).expect("the object");
    for at in 0..bytes.len() {
        for spoilt in [[&bytes[..at], &[!bytes[at]], &bytes[at + 1..]].concat(), bytes[..at].to_vec()] {
            fs::remove_file(&file).expect("it is there");
            fs::write(&file, spoilt).expect("a file");
            let _ = read(repository.path(), 9);
        }
    }
}
