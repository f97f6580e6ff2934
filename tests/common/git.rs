//! A git repository that is written object by object: no git program is needed.

use std::collections::BTreeMap;
use std::fs;

use gix_hash::ObjectId;
use gix_object::{Kind, Write};

/// A working tree, and the history that led to it.
pub(crate) struct Repository {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) head: Option<ObjectId>,
    time: u64,
}

impl Repository {
    pub(crate) fn new() -> Repository {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir_all(folder.path().join(".git/objects")).expect("a folder");
        fs::write(folder.path().join(".git/HEAD"), "ref: refs/heads/main\n").expect("a file");
        Repository { folder, files: BTreeMap::new(), head: None, time: 1_700_000_000 }
    }

    /// Writes the files and commits them.
    pub(crate) fn commit(&mut self, files: &[(&str, &str)]) -> ObjectId {
        for (path, text) in files {
            let on_disk = self.folder.path().join(path);
            fs::create_dir_all(on_disk.parent().expect("it lies in a folder")).expect("the folder can be made");
            fs::write(on_disk, text).expect("the file can be written");
            self.files.insert((*path).to_owned(), (*text).to_owned());
        }
        let tree = self.tree("");
        let parent = self.head.map_or_else(String::new, |id| format!("parent {id}\n"));
        self.time += 60;
        let who = format!("A <a@b.c> {} +0000", self.time);
        let text = format!("tree {tree}\n{parent}author {who}\ncommitter {who}\n\nx\n");
        let id = self.write(Kind::Commit, text.as_bytes());
        self.check_out(id);
        id
    }

    /// Makes `id` the commit that is checked out; the files stay as they are.
    pub(crate) fn check_out(&mut self, id: ObjectId) {
        self.head = Some(id);
        fs::write(self.folder.path().join(".git/HEAD"), id.to_string()).expect("a file");
    }

    /// Makes the reference `name` name `id`.
    pub(crate) fn name(&self, name: &str, id: ObjectId) {
        let file = self.folder.path().join(".git").join(name);
        fs::create_dir_all(file.parent().expect("it lies in a folder")).expect("the folder can be made");
        fs::write(file, format!("{id}\n")).expect("a file");
    }

    fn tree(&self, folder: &str) -> ObjectId {
        let mut entries: BTreeMap<String, (String, ObjectId)> = BTreeMap::new();
        for (path, text) in &self.files {
            let Some(rest) = path.strip_prefix(folder) else { continue };
            match rest.split_once('/') {
                None => {
                    let id = self.write(Kind::Blob, text.as_bytes());
                    entries.insert(rest.to_owned(), (format!("100644 {rest}"), id));
                }
                Some((name, _)) => {
                    let id = self.tree(&format!("{folder}{name}/"));
                    entries.insert(format!("{name}/"), (format!("40000 {name}"), id));
                }
            }
        }
        let mut bytes = Vec::new();
        for (head, id) in entries.values() {
            bytes.extend(head.as_bytes());
            bytes.push(0);
            bytes.extend(id.as_slice());
        }
        self.write(Kind::Tree, &bytes)
    }

    pub(crate) fn write(&self, kind: Kind, bytes: &[u8]) -> ObjectId {
        let objects = self.folder.path().join(".git/objects");
        let database = gix_odb::at(objects, gix_hash::Kind::Sha1).expect("a database");
        database.write_buf(kind, bytes).expect("the object can be written")
    }
}
