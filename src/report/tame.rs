//! Text of others, as text that steers neither a terminal nor a CI system that reads the log.
//!
//! A terminal is steered by control characters, those of C1 too, and by what turns the direction of text around.
//! GitHub takes a line that begins with `::` for a command, and `##[` anywhere; Azure takes `##vso[` anywhere, TeamCity
//! `##teamcity[`.

use std::borrow::Cow;
use std::io::{self, Write};

/// How a format keeps the text of others from steering what shows it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Text {
    /// By itself, line by line: it may hold commands of its own.
    Own,
    /// As JSON, all of whose odd characters stand in strings.
    Json,
    /// As XML or HTML.
    Markup,
    /// Lines for people and machines both, such as Markdown.
    Prose,
}

/// What `write` writes, with the same meaning to machines and none to what shows it.
pub(crate) fn written(
    kind: Text,
    out: &mut dyn Write,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    if kind == Text::Own {
        return write(out);
    }
    let mut bytes = Vec::new();
    write(&mut bytes)?;
    match std::str::from_utf8(&bytes) {
        Ok(text) if kind == Text::Json => out.write_all(json(text).as_bytes()),
        Ok(text) if kind == Text::Prose => out.write_all(lines(text).as_bytes()),
        Ok(text) => out.write_all(markup(text).as_bytes()),
        Err(_) => Err(io::Error::other("a report is no text")),
    }
}

/// What begins a command of a CI system wherever it stands.
const COMMANDS: [&str; 3] = ["##[", "##vso[", "##teamcity["];

/// Whether the character steers what shows it, or ends a line.
pub(crate) fn steers(it: char) -> bool {
    it.is_control()
        || matches!(it, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Text that stays on its line and cannot steer a terminal or a CI system, whatever a Dockerfile holds.
pub(crate) fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|it| if steers(it) { ' ' } else { it }).collect();
    without_commands(plain)
}

/// The same for text that begins a line, such as a path.
pub(crate) fn line_start(path: &str) -> String {
    let path = one_line(path);
    if path.trim_start().starts_with("::") { format!("./{path}") } else { path }
}

/// `text`, as long as it was, with no command of a CI system in it.
pub(crate) fn without_commands(text: String) -> String {
    if !text.contains("##") {
        return text;
    }
    COMMANDS.iter().fold(text, |text, it| text.replace(it, &format!("# {}", &it[2..])))
}

/// Lines of a text that is shown as it stands, but for what steers; a tab stays.
pub(crate) fn lines(text: &str) -> String {
    let plain = text.chars().map(|it| if steers(it) && it != '\n' && it != '\t' { ' ' } else { it }).collect();
    begun(&without_commands(plain), ": :")
}

/// `text` with the `::` that begins a line written as `::` by other means.
fn begun(text: &str, means: &str) -> String {
    let line = |line: &str| match line.trim_start().strip_prefix("::") {
        Some(rest) => format!("{}{means}{rest}", &line[..line.len() - line.trim_start().len()]),
        None => line.to_owned(),
    };
    text.split_inclusive('\n').map(line).collect()
}

/// JSON of the same meaning that holds no such character and no command: in JSON all of them stand in strings. Lines
/// and the zero bytes that end texts stay.
pub(crate) fn json(text: &str) -> Cow<'_, str> {
    let is_odd = |it: char| !matches!(it, '\0' | '\n' | '\t') && steers(it);
    if !text.contains("##") && !text.contains(is_odd) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for it in text.chars() {
        if is_odd(it) {
            out += &format!("\\u{:04x}", u32::from(it));
        } else {
            out.push(it);
        }
    }
    let broken = COMMANDS.iter().fold(out, |text, it| text.replace(it, &format!("#\\u0023{}", &it[2..])));
    Cow::Owned(broken)
}

/// XML or HTML of the same meaning that holds no such character and no command.
pub(crate) fn markup(text: &str) -> Cow<'_, str> {
    let is_odd = |it: char| !matches!(it, '\n' | '\t' | '\r') && steers(it);
    if !text.contains("##") && !text.contains("::") && !text.contains(is_odd) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for it in text.chars() {
        match it {
            it if is_odd(it) && it.is_ascii() => out.push(' '),
            it if is_odd(it) => out += &format!("&#x{:x};", u32::from(it)),
            it => out.push(it),
        }
    }
    let out = COMMANDS.iter().fold(out, |text, it| text.replace(it, &format!("#&#35;{}", &it[2..])));
    Cow::Owned(begun(&out, "&#58;:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_do_not_get_through() {
        assert_eq!(one_line("a\u{1b}[31m\nb\u{202e}c\u{9b}d\u{200f}e\u{7f}f"), "a [31m b c d e f");
        assert_eq!(lines("a\r\n\tb\u{7}"), "a \n\tb ");
    }

    #[test]
    fn commands_are_broken() {
        assert_eq!(
            one_line("##vso[x] ##[y] ##teamcity[z] ## [w] ###[v]"),
            "# vso[x] # [y] # teamcity[z] ## [w] ## [v]"
        );
        assert_eq!((line_start(" ::error::x"), line_start("a::b")), ("./ ::error::x".into(), "a::b".to_owned()));
    }

    #[test]
    fn json_and_markup_mean_the_same() {
        let odd = "\u{9b}\u{7f}\u{202e}é##vso[##[\n\t\u{1b}";
        let written = serde_json::to_string_pretty(&[odd]).expect("text is JSON");
        let tamed = json(&written);
        assert!(!tamed.contains(|it| steers(it) && it != '\n') && !tamed.contains("##"), "{tamed}");
        let read: Vec<String> = serde_json::from_str(&tamed).expect("it is JSON");
        assert_eq!(read, [odd]);
        assert_eq!(markup("<a>##[b\n ::c::"), "<a>#&#35;[b\n &#58;:c::");
        assert_eq!(lines("a\n::b"), "a\n: :b");
    }
}
