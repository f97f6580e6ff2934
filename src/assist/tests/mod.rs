//! Cases with marked places: `¦` is where the cursor stands.

mod anything;
mod completion;
mod definition;
mod hover;
mod rename;
mod shape;

use std::fs;
use std::path::PathBuf;

use crate::analysis::pipeline::{self, Build, Place, Repository};
use crate::context::discover::discover;
use crate::model::{self, Model, Options};
use crate::source::{Source, Span};
use crate::syntax;

/// The text without its marks, and where they stood.
fn marked(text: &str) -> (String, Vec<u32>) {
    let mut pieces = text.split('¦');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    let mut marks = Vec::new();
    for piece in pieces {
        marks.push(plain.len() as u32);
        plain.push_str(piece);
    }
    (plain, marks)
}

/// The model of text without a place on disk.
fn bare(text: &str) -> Model {
    let source = Source::new("Dockerfile", text);
    let dockerfile = syntax::parse(&source);
    model::build(source, dockerfile, None, &Options::default())
}

/// A repository with a Dockerfile, for as long as it lives.
struct Case {
    model: Model,
    marks: Vec<u32>,
    root: PathBuf,
    _folder: tempfile::TempDir,
}

/// A model with a build context that holds `files`; a name that ends in `/` is an empty folder.
fn case(text: &str, files: &[(&str, &str)]) -> Case {
    let folder = tempfile::tempdir().expect("a folder for the case");
    let root = fs::canonicalize(folder.path()).expect("it was just made");
    let (text, marks) = marked(text);
    for (name, content) in files.iter().copied().chain([("Dockerfile", text.as_str())]) {
        let path = root.join(name);
        let parent = if name.ends_with('/') { &path } else { path.parent().expect("it lies in the folder") };
        fs::create_dir_all(parent).expect("a folder");
        if !name.ends_with('/') {
            fs::write(&path, content).expect("a file");
        }
    }
    let found = discover(std::slice::from_ref(&root));
    let dockerfile = root.join("Dockerfile");
    let place = Place {
        dockerfile,
        repository: Repository::open(&root, &found),
        context: None,
        manifests: Vec::new(),
        names: Vec::new(),
    };
    let source = Source::new("Dockerfile", text);
    let model = pipeline::dry_build(&Build { source, place: Some(place), options: Options::default() });
    Case { model, marks, root, _folder: folder }
}

impl Case {
    fn at(&self) -> u32 {
        self.marks[0]
    }
}

fn slice(model: &Model, span: Span) -> &str {
    model.source.slice(span)
}
