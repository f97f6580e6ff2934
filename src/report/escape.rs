//! Text of others, which may hold anything, as text in what we write: XML, HTML, Markdown.

/// The value of an attribute between double quotes. What XML 1.0 cannot hold is left out.
pub(crate) fn xml_attribute(text: &str) -> String {
    xml_text(text).replace("&gt;", ">").replace('"', "&quot;")
}

/// The text of an element. What XML 1.0 cannot hold is left out.
pub(crate) fn xml_text(text: &str) -> String {
    let is_held = |it: &char| match it {
        '\n' | '\t' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        it => !it.is_control(),
    };
    let text: String = text.chars().filter(is_held).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Text that is no markup, in elements and in attributes of HTML.
pub(crate) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for it in text.chars() {
        match it {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(it),
            it if it.is_control() => out.push(' '),
            it => out.push(it),
        }
    }
    out
}

/// Escaped for HTML, with what stands between backticks as code.
pub(crate) fn html_marked(text: &str) -> String {
    let part = |(is_code, part): (bool, &str)| match is_code {
        true => format!("<code>{}</code>", html(part)),
        false => html(part),
    };
    parts(text).into_iter().map(part).collect()
}

/// One line of Markdown that shows `text`: what stands between backticks stays code, the rest is no markup,
/// names nobody and holds for a cell of a table too.
pub(crate) fn markdown(text: &str) -> String {
    let part = |(is_code, part): (bool, &str)| match is_code {
        true => markdown_code(part),
        false => plain(part),
    };
    parts(&super::one_line(text)).into_iter().map(part).collect()
}

/// A code span of one line, in a cell of a table too. `text` holds any backticks.
pub(crate) fn markdown_code(text: &str) -> String {
    let text = super::one_line(text);
    if text.trim().is_empty() {
        return String::new();
    }
    let fence = "`".repeat(longest_run(&text, '`') + 1);
    let blank = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{blank}{}{blank}{fence}", text.replace('|', "\\|"))
}

/// A block of code that shows `text` as it is.
pub(crate) fn markdown_block(language: &str, text: &str) -> String {
    let tame = |it: char| if it.is_control() && it != '\n' && it != '\t' { ' ' } else { it };
    let text: String = text.chars().map(tame).collect();
    let fence = "`".repeat(longest_run(&text, '`').max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end_matches('\n'))
}

fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for it in text.chars() {
        match it {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // A mark of no width keeps whoever has that name from being called.
            '@' => out.push_str("@\u{200b}"),
            '\\' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '!' | '$' | '`' => out.extend(['\\', it]),
            it => out.push(it),
        }
    }
    out
}

/// The pieces of `text`, and whether each is code: stands between two backticks.
fn parts(text: &str) -> Vec<(bool, &str)> {
    let pieces: Vec<&str> = text.split('`').collect();
    let count = pieces.len();
    // A last backtick without its partner opens nothing.
    let is_code = |index: usize| index % 2 == 1 && index + 1 < count;
    pieces.into_iter().enumerate().map(|(index, piece)| (is_code(index), piece)).collect()
}

fn longest_run(text: &str, what: char) -> usize {
    text.split(|it| it != what).map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_holds_no_markup_and_no_control_characters() {
        assert_eq!(xml_attribute("<a> & \"b\" 'c'\u{1}"), "&lt;a> &amp; &quot;b&quot; 'c'");
        assert_eq!(xml_text("<a> & \"b\"\u{ffff}"), "&lt;a&gt; &amp; \"b\"");
    }

    #[test]
    fn nothing_becomes_markup_of_html() {
        assert_eq!(html("<a href='x'>&\u{1b}"), "&lt;a href=&#39;x&#39;&gt;&amp; ");
        assert_eq!(html_marked("say `<b>` <i>"), "say <code>&lt;b&gt;</code> &lt;i&gt;");
    }

    #[test]
    fn nothing_becomes_markup_of_markdown() {
        assert_eq!(markdown("`a|b` *is* <b>\n@all"), "`a\\|b` \\*is\\* &lt;b&gt; @\u{200b}all");
        assert_eq!(markdown("one ` alone"), "one  alone");
        assert_eq!(markdown_code("a``b`"), "``` a``b` ```");
        assert_eq!(markdown_block("x", "```\nRUN\u{1b}[2J\n"), "````x\n```\nRUN [2J\n````\n");
    }
}
