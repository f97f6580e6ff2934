//! The files of one commit.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;

use super::diff::{Entry, entries};
use super::{Id, Reader, Stop, open, place, revision};

type Folder = std::rc::Rc<std::collections::BTreeMap<Vec<u8>, Entry>>;

/// The files where a branch parted from another, and those of the commit that is checked out.
pub struct Snapshot {
    reader: RefCell<Reader>,
    folders: RefCell<HashMap<Id, Folder>>,
    base: Id,
    head: Id,
}

/// Which of the two states of a [`Snapshot`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// Where the two parted.
    Base,
    /// What is checked out, without changes that are not committed.
    Head,
}

impl Snapshot {
    /// The state of `repository` where what is checked out and `revision` parted.
    ///
    /// # Errors
    /// Why it cannot be had, in words that can follow a colon.
    pub fn merge_base(repository: &Path, revision: &str) -> Result<Snapshot, String> {
        let place = place::find(repository)?;
        let head = place.head()?;
        let mut reader = open(&place)?;
        let other = revision::resolve(&mut reader, &place, revision)?;
        let base = revision::merge_base(&mut reader, head, other)?;
        let base = reader.commit(base).map_err(Stop::told)?.tree;
        let head = reader.commit(head).map_err(Stop::told)?.tree;
        Ok(Snapshot { reader: RefCell::new(reader), folders: RefCell::default(), base, head })
    }

    /// The bytes of the file at `path`, with `/` between names; `None`: there is no such file.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn file(&self, at: At, path: &str) -> Result<Option<Vec<u8>>, String> {
        match self.entry(at, path)? {
            Some(entry) if entry.mode.is_blob() => {
                let mut reader = self.reader.borrow_mut();
                reader.object(entry.id, gix_object::Kind::Blob).map(Some).map_err(Stop::told)
            }
            _ => Ok(None),
        }
    }

    /// Whether there is a file or a folder at `path`.
    ///
    /// # Errors
    /// Why that cannot be told.
    pub fn has(&self, at: At, path: &str) -> Result<bool, String> {
        Ok(self.entry(at, path)?.is_some())
    }

    fn entry(&self, at: At, path: &str) -> Result<Option<Entry>, String> {
        let mut folder = match at {
            At::Base => self.base,
            At::Head => self.head,
        };
        let mut names = path.split('/').peekable();
        while let Some(name) = names.next() {
            let Some(entry) = self.folder(folder)?.get(name.as_bytes()).copied() else { return Ok(None) };
            match names.peek() {
                None => return Ok(Some(entry)),
                Some(_) if entry.mode.is_tree() => folder = entry.id,
                Some(_) => return Ok(None),
            }
        }
        Ok(None)
    }

    fn folder(&self, id: Id) -> Result<Folder, String> {
        if let Some(known) = self.folders.borrow().get(&id) {
            return Ok(known.clone());
        }
        let read = Folder::new(entries(&mut self.reader.borrow_mut(), Some(id)).map_err(Stop::told)?);
        self.folders.borrow_mut().insert(id, read.clone());
        Ok(read)
    }
}
