//! What a COPY or ADD puts into the stage: the entries of its log, in order.

use std::slice::Iter;

use crate::context::Node;
use crate::facts::Tri;
use crate::syntax::ast::{Heredoc, Instruction};

use super::Model;
use super::copy::{Copy, CopyFrom, Source, SourceState, is_glob};
use super::files::{Access, Content, Entry, EntryKind, Look, StageId, Tree, What};
use super::path;

/// The changes that `copy` makes; `access` is what its flags say of owner and mode.
pub(super) fn changes(model: &Model, copy: &Copy, instruction: &Instruction, access: &Access) -> Vec<What> {
    let Some(destination) = &copy.destination.path else {
        return vec![What::Open { path: "/".to_owned(), why: "the destination of a COPY is not known".to_owned() }];
    };
    let several = copy.sources.len() > 1;
    let into = copy.destination.is_folder || several || exists_as_folder(model, copy.stage, destination);
    let mut placing = Placing { model, copy, destination, into, access, out: Vec::new() };
    let mut heredocs = instruction.heredocs.iter();
    for source in &copy.sources {
        placing.source(source, &mut heredocs);
    }
    placing.out
}

/// One COPY or ADD at work.
struct Placing<'a> {
    model: &'a Model,
    copy: &'a Copy,
    /// Absolute and clean.
    destination: &'a str,
    /// Whether files keep their names, below the destination.
    into: bool,
    access: &'a Access,
    out: Vec<What>,
}

impl Placing<'_> {
    fn source(&mut self, source: &Source, heredocs: &mut Iter<Heredoc>) {
        match &source.state {
            SourceState::Heredoc => {
                if let Some(heredoc) = heredocs.next() {
                    self.heredoc(heredoc);
                }
            }
            SourceState::Context { path: name, node } => self.context_source(name, node, &self.place(name)),
            SourceState::Glob { matches, .. } => {
                for name in matches {
                    let node = self.model.context.as_ref().map_or(Node::Missing, |context| context.node(name));
                    let at = if matches.len() > 1 { self.below(name) } else { self.place(name) };
                    self.context_source(name, &node, &at);
                }
                self.open("a pattern may match more when the image is built");
            }
            SourceState::Missing { path: name, made_elsewhere: Some(why) } => {
                self.open(&format!("`{name}` may be in the build context: {why}"));
                self.unread(name, self.place(name));
            }
            SourceState::Missing { .. } | SourceState::Ignored { .. } => {
                self.open("a source of the COPY is not in the build context");
            }
            SourceState::Stage { path: name, look } => self.stage_source(name, look),
            SourceState::StageGlob { matches, complete, .. } => {
                for name in matches {
                    let CopyFrom::Stage(other) = self.copy.from else { continue };
                    self.stage_source(name, &self.model.look(other, name));
                }
                if !complete {
                    self.open("a pattern may match more");
                }
            }
            SourceState::Remote => self.remote(source.text.known().unwrap_or_default()),
            SourceState::Unknown(why) => {
                self.open(why);
                if let Some(name) = source.text.known().filter(|name| !is_glob(name)) {
                    self.unread(name, self.place(name));
                } else if !self.into {
                    self.unread("the source", self.destination.to_owned());
                }
            }
        }
    }

    /// Where a file of this name lands.
    fn place(&self, name: &str) -> String {
        if self.into { self.below(name) } else { self.destination.to_owned() }
    }

    fn below(&self, name: &str) -> String {
        path::child(self.destination, path::file_name(name))
    }

    /// Anything may have come to the destination.
    fn open(&mut self, why: &str) {
        self.out.push(What::Open { path: self.destination.to_owned(), why: why.to_owned() });
    }

    fn tree(&mut self, at: String, from: Tree) {
        self.out.push(What::Tree { path: at, from, access: self.access.clone() });
    }

    /// Something whose contents are not known lands at `at`.
    fn unread(&mut self, name: &str, at: String) {
        self.tree(at, Tree::Image { name: name.to_owned() });
    }

    fn heredoc(&mut self, heredoc: &Heredoc) {
        let content = Content::Text(heredoc.body.clone());
        let executable = self.access.executable.map_or(Tri::No, |it| if it { Tri::Yes } else { Tri::No });
        let owner = self.access.owner.clone().unwrap_or_else(|| "root".to_owned());
        let entry = Entry { content, owner: Some(owner), ..Entry::file(executable) };
        self.out.push(What::Add { path: self.place(&heredoc.name), entry });
    }

    fn remote(&mut self, url: &str) {
        let name = url.split(['?', '#']).next().unwrap_or_default();
        self.open("what an ADD of a URL brings is not known");
        if name.starts_with("http") && !name.ends_with(".git") {
            self.out.push(What::Add { path: self.place(name), entry: Entry::file(Tri::No) });
        }
    }

    /// The context's `name`; `at` is where it lands as a file. The builder follows a source that is a link, and
    /// keeps the link's name.
    fn context_source(&mut self, name: &str, node: &Node, at: &str) {
        let from = |path: &str| Tree::Context { path: path.to_owned(), exclude: self.copy.exclude.clone() };
        if self.copy.parents {
            return self.tree(path::child(self.destination, name), from(name));
        }
        let followed = self.model.context.as_ref().filter(|_| matches!(node, Node::Link(_))).and_then(|context| {
            let real = context.resolve(name)?;
            let node = context.node(&real);
            Some((real, node))
        });
        let (real, node) = followed.as_ref().map_or((name, node), |(real, node)| (real.as_str(), node));
        if self.copy.add && is_archive(name) && matches!(node, Node::File { .. }) {
            return self.open(&format!("`{name}` is unpacked there"));
        }
        let at = if *node == Node::Folder { self.destination } else { at };
        self.tree(at.to_owned(), from(real));
    }

    fn stage_source(&mut self, name: &str, look: &Look) {
        let CopyFrom::Stage(stage) = self.copy.from else { return };
        let from = Tree::Stage { stage, at: None, path: name.to_owned() };
        if self.copy.parents {
            return self.tree(path::child(self.destination, name.trim_start_matches('/')), from);
        }
        match look {
            Look::Present(found) if found.entry.kind == EntryKind::Folder => {
                self.tree(self.destination.to_owned(), from);
            }
            Look::Present(_) => self.tree(self.place(name), from),
            Look::Absent => self.open(&format!("`{name}` is not in the stage that it is copied from")),
            // A file lands under its name, a folder as its contents: both are allowed for.
            Look::Unknown(why) => {
                let at = self.place(name);
                self.open(why);
                self.unread(name, at.clone());
                if at != self.destination {
                    self.tree(self.destination.to_owned(), from.clone());
                }
                self.tree(at, from);
            }
        }
    }
}

fn exists_as_folder(model: &Model, stage: StageId, destination: &str) -> bool {
    let look = model.look(stage, destination);
    look.found().is_some_and(|found| found.entry.kind == EntryKind::Folder)
}

fn is_archive(name: &str) -> bool {
    let ends = [".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2", ".tar.zst"];
    ends.iter().any(|end| name.ends_with(end))
}
