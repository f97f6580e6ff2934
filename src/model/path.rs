//! Absolute paths inside an image: plain text with `/`, cleaned, without a trailing slash; the root is `/`.

/// Linux takes no longer path, in bytes.
pub const LONGEST: usize = 4096;

/// `path` made absolute against `base` and cleaned: no `.`, `..`, doubled or trailing slashes.
pub fn join(base: &str, path: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    let start = if path.starts_with('/') { "" } else { base };
    for name in start.split('/').chain(path.split('/')) {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            name => names.push(name),
        }
    }
    format!("/{}", names.join("/"))
}

/// Cleaned and absolute, from the root.
pub fn clean(path: &str) -> String {
    join("/", path)
}

/// What follows `folder` in `path`: empty if they are equal, `None` if `path` is not at or below it.
pub fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    if folder == "/" {
        return path.strip_prefix('/');
    }
    let rest = path.strip_prefix(folder)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

/// The folder that `path` stands in; the root's is the root.
pub fn parent(path: &str) -> &str {
    match path.rfind('/') {
        Some(0) | None => "/",
        Some(at) => &path[..at],
    }
}

/// The last name of `path`; empty for the root.
pub fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// `folder` and `name` with one slash between; `name` may be empty or hold slashes.
pub fn child(folder: &str, name: &str) -> String {
    match (folder, name) {
        (folder, "") => folder.to_owned(),
        ("/", name) => format!("/{name}"),
        (folder, name) => format!("{folder}/{name}"),
    }
}

/// `path`, its parents, up to but without the root; outermost first.
pub fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').skip(1).map(|(at, _)| &path[..at]).chain((path != "/").then_some(path))
}

/// Steps of one comparison; a pattern that takes more matches nothing.
const MOST_STEPS: usize = 1_000_000;

/// Whether `name` matches the shell pattern (`*`, `?`, `[...]`), which holds no slash.
pub fn matches(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut at, mut read) = (0, 0);
    // Where the last star is over, and where what it stands for ends: where the rest does not fit, it takes one letter more.
    let mut star: Option<(usize, usize)> = None;
    for _ in 0..MOST_STEPS {
        if at == pattern.len() && read == name.len() {
            return true;
        }
        if pattern.get(at) == Some(&'*') {
            at += 1;
            star = Some((at, read));
            continue;
        }
        match (name.get(read).and_then(|letter| one(&pattern[at..], *letter)), star) {
            (Some(length), _) => (at, read) = (at + length, read + 1),
            (None, Some((over, end))) if end < name.len() => {
                (at, read) = (over, end + 1);
                star = Some((over, read));
            }
            (None, _) => return false,
        }
    }
    false
}

/// How much of the start of the pattern, where no star stands, is for `letter`; `None` where that does not fit.
fn one(pattern: &[char], letter: char) -> Option<usize> {
    match pattern.first()? {
        '?' => Some(1),
        '[' => class(&pattern[1..], letter).and_then(|(fits, length)| fits.then_some(1 + length)),
        '\\' if pattern.len() > 1 => (pattern[1] == letter).then_some(2),
        other => (*other == letter).then_some(1),
    }
}

/// Whether `letter` is in the class whose text follows `[`, and how long that text is.
fn class(text: &[char], letter: char) -> Option<(bool, usize)> {
    let end = text.iter().skip(1).position(|it| *it == ']')? + 1;
    let (negated, mut at) = if matches!(text[0], '^' | '!') { (true, 1) } else { (false, 0) };
    let mut fits = false;
    while at < end {
        if at + 2 < end && text[at + 1] == '-' {
            fits |= (text[at]..=text[at + 2]).contains(&letter);
            at += 3;
        } else {
            fits |= text[at] == letter;
            at += 1;
        }
    }
    Some((fits != negated, end + 1))
}

/// The other name of a path under merged `/usr`.
pub(super) fn twin(at_path: &str) -> Option<String> {
    let folders = ["/bin/", "/sbin/", "/lib/", "/lib64/"];
    if folders.iter().any(|folder| at_path.starts_with(folder)) {
        return Some(format!("/usr{at_path}"));
    }
    let rest = at_path.strip_prefix("/usr")?;
    folders.iter().any(|folder| rest.starts_with(folder)).then(|| rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_and_cleans() {
        for (base, path, expected) in [
            ("/app", "x", "/app/x"),
            ("/app", "./a/../b/", "/app/b"),
            ("/app", "/etc//x", "/etc/x"),
            ("/", "..", "/"),
            ("/a/b", "../../../c", "/c"),
        ] {
            assert_eq!(join(base, path), expected, "{base} {path}");
        }
    }

    #[test]
    fn tells_what_is_below() {
        assert_eq!(below("/a/b", "/a"), Some("b"));
        assert_eq!(below("/ab", "/a"), None);
        assert_eq!(below("/a", "/a"), Some(""));
        assert_eq!(below("/a", "/"), Some("a"));
        assert_eq!(prefixes("/a/b/c").collect::<Vec<_>>(), ["/a", "/a/b", "/a/b/c"]);
        assert_eq!(prefixes("/").count(), 0);
    }

    #[test]
    fn matches_shell_patterns() {
        for (pattern, name, expected) in [
            ("*.jar", "app-1.jar", true),
            ("*.jar", "app.war", false),
            ("go.[ms]*", "go.mod", true),
            ("[a-c]x", "bx", true),
            ("[^a]x", "ax", false),
            ("?", "", false),
            ("[a", "a", false),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn stars_take_as_much_as_the_rest_leaves() {
        for (pattern, name, expected) in [
            ("*a*b", "xaxxab", true),
            ("*a*b", "xaxxabc", false),
            ("**", "", true),
            ("a*", "a", true),
            ("*[0-9].so*", "lib1a2.so.3", true),
            ("\\**", "*x", true),
            ("*\\", "a\\", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
        // Neither the stack nor the time ends before the name does.
        let long = "a".repeat(100_000);
        assert!(matches(&format!("{long}*"), &long));
        assert!(!matches(&"*a".repeat(50_000), &format!("{}b", &long[..60_000])));
    }
}
