//! Two functions of Go's `path/filepath`, on which `.dockerignore` and COPY sources are defined.

/// A pattern that Go's `filepath.Match` refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadPattern;

/// The shortest name of the same path, as `filepath.Clean` gives it on Linux; the empty path is `.`.
pub fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut names: Vec<&str> = Vec::new();
    for name in path.split('/') {
        match name {
            "" | "." => (),
            ".." if names.last().is_some_and(|last| *last != "..") => {
                names.pop();
            }
            ".." if rooted => (),
            _ => names.push(name),
        }
    }
    let joined = names.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

/// Whether `name` matches `pattern` as a whole, as `filepath.Match` says on Linux: `*` and `?` stop at `/`,
/// `[a-z]` and `[^a-z]` are classes (which may match `/`), `\` takes the next character as it is.
pub fn matches(pattern: &str, name: &str) -> Result<bool, BadPattern> {
    let chunks = chunks(pattern);
    let mut rest = name;
    for (index, chunk) in chunks.iter().enumerate() {
        // Go looks at the syntax of a chunk only once it gets there.
        check(chunk.text)?;
        let is_last = index + 1 == chunks.len();
        match place(chunk, is_last, rest) {
            Some(after) => rest = after,
            None => return Ok(false),
        }
    }
    Ok(rest.is_empty())
}

/// A run of single-character operators, and whether stars stand before it.
struct Chunk<'a> {
    star: bool,
    text: &'a str,
}

/// Whether a wildcard stands in the text that no backslash takes the meaning from.
pub fn is_wild(text: &str) -> bool {
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            '*' | '?' | '[' => return true,
            _ => (),
        }
    }
    false
}

fn chunks(pattern: &str) -> Vec<Chunk<'_>> {
    let mut chunks = Vec::new();
    let mut rest = pattern;
    while !rest.is_empty() {
        let text = rest.trim_start_matches('*');
        let star = text.len() < rest.len();
        let end = chunk_end(text);
        chunks.push(Chunk { star, text: &text[..end] });
        rest = &text[end..];
    }
    chunks
}

/// Where the next star stands that is neither escaped nor in brackets.
fn chunk_end(text: &str) -> usize {
    let mut in_class = false;
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' => {
                bytes.next();
            }
            b'[' => in_class = true,
            b']' => in_class = false,
            b'*' if !in_class => return at,
            _ => (),
        }
    }
    text.len()
}

/// What of `name` is left after `chunk`; the first place wins, which is enough as chunks are of fixed length.
fn place<'n>(chunk: &Chunk<'_>, is_last: bool, name: &'n str) -> Option<&'n str> {
    if chunk.star && chunk.text.is_empty() {
        return (!name.contains('/')).then_some("");
    }
    let fits = |name: &'n str| eat(chunk.text, name).filter(|rest| rest.is_empty() || !is_last);
    if let Some(rest) = fits(name) {
        return Some(rest);
    }
    if !chunk.star {
        return None;
    }
    name.char_indices()
        .take_while(|(_, letter)| *letter != '/')
        .find_map(|(at, letter)| fits(&name[at + letter.len_utf8()..]))
}

/// Matches the well-formed `chunk` at the start of `name` and returns what is left.
fn eat<'n>(chunk: &str, name: &'n str) -> Option<&'n str> {
    let mut chunk = chunk;
    let mut name = name;
    while let Some(operator) = chunk.chars().next() {
        let letter = name.chars().next()?;
        chunk = &chunk[operator.len_utf8()..];
        match operator {
            '[' => {
                let (hit, rest) = class(chunk, letter).ok()?;
                if !hit {
                    return None;
                }
                chunk = rest;
            }
            '?' if letter == '/' => return None,
            '?' => (),
            '\\' => {
                let literal = chunk.chars().next()?;
                chunk = &chunk[literal.len_utf8()..];
                if literal != letter {
                    return None;
                }
            }
            _ if operator != letter => return None,
            _ => (),
        }
        name = &name[letter.len_utf8()..];
    }
    Some(name)
}

fn check(chunk: &str) -> Result<(), BadPattern> {
    let mut chunk = chunk;
    while let Some(operator) = chunk.chars().next() {
        chunk = &chunk[operator.len_utf8()..];
        match operator {
            '[' => chunk = class(chunk, 'x')?.1,
            '\\' => chunk = &chunk[chunk.chars().next().ok_or(BadPattern)?.len_utf8()..],
            _ => (),
        }
    }
    Ok(())
}

/// Reads a class after its `[`: whether `letter` is in it, and what follows the `]`.
fn class(text: &str, letter: char) -> Result<(bool, &str), BadPattern> {
    let (negated, mut text) = text.strip_prefix('^').map_or((false, text), |rest| (true, rest));
    let mut hit = false;
    let mut count = 0;
    loop {
        if let Some(rest) = text.strip_prefix(']').filter(|_| count > 0) {
            return Ok((hit != negated, rest));
        }
        let (low, rest) = class_letter(text)?;
        let (high, rest) = match rest.strip_prefix('-') {
            Some(rest) => class_letter(rest)?,
            None => (low, rest),
        };
        hit |= low <= letter && letter <= high;
        count += 1;
        text = rest;
    }
}

fn class_letter(text: &str) -> Result<(char, &str), BadPattern> {
    if text.starts_with(['-', ']']) {
        return Err(BadPattern);
    }
    let text = text.strip_prefix('\\').unwrap_or(text);
    let letter = text.chars().next().ok_or(BadPattern)?;
    let rest = &text[letter.len_utf8()..];
    if rest.is_empty() { Err(BadPattern) } else { Ok((letter, rest)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleans_as_go_does() {
        let table = [
            ("", "."),
            ("a/", "a"),
            ("a//b", "a/b"),
            ("./a/./b", "a/b"),
            ("a/../b", "b"),
            ("../x", "../x"),
            ("/../x", "/x"),
            ("/", "/"),
            ("a/../..", ".."),
            ("//", "/"),
        ];
        for (path, expected) in table {
            assert_eq!(clean(path), expected, "{path}");
        }
    }

    #[test]
    fn matches_as_go_does() {
        let table = [
            ("a*", "ab", true),
            ("a*", "a/b", false),
            ("a*b?c*x", "abxbbxdbxebxczzx", true),
            ("a*b?c*x", "abxbbxdbxebxczzy", false),
            ("ab[^e-g]", "abc", true),
            ("ab[^c]", "abc", false),
            ("a\\*b", "a*b", true),
            ("*x", "xxx", true),
            ("a?b", "a/b", false),
            ("a[^a]b", "a/b", true),
            ("[\\]a]", "]", true),
        ];
        for (pattern, name, expected) in table {
            assert_eq!(matches(pattern, name), Ok(expected), "{pattern} {name}");
        }
        for bad in ["[]a]", "[-x]", "[x-]", "[", "[^", "a[", "a\\", "[a-b-c]", "*[", "z*["] {
            assert_eq!(matches(bad, "zzz"), Err(BadPattern), "{bad}");
        }
    }
}
