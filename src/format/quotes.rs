//! Where shell text may have a blank more or less: outside of quotes, escapes, comments and heredocs.

/// What is open at a place of the text, the innermost last.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    /// `'...'`
    Single,
    /// `"..."`
    Double,
    /// `$(...)`, `(...)`
    Round,
    /// `${...}`
    Curly,
    /// `` `...` ``
    Back,
}

/// For each byte of `text`, and for its end, whether blanks before it are for the shell to skip. What this reader
/// does not follow is answered with no.
pub(super) fn outside(text: &str) -> Vec<bool> {
    let bytes = text.as_bytes();
    let mut free = vec![false; bytes.len() + 1];
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let inner = open.last().copied();
        let is_code = matches!(inner, None | Some(Open::Round));
        free[at] = is_code && open.iter().all(|it| *it == Open::Round);
        let byte = bytes[at];
        let is_start = at == 0 || matches!(bytes[at - 1], b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b'(');
        // A comment takes in the rest, and so does a heredoc.
        if is_code && (byte == b'#' && is_start || byte == b'<' && bytes.get(at + 1) == Some(&b'<')) {
            return free;
        }
        match (byte, inner) {
            (b'\'', Some(Open::Single)) => {
                open.pop();
            }
            (_, Some(Open::Single)) => (),
            (b'\\', _) => at += 1,
            (b'"', Some(Open::Double)) => {
                open.pop();
            }
            (b'"', _) => open.push(Open::Double),
            (b'\'', inner) if inner != Some(Open::Double) => open.push(Open::Single),
            (b'`', Some(Open::Back)) => {
                open.pop();
            }
            (b'`', _) => open.push(Open::Back),
            (b'$', _) if bytes.get(at + 1) == Some(&b'(') => {
                open.push(Open::Round);
                at += 1;
            }
            (b'$', _) if bytes.get(at + 1) == Some(&b'{') => {
                open.push(Open::Curly);
                at += 1;
            }
            (b'}', Some(Open::Curly)) => {
                open.pop();
            }
            (b'(', inner) if inner != Some(Open::Double) => open.push(Open::Round),
            (b')', Some(Open::Round)) => {
                open.pop();
            }
            _ => (),
        }
        at += 1;
    }
    free[bytes.len()] = open.is_empty();
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The blanks of `text` that count for nothing become underscores.
    fn shown(text: &str) -> String {
        let free = outside(text);
        text.bytes().enumerate().map(|(at, it)| if it == b' ' && free[at] { '_' } else { it as char }).collect()
    }

    #[test]
    fn quoted_blanks_count() {
        assert_eq!(shown("a 'b c' \"d e\" f"), "a_'b c'_\"d e\"_f");
        assert_eq!(shown(r#"a "b \" c" d"#), r#"a_"b \" c"_d"#);
        assert_eq!(shown("a $(b c) (d e) f"), "a_$(b_c)_(d_e)_f");
        assert_eq!(shown("a \"$(b 'c d' \"e f\" )\" g"), "a_\"$(b 'c d' \"e f\" )\"_g");
        assert_eq!(shown("a ${b:-c d} `e f` g"), "a_${b:-c d}_`e f`_g");
        assert_eq!(shown("it\\'s a b"), "it\\'s_a_b");
    }

    #[test]
    fn behind_a_comment_or_a_heredoc_nothing_is_known() {
        assert_eq!(shown("a b # c d"), "a_b_# c d");
        assert_eq!(shown("a b#c d"), "a_b#c_d");
        assert_eq!(shown("cat <<X a b"), "cat_<<X a b");
    }
}
