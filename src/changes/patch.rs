//! A patch: the unified diff that `git diff` and `diff -u` write.

use super::Lines;

/// What a patch does to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePatch {
    /// The file's name after the patch, as the patch has it, without `a/` and `b/`; that before where it is removed.
    pub path: String,
    pub kind: Kind,
    hunks: Vec<Hunk>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Added,
    Removed,
    Modified,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Hunk {
    /// The first line of the new text that the hunk shows; where it shows none, the one before.
    start: u32,
    /// ` `, `+` or `-`, and the line.
    lines: Vec<(char, String)>,
}

/// Reads every file of a patch. What stands between them, such as a message, is passed over.
///
/// # Errors
/// The line, from 1, that makes no sense, and why.
pub fn parse(text: &str) -> Result<Vec<FilePatch>, (usize, String)> {
    let mut parser = Parser { files: Vec::new(), old: None, is_new: false };
    let mut lines = text.lines().enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        let line = line.trim_end_matches('\r');
        if line.starts_with("diff --git ") {
            parser.old = None;
            parser.is_new = true;
        } else if let Some(name) = line.strip_prefix("--- ") {
            parser.old = Some(name_of(name));
        } else if let (Some(name), Some(old)) = (line.strip_prefix("+++ "), parser.old.take()) {
            parser.file(old, name_of(name));
        } else if let Some(head) = line.strip_prefix("@@ ") {
            let wrong = |why: &str| (index + 1, why.to_owned());
            let (old, start, new) = counts(head).ok_or_else(|| wrong("this is no head of a hunk"))?;
            let file = parser.files.last_mut().filter(|_| !parser.is_new);
            let file = file.ok_or_else(|| wrong("a hunk stands before the name of its file"))?;
            let mut hunk = Hunk { start, lines: Vec::new() };
            let (mut old, mut new) = (old, new);
            while old > 0 || new > 0 {
                let (index, line) = lines.next().ok_or_else(|| wrong("the hunk ends too early"))?;
                let (mark, rest) = line.split_at_checked(1).unwrap_or((" ", ""));
                match mark {
                    " " => (old, new) = (old.wrapping_sub(1), new.wrapping_sub(1)),
                    "-" => old = old.wrapping_sub(1),
                    "+" => new = new.wrapping_sub(1),
                    "\\" => continue,
                    _ => {
                        return Err((
                            index + 1,
                            "this line of a hunk begins with neither a blank, `+` nor `-`".to_owned(),
                        ));
                    }
                }
                if old == u32::MAX || new == u32::MAX {
                    return Err((index + 1, "the hunk has more lines than its head says".to_owned()));
                }
                hunk.lines.push((mark.chars().next().unwrap_or(' '), rest.trim_end_matches('\r').to_owned()));
            }
            file.hunks.push(hunk);
        } else if let Some(name) = line.strip_prefix("rename to ") {
            // A file that only got another name has no hunks.
            parser.add(unquoted(name), Kind::Modified);
        }
    }
    Ok(parser.files)
}

struct Parser {
    files: Vec<FilePatch>,
    /// The name behind `---`.
    old: Option<Option<String>>,
    /// Whether a file began whose name is not known yet.
    is_new: bool,
}

impl Parser {
    fn file(&mut self, old: Option<String>, new: Option<String>) {
        match (old, new) {
            (None, Some(path)) => self.add(path, Kind::Added),
            (Some(path), None) => self.add(path, Kind::Removed),
            (Some(_), Some(path)) => self.add(path, Kind::Modified),
            (None, None) => (),
        }
    }

    fn add(&mut self, path: String, kind: Kind) {
        self.is_new = false;
        // `rename to` may stand above the names of the same file.
        if self.files.last().is_none_or(|it| it.path != path || !it.hunks.is_empty()) {
            self.files.push(FilePatch { path, kind, hunks: Vec::new() });
        }
    }
}

impl FilePatch {
    /// The lines of the new text that the patch changes.
    pub fn lines(&self) -> Lines {
        if self.kind == Kind::Added {
            return Lines::all();
        }
        let mut found = Lines::default();
        for hunk in &self.hunks {
            let shows_new = hunk.lines.iter().any(|(mark, _)| *mark != '-');
            let mut number = if shows_new { hunk.start } else { hunk.start + 1 };
            let mut went = false;
            for (index, (mark, _)) in hunk.lines.iter().enumerate() {
                match mark {
                    '+' => {
                        match found.changed.last_mut() {
                            Some((_, to)) if *to + 1 == number => *to = number,
                            _ => found.changed.push((number, number)),
                        }
                        number += 1;
                        went = false;
                    }
                    '-' => {
                        let came = index > 0 && hunk.lines[index - 1].0 == '+';
                        went = !came;
                    }
                    _ => number += 1,
                }
                let next = hunk.lines.get(index + 1).map(|(mark, _)| *mark);
                if *mark == '-' && went && !matches!(next, Some('-' | '+')) {
                    found.cuts.push(number.saturating_sub(1));
                }
            }
        }
        found
    }

    /// The text before the patch; `None` where `new` is not what the patch makes.
    pub fn undone(&self, new: &str) -> Option<String> {
        let lines: Vec<&str> = new.split('\n').collect();
        let mut old: Vec<&str> = Vec::new();
        let mut at = 0;
        for hunk in &self.hunks {
            let shown = hunk.lines.iter().filter(|(mark, _)| *mark != '-').count();
            let start = if shown == 0 { hunk.start as usize } else { (hunk.start as usize).checked_sub(1)? };
            old.extend(lines.get(at..start)?);
            at = start;
            for (mark, text) in &hunk.lines {
                if *mark == '-' {
                    old.push(text);
                    continue;
                }
                let line = lines.get(at)?;
                if line.trim_end_matches('\r') != text {
                    return None;
                }
                if *mark == ' ' {
                    old.push(line);
                }
                at += 1;
            }
        }
        old.extend(lines.get(at..)?);
        Some(old.join("\n"))
    }
}

/// Of `-1,2 +3,4 @@`: how many old lines, the first new line, how many new lines.
fn counts(head: &str) -> Option<(u32, u32, u32)> {
    let mut words = head.split(' ');
    let (old, new) = (words.next()?.strip_prefix('-')?, words.next()?.strip_prefix('+')?);
    let pair = |text: &str| {
        let (start, count) = text.split_once(',').unwrap_or((text, "1"));
        Some((start.parse::<u32>().ok()?, count.parse::<u32>().ok()?))
    };
    let ((_, old), (start, new)) = (pair(old)?, pair(new)?);
    // No text has as many lines.
    let is_line = |number: u32| number < 1 << 30;
    (words.next() == Some("@@") && [old, start, new].into_iter().all(is_line)).then_some((old, start, new))
}

/// A name behind `---` or `+++`; `None`: there is no such file.
fn name_of(text: &str) -> Option<String> {
    // `diff -u` writes the time behind a tab.
    let name = unquoted(text.split('\t').next().unwrap_or_default());
    let bare = name.split_once('/').filter(|(first, _)| matches!(*first, "a" | "b" | "i" | "w" | "c" | "o"));
    match name.as_str() {
        "/dev/null" => None,
        _ => Some(bare.map_or(name.as_str(), |(_, rest)| rest).trim_start_matches("./").to_owned()),
    }
}

/// A name as git quotes it where it holds odd bytes: `"a/\303\274"`.
fn unquoted(text: &str) -> String {
    let Some(inside) = text.strip_prefix('"').and_then(|it| it.strip_suffix('"')) else { return text.to_owned() };
    let bytes = inside.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let octal = || {
            let digits = bytes.get(at + 1..at + 4)?;
            let value = |digit: u8| (b'0'..=b'7').contains(&digit).then(|| u32::from(digit - b'0'));
            Some((value(digits[0])? * 64 + value(digits[1])? * 8 + value(digits[2])?) as u8)
        };
        let (byte, length) = match (bytes[at], bytes.get(at + 1)) {
            (b'\\', Some(next)) => match (octal(), next) {
                (Some(byte), _) => (byte, 4),
                (None, b't') => (b'\t', 2),
                (None, b'n') => (b'\n', 2),
                (None, b'r') => (b'\r', 2),
                (None, next) => (*next, 2),
            },
            (byte, _) => (byte, 1),
        };
        out.push(byte);
        at += length;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATCH: &str = "commit 1\n\n    a message\n\ndiff --git a/x/Dockerfile b/x/Dockerfile\nindex 1..2 100644\n\
        --- a/x/Dockerfile\n+++ b/x/Dockerfile\n@@ -1,4 +1,4 @@ FROM a\n FROM a\n-RUN b\n+RUN c\n+RUN d\n COPY e\n-USER f\n\
        @@ -9 +8,0 @@\n-CMD g\n\
        diff --git a/old b/old\ndeleted file mode 100644\n--- a/old\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n\
        diff --git \"a/\\303\\274 \\t\" \"b/\\303\\274 \\t\"\nnew file mode 100644\n--- /dev/null\n+++ \"b/\\303\\274 \\t\"\n\
        @@ -0,0 +1 @@\n+x\n\\ No newline at end of file\n";

    #[test]
    fn files_and_lines_of_a_patch() {
        let files = parse(PATCH).expect("it is a patch");
        let names: Vec<(&str, Kind)> = files.iter().map(|it| (it.path.as_str(), it.kind)).collect();
        assert_eq!(names, [("x/Dockerfile", Kind::Modified), ("old", Kind::Removed), ("ü \t", Kind::Added)]);
        assert_eq!(files[0].lines(), Lines { changed: vec![(2, 3)], cuts: vec![4, 8] });
    }

    #[test]
    fn a_patch_can_be_undone_where_it_fits() {
        let files = parse(PATCH).expect("it is a patch");
        let new = "FROM a\r\nRUN c\r\nRUN d\r\nCOPY e\r\n5\r\n6\r\n7\r\n8\r\nlast";
        let old = "FROM a\r\nRUN b\nCOPY e\r\nUSER f\n5\r\n6\r\n7\r\n8\r\nCMD g\nlast";
        assert_eq!(files[0].undone(new).as_deref(), Some(old));
        assert_eq!(files[0].undone("FROM a\nRUN x\n"), None);
        assert_eq!(files[0].undone(""), None);
    }

    #[test]
    fn what_is_no_patch_is_told() {
        assert_eq!(parse("nothing of it\n"), Ok(Vec::new()));
        let head = "--- a/x\n+++ b/x\n";
        for (text, line) in
            [("@@ x @@\n", 3), ("@@ -1 +4294967295,0 @@\n-a\n", 3), ("@@ -1 +1 @@\n-a\n", 3), ("@@ -1 +1 @@\nx\n", 4)]
        {
            assert_eq!(parse(&format!("{head}{text}")).map_err(|it| it.0), Err(line), "{text}");
        }
        assert!(parse("@@ -1 +1 @@\n-a\n+b\n").is_err());
    }
}
