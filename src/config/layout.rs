//! `.editorconfig`: what it says of a Dockerfile's layout.
//!
//! `indent_style`, `indent_size`, `tab_width`, `end_of_line` and `insert_final_newline` count, as
//! the specification of EditorConfig has them; lines that make no sense count for nothing.

use std::io;
use std::path::Path;

use ec4rs::property::{EndOfLine, FinalNewline, IndentSize, IndentStyle, TabWidth};
use ec4rs::{ConfigParser, Properties, PropertiesSource as _};

use crate::context::discover;
use crate::disk;
use crate::format::{Indent, LineEnd, Style};
use crate::limits;

const NAME: &str = ".editorconfig";

/// A larger file is not read, in bytes.
const MAX_BYTES: u64 = 1 << 18;

/// The layout for the Dockerfile at `path` (absolute): what the `.editorconfig` files of its folder and of those
/// above it say, to the root of its repository at most.
pub fn style(path: &Path) -> Style {
    let Some(folder) = path.parent() else { return Style::default() };
    let repository = discover::repository_of(folder);
    let mut texts = Vec::new();
    for folder in folder.ancestors().take_while(|it| it.starts_with(&repository)) {
        let Some(text) = text(&folder.join(NAME)) else { continue };
        let is_root = parser(&text).is_some_and(|it| it.is_root);
        texts.push((folder, text));
        if is_root {
            break;
        }
    }
    let mut properties = Properties::new();
    for (folder, text) in texts.iter().rev() {
        let inside = path.strip_prefix(folder).unwrap_or(path);
        for section in parser(text).into_iter().flatten().flatten() {
            // It fails for what is broken in the file only, which was read by now.
            let _ = (&section).apply_to(&mut properties, inside);
        }
    }
    properties.use_fallbacks();
    of_properties(&properties)
}

fn text(path: &Path) -> Option<String> {
    let bytes = disk::read(path, MAX_BYTES).inspect_err(|error| {
        if error.kind() != io::ErrorKind::NotFound {
            limits::reached(
                "not read, as it is no plain file of the repository or has more than 256 KiB",
                path.display(),
            );
        }
    });
    let bytes = bytes.ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn parser(text: &str) -> Option<ConfigParser<io::Cursor<&[u8]>>> {
    ConfigParser::new(io::Cursor::new(text.as_bytes())).ok()
}

fn of_properties(properties: &Properties) -> Style {
    let usual = Style::default();
    let width = match (properties.get::<IndentSize>(), properties.get::<TabWidth>()) {
        (Ok(IndentSize::Value(width)), _) | (_, Ok(TabWidth::Value(width))) => u8::try_from(width).ok(),
        _ => None,
    };
    let width = width.filter(|it| (1..=16).contains(it));
    let indent = match properties.get::<IndentStyle>() {
        Ok(IndentStyle::Tabs) => Indent::Tab(width.unwrap_or(4)),
        _ => width.map_or(usual.indent, Indent::Spaces),
    };
    let line_end = match properties.get::<EndOfLine>() {
        Ok(EndOfLine::Lf) => Some(LineEnd::Lf),
        Ok(EndOfLine::CrLf) => Some(LineEnd::CrLf),
        // The builder knows no such lines.
        Ok(EndOfLine::Cr) | Err(_) => None,
    };
    let final_newline = match properties.get::<FinalNewline>() {
        Ok(FinalNewline::Value(wanted)) => wanted,
        Err(_) => usual.final_newline,
    };
    Style { indent, line_end, final_newline }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// The layout of `web/Dockerfile` in a repository with these `.editorconfig` files.
    fn told(files: &[(&str, &str)]) -> Style {
        let outside = tempfile::tempdir().expect("a folder");
        fs::write(outside.path().join(NAME), "[*]\nindent_size = 7\n").expect("it can be written");
        let root = outside.path().join("repository");
        fs::create_dir_all(root.join(".git")).expect("a folder");
        fs::create_dir_all(root.join("web")).expect("a folder");
        for (folder, text) in files {
            fs::write(root.join(folder).join(NAME), text).expect("it can be written");
        }
        style(&root.join("web/Dockerfile"))
    }

    #[test]
    fn the_nearest_file_wins() {
        assert_eq!(told(&[]), Style::default());
        let outer = "[*]\nindent_size = 2\nend_of_line = crlf\n[*.md]\nindent_size = 8\n";
        let both =
            told(&[("", outer), ("web", "[{Dockerfile,*.sh}]\nindent_style = tab\ninsert_final_newline = false\n")]);
        let expected = Style { indent: Indent::Tab(2), line_end: Some(LineEnd::CrLf), final_newline: false };
        assert_eq!(both, expected);
        let alone = told(&[("", outer), ("web", "root = true\n[*]\nindent_size = 3\n")]);
        assert_eq!(alone, Style { indent: Indent::Spaces(3), ..Style::default() });
    }

    #[test]
    fn what_makes_no_sense_counts_for_nothing() {
        let odd = "[*\nindent_size = many\n[*]\nindent_size = 400\nend_of_line = cr\n= =\n\u{0}";
        assert_eq!(told(&[("", odd)]), Style::default());
        assert_eq!(told(&[("", "[*]\nindent_style = tab\nindent_size = tab\ntab_width = 8\n")]).indent, Indent::Tab(8));
    }
}
