//! The file system of a stage as a log of changes.
//!
//! A stage is its base plus one entry in the log for each thing that an instruction does. A look-up walks
//! the log from the end, so the state after any instruction can be asked for; `FROM stage` and
//! `COPY --from` refer to another stage's log and never copy it.

use crate::facts::Tri;
use crate::syntax::ast::Text;

/// Which stage, counted from 0 in the order of the file.
pub type StageId = usize;

/// Something that an instruction does to the files.
#[derive(Clone, Debug)]
pub struct Change {
    /// Index into `Dockerfile::instructions`.
    pub instruction: usize,
    pub what: What,
}

#[derive(Clone, Debug)]
pub enum What {
    Add {
        path: String,
        entry: Entry,
    },
    /// The path and all below it is gone.
    Remove {
        path: String,
    },
    /// Anything at or below the path may have been written or removed.
    Open {
        path: String,
        why: String,
    },
    /// The contents of a folder, or one entry, appear at `path`.
    Tree {
        path: String,
        from: Tree,
        access: Access,
    },
    /// Packages are installed: their known files are there, and places that packages write to are open.
    Packages(Packages),
    /// The execute bit of a path is set or taken.
    Executable {
        path: String,
        executable: bool,
        recursive: bool,
    },
    /// The owner of a path changes.
    Owner {
        path: String,
        user: String,
        recursive: bool,
    },
    /// The permission bits of a path change so that others may or may not write.
    WorldWritable {
        path: String,
        recursive: bool,
    },
}

/// Where a tree comes from.
#[derive(Clone, Debug)]
pub enum Tree {
    /// A folder or file of the build context.
    Context { path: String, exclude: Vec<String> },
    /// A path of another stage, as it is at the end of that stage, or at change `at` of the same stage.
    Stage { stage: StageId, at: Option<usize>, path: String },
    /// A path of an image of which nothing is known but that it is there.
    Image { name: String },
}

/// Owner and mode that a COPY gives to what it brings.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// `--chown` as written, expanded; `None`: root.
    pub owner: Option<String>,
    /// Whether `--chmod` sets or clears the execute bit.
    pub executable: Option<bool>,
}

#[derive(Clone, Debug)]
pub struct Packages {
    pub manager: crate::facts::packages::Manager,
    /// Names that are known.
    pub names: Vec<String>,
    /// False where some names are not known.
    pub complete: bool,
    /// Recommended packages come along.
    pub recommends: bool,
    /// Packages that surely come along with those named.
    pub dependencies: Vec<&'static str>,
    /// Files that all these surely bring.
    pub files: Vec<&'static str>,
    /// Whether the table knows every one of these packages.
    pub all_known: bool,
    /// How many of `files` those named bring themselves; they come first.
    pub(super) own: usize,
    /// Whether any of these packages may bring a CA bundle, once that was asked.
    pub(super) may_bring_ca: std::sync::OnceLock<bool>,
}

#[derive(Clone, Debug)]
pub struct Entry {
    pub kind: EntryKind,
    pub executable: Tri,
    /// Account name or id that owns it; `None` where that is not known.
    pub owner: Option<String>,
    pub content: Content,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    File,
    Folder,
    /// A symbolic link and its target.
    Link(String),
}

/// What is known of a file's bytes.
#[derive(Clone, Debug)]
pub enum Content {
    Unknown,
    /// A file of the build context.
    Context(String),
    /// Text that the Dockerfile itself holds.
    Text(Text),
    /// A program that a compiler makes.
    Program(Compiled),
}

/// A program that a build step compiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compiled {
    pub language: &'static str,
    /// Whether it needs a dynamic linker; `None` where that is not known.
    pub dynamic: Option<bool>,
    /// The package that it is built from, as the command names it: `./cmd/server`.
    pub package: Option<String>,
    /// The working directory of the build: an absolute path in its stage.
    pub folder: Option<String>,
}

/// What a path of a stage is.
#[derive(Clone, Debug)]
pub enum Look {
    Present(Found),
    Absent,
    /// Why it cannot be told, in words that end a sentence.
    Unknown(String),
}

/// An entry and how it came there.
#[derive(Clone, Debug)]
pub struct Found {
    pub entry: Entry,
    /// The path that was found, links resolved.
    pub path: String,
    /// The instructions that brought it, nearest first: the one of the stage that was asked, then the one of
    /// the stage that it was copied from, and so on. Empty for what a base image holds.
    pub trail: Vec<Origin>,
}

/// An instruction that put something at a path of its stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub stage: StageId,
    pub instruction: usize,
    pub path: String,
}

impl Look {
    pub fn found(&self) -> Option<&Found> {
        match self {
            Look::Present(found) => Some(found),
            Look::Absent | Look::Unknown(_) => None,
        }
    }

    pub fn is_present(&self) -> bool {
        matches!(self, Look::Present(_))
    }

    pub fn is_absent(&self) -> bool {
        matches!(self, Look::Absent)
    }
}

impl Entry {
    pub fn folder() -> Entry {
        Entry {
            kind: EntryKind::Folder,
            executable: Tri::Yes,
            owner: Some("root".to_owned()),
            content: Content::Unknown,
        }
    }

    pub fn file(executable: Tri) -> Entry {
        Entry { kind: EntryKind::File, executable, owner: None, content: Content::Unknown }
    }
}
