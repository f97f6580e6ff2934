//! The files that are open in the editor, as they stand there.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use gen_lsp_types::TextDocumentContentChangeEvent as Change;

use crate::buffers;
use crate::context::discover::is_dockerfile_name;
use crate::source::Source;

use super::position::{Encoding, Text, line_starts};
use super::uri;

/// What an open file is to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Dockerfile,
    /// A manifest, an ignore file, a script: it bears on Dockerfiles.
    Other,
}

/// One open file.
#[derive(Clone, Debug)]
pub(super) struct Document {
    /// As the client writes it.
    pub(super) uri: String,
    /// Absolute; `None` for what is no file of this machine.
    pub(super) path: Option<PathBuf>,
    /// The same without symbolic links.
    real: Option<PathBuf>,
    pub(super) kind: Kind,
    pub(super) version: i32,
    pub(super) text: Arc<str>,
    pub(super) starts: Vec<u32>,
}

/// The open files by their URIs.
#[derive(Debug, Default)]
pub(super) struct Documents {
    all: HashMap<String, Document>,
}

impl Document {
    fn new(uri: String, language: &str, version: i32, text: String) -> Document {
        let path = uri::to_path(&uri);
        let name = uri.rsplit(['/', ':']).next().unwrap_or_default();
        let language = language.to_ascii_lowercase();
        let is_named =
            path.as_ref().and_then(|it| it.file_name()?.to_str()).map_or(is_dockerfile_name(name), is_dockerfile_name);
        let is_dockerfile = match language.as_str() {
            "dockerfile" | "containerfile" => !is_ignore_file(name),
            // What an editor has no better word for.
            "" | "plaintext" | "text" => is_named,
            _ => is_named && language.contains("docker") && !language.contains("ignore"),
        };
        let kind = if is_dockerfile { Kind::Dockerfile } else { Kind::Other };
        let starts = line_starts(&text);
        let real = path.as_deref().map(buffers::real);
        Document { uri, path, real, kind, version, text: Arc::from(text), starts }
    }

    /// A file that is not open.
    pub(super) fn of_source(uri: &str, source: &Source) -> Document {
        Document::new(uri.to_owned(), "", 0, source.text().to_owned())
    }

    pub(super) fn lines(&self, encoding: Encoding) -> Text<'_> {
        Text { text: &self.text, starts: &self.starts, encoding }
    }

    fn change(&mut self, changes: Vec<Change>, encoding: Encoding) {
        for change in changes {
            let text = match change {
                Change::TextDocumentContentChangeWholeDocument(whole) => whole.text,
                Change::TextDocumentContentChangePartial(part) => {
                    let span = self.lines(encoding).span(part.range);
                    let (before, after) = (&self.text[..span.start as usize], &self.text[span.end as usize..]);
                    [before, &part.text, after].concat()
                }
            };
            self.starts = line_starts(&text);
            self.text = Arc::from(text);
        }
    }
}

/// Some editors take `Dockerfile.dockerignore` for a Dockerfile.
fn is_ignore_file(name: &str) -> bool {
    name.ends_with(".dockerignore") || name.ends_with(".containerignore")
}

impl Documents {
    pub(super) fn open(&mut self, uri: String, language: &str, version: i32, text: String) -> &Document {
        let document = Document::new(uri.clone(), language, version, text);
        self.all.entry(uri).insert_entry(document).into_mut()
    }

    /// Makes the changes. `None`: the file is not open, or the change is older than what is there.
    pub(super) fn change(
        &mut self,
        uri: &str,
        version: i32,
        changes: Vec<Change>,
        encoding: Encoding,
    ) -> Option<&Document> {
        let document = self.all.get_mut(uri).filter(|it| version >= it.version)?;
        document.version = version;
        document.change(changes, encoding);
        Some(document)
    }

    pub(super) fn close(&mut self, uri: &str) -> Option<Document> {
        self.all.remove(uri)
    }

    pub(super) fn get(&self, uri: &str) -> Option<&Document> {
        self.all.get(uri)
    }

    /// The open file at an absolute path.
    pub(super) fn at(&self, path: &std::path::Path) -> Option<&Document> {
        let path = Some(path);
        self.all.values().find(|it| it.path.as_deref() == path || it.real.as_deref() == path)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Document> {
        self.all.values()
    }

    /// The URIs of the open Dockerfiles, sorted.
    pub(super) fn dockerfiles(&self) -> Vec<String> {
        let mut uris: Vec<String> =
            self.all.values().filter(|it| it.kind == Kind::Dockerfile).map(|it| it.uri.clone()).collect();
        uris.sort();
        uris
    }
}

#[cfg(test)]
mod tests {
    use gen_lsp_types::{Position, Range, TextDocumentContentChangePartial, TextDocumentContentChangeWholeDocument};

    use super::*;

    /// Older editors still send a length; the field has to be filled all the same.
    #[expect(deprecated)]
    fn part(from: (u32, u32), to: (u32, u32), text: &str) -> Change {
        let at = |(line, character)| Position { line, character };
        let range = Range { start: at(from), end: at(to) };
        TextDocumentContentChangePartial { range, range_length: None, text: text.to_owned() }.into()
    }

    #[test]
    fn changes_are_made_in_their_order() {
        let mut documents = Documents::default();
        documents.open("untitled:a".to_owned(), "dockerfile", 1, "FROM a\r\n# \u{1F600}é\r\n".to_owned());
        let changes = vec![
            part((1, 4), (1, 5), "x"),
            part((1, 2), (1, 4), ""),
            part((0, 5), (0, 99), "b"),
            part((9, 9), (9, 9), "!"),
        ];
        let changed = documents.change("untitled:a", 2, changes, Encoding::Utf16).expect("it is open");
        assert_eq!(&*changed.text, "FROM b\r\n# x\r\n!");
        // Backwards is the same range.
        let changed =
            documents.change("untitled:a", 2, vec![part((0, 6), (0, 5), "c")], Encoding::Utf8).expect("it is open");
        assert_eq!(&*changed.text, "FROM c\r\n# x\r\n!");
        assert!(documents.change("untitled:a", 1, Vec::new(), Encoding::Utf8).is_none(), "an older version");
        let whole = TextDocumentContentChangeWholeDocument { text: "é".to_owned() };
        let changed = documents.change("untitled:a", 3, vec![whole.into()], Encoding::Utf8).expect("it is open");
        assert_eq!((&*changed.text, changed.starts.len()), ("é", 1));
    }

    #[test]
    fn language_and_name_tell_a_dockerfile() {
        let table = [
            ("file:///a/Dockerfile", "dockerfile", true),
            ("untitled:Untitled-1", "dockerfile", true),
            ("file:///a/x", "Containerfile", true),
            ("file:///a/Dockerfile.dev", "", true),
            ("file:///a/Dockerfile", "plaintext", true),
            ("file:///a/Dockerfile.dockerignore", "dockerfile", false),
            ("file:///a/compose.yaml", "dockercompose", false),
            ("file:///a/.dockerignore", "ignore", false),
            ("file:///a/x.yaml", "yaml", false),
        ];
        for (uri, language, expected) in table {
            let document = Document::new(uri.to_owned(), language, 0, String::new());
            assert_eq!(document.kind == Kind::Dockerfile, expected, "{uri} {language}");
        }
    }
}
