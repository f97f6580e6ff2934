//! What to write in place of our comments that do nothing.

use crate::rules::{Edit, Fix, Safety};
use crate::source::{Source, Span};

/// Takes the name at `own` out of a comment of `names`, of which `unused` do nothing; the whole line, where that leaves
/// none.
pub(super) fn without(source: &Source, own: Span, names: &[Span], unused: &[Span]) -> Fix {
    let is_unused = |it: &Span| unused.contains(it);
    let at = names.iter().position(|it| *it == own).unwrap_or_default();
    let (before, after) = (names.get(..at).unwrap_or_default(), names.get(at + 1..).unwrap_or_default());
    let span = match (before.last(), after.first()) {
        _ if names.iter().all(is_unused) => {
            let line = source.line(own.start);
            let next = source.line_span(line + 1).start;
            let end = if line as usize == source.line_count() { source.line_span(line).end } else { next };
            let whole = Span { start: source.line_span(line).start, end };
            return Fix::new("take the comment out", Safety::Safe, vec![Edit::replace(whole, "")]);
        }
        // One that stays keeps its comma for itself.
        (Some(before_it), _) if !before.iter().all(is_unused) => Span { start: before_it.end, end: own.end },
        (_, Some(after_it)) => Span { start: own.start, end: after_it.start },
        _ => own,
    };
    let title = format!("take `{}` out", source.slice(own));
    Fix::new(title, Safety::Safe, vec![Edit::replace(span, "")])
}

/// The name that is meant. From then on it silences something, so that somebody should look at it.
pub(super) fn renamed(own: Span, name: &str) -> Fix {
    Fix::new(format!("write `{name}`"), Safety::Unsafe, vec![Edit::replace(own, name)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fix;

    fn left(unused: &[&str]) -> Vec<String> {
        let source = Source::new("Dockerfile", "FROM a\r\n# dockvet ignore=aa, bb,cc -- why\r\nUSER x\r\n");
        let place = |name: &str| {
            let at = source.text().find(name).expect("the name is there");
            Span::new(at..at + name.len())
        };
        let names = ["aa", "bb", "cc"].map(place);
        let spans: Vec<Span> = unused.iter().map(|it| place(it)).collect();
        let fixed = spans.iter().map(|it| fix::apply(&source, &without(&source, *it, &names, &spans)));
        let line = |text: Option<String>| text.expect("it applies").lines().nth(1).unwrap_or_default().to_owned();
        fixed.map(line).collect()
    }

    #[test]
    fn names_go_with_one_comma_and_the_last_takes_the_line_along() {
        assert_eq!(left(&["aa"]), ["# dockvet ignore=bb,cc -- why"]);
        assert_eq!(left(&["cc"]), ["# dockvet ignore=aa, bb -- why"]);
        assert_eq!(left(&["aa", "bb"]), ["# dockvet ignore=bb,cc -- why", "# dockvet ignore=aa, cc -- why"]);
        assert_eq!(left(&["aa", "bb", "cc"]), ["USER x"; 3]);
    }
}
