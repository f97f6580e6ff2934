//! Templates of Helm charts, as far as their text says something without being rendered.
//!
//! Each action `{{ ... }}` makes way for a mark of the same length, so that what stands around it keeps its place. A
//! value with a mark becomes [`Kind::Unknown`], unless the whole of it is a literal of `values.yaml`; so do values
//! under `if`, `range` and `with`, which are there perhaps. Two equal actions mean the same in one chart.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::source::Source;
use crate::yaml::{self, Kind, Node};

/// Stands for an action, repeated to its length.
const MARK: &str = "zqxj";

/// Literals of a `values.yaml` that are kept.
const MOST_VALUES: usize = 10_000;

/// The literals of a chart by their path: `service.port`.
#[derive(Debug, Default)]
pub(super) struct Values {
    literals: HashMap<String, String>,
}

/// The chart that a file is a template of, where it is one: the folder, of those in `charts`.
pub(super) fn chart_of<'a>(path: &'a Path, charts: &[PathBuf]) -> Option<&'a Path> {
    let name = path.file_name()?.to_str()?;
    let above = path.ancestors().skip(1).find(|it| it.file_name().is_some_and(|it| it == "templates"))?.parent()?;
    (!name.starts_with('_') && charts.iter().any(|it| it == above)).then_some(above)
}

impl Values {
    pub(super) fn read(source: &Source) -> Values {
        let mut values = Values::default();
        if let Some(root) = yaml::documents_of(source).first() {
            values.take(root, "", 0);
        }
        values
    }

    fn take(&mut self, node: &Node, path: &str, depth: usize) {
        if depth > 16 || self.literals.len() > MOST_VALUES {
            return;
        }
        for (key, value) in node.pairs() {
            let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
            match value.value().filter(|it| !it.is_empty() && !it.contains("{{")) {
                Some(literal) => {
                    self.literals.insert(path, literal.to_owned());
                }
                None => self.take(value, &path, depth + 1),
            }
        }
    }

    /// The literal that an action yields by itself: `.Values.service.port`, also with `| quote`.
    fn of(&self, action: &str) -> Option<&String> {
        let mut parts = action.split('|').map(str::trim);
        let path = parts.next()?.trim_start_matches('$').strip_prefix(".Values.")?;
        parts.all(|it| matches!(it, "quote" | "squote" | "int" | "toString")).then(|| self.literals.get(path)).flatten()
    }
}

/// The documents of a template. Empty where its text makes no sense as YAML.
pub(super) fn documents(source: &Source, values: &Values) -> Vec<Rc<Node>> {
    let Some(masked) = Masked::new(source.text()) else { return Vec::new() };
    let filling = Filling { masked: &masked, values };
    yaml::documents(&masked.text).iter().map(|it| filling.fill(it, masked.is_perhaps(it))).collect()
}

/// A template without its actions, as long as it was.
struct Masked {
    text: String,
    /// The text between the braces of each action, in the order of places.
    actions: Vec<(Range<usize>, String)>,
    /// Where control actions decide, with how many of them.
    depths: Vec<(Range<usize>, usize)>,
}

impl Masked {
    /// `None` where an action does not end, or takes a place that it does not fit.
    fn new(text: &str) -> Option<Masked> {
        let actions = actions(text)?;
        let depths = depths(text, &actions);
        let mut bytes = text.as_bytes().to_vec();
        for (range, inner) in &actions {
            let is_value = !is_control(inner);
            if is_value && text[range.clone()].contains('\n') {
                return None;
            }
            for (at, byte) in bytes[range.clone()].iter_mut().enumerate() {
                *byte = match (*byte, is_value) {
                    (b'\n', _) => b'\n',
                    (_, true) => MARK.as_bytes()[at % MARK.len()],
                    (_, false) => b' ',
                };
            }
        }
        let text = String::from_utf8(bytes).ok()?;
        let text = standing_alone(text, &actions)?;
        Some(Masked { text, actions, depths })
    }

    /// How many control actions decide whether the byte at `at` is there.
    fn depth(&self, at: usize) -> usize {
        let found = self.depths.binary_search_by(|(range, _)| match () {
            () if range.end <= at => std::cmp::Ordering::Less,
            () if range.start > at => std::cmp::Ordering::Greater,
            () => std::cmp::Ordering::Equal,
        });
        found.map_or(0, |found| self.depths[found].1)
    }

    /// The depth of a document as a whole: that of its kind.
    fn is_perhaps(&self, document: &Node) -> usize {
        document.entry("kind").map_or(0, |(key, _)| self.depth(key.span.start as usize))
    }
}

/// The actions and what they say, without braces, dashes and blanks around. Strings in them may hold braces.
fn actions(text: &str) -> Option<Vec<(Range<usize>, String)>> {
    let (mut found, mut from) = (Vec::new(), 0);
    while let Some(start) = text[from..].find("{{").map(|at| at + from) {
        let rest = &text.as_bytes()[start + 2..];
        let (mut quote, mut length) = (None, None);
        for (at, byte) in rest.iter().enumerate() {
            match (quote, byte) {
                (None, b'"' | b'`') => quote = Some(*byte),
                (Some(open), byte) if open == *byte && (at == 0 || rest[at - 1] != b'\\') => quote = None,
                (None, b'}') if rest.get(at + 1) == Some(&b'}') => {
                    length = Some(at);
                    break;
                }
                _ => (),
            }
        }
        // A quote in a comment is none.
        let is_comment = text[start + 2..].trim_start_matches(['-', ' ']).starts_with("/*");
        let comment = is_comment.then(|| text[start..].find("*/").map(|at| at + start)).flatten();
        let end = match comment {
            Some(close) => text[close..].find("}}")? + close + 2,
            None => start + 2 + length? + 2,
        };
        found.push((start..end, text[start + 2..end - 2].trim_matches(['-', ' ', '\t', '\n', '\r']).to_owned()));
        from = end;
    }
    Some(found)
}

fn first_word(action: &str) -> &str {
    action.split(|it: char| it.is_whitespace() || it == '(').next().unwrap_or_default()
}

/// Whether an action writes nothing.
fn is_control(action: &str) -> bool {
    let words = ["if", "else", "end", "range", "with", "define", "block", "break", "continue", "fail"];
    words.contains(&first_word(action))
        || action.starts_with("/*")
        || (action.starts_with('$') && action.contains(['=']) && !action.contains("=="))
}

fn depths(text: &str, actions: &[(Range<usize>, String)]) -> Vec<(Range<usize>, usize)> {
    let (mut depths, mut depth, mut from) = (Vec::new(), 0_usize, 0);
    for (range, action) in actions {
        depths.push((from..range.start, depth));
        match first_word(action) {
            "if" | "range" | "with" | "define" | "block" => depth += 1,
            "end" => depth = depth.saturating_sub(1),
            _ => (),
        }
        from = range.start;
    }
    depths.push((from..text.len(), depth));
    depths.retain(|(range, _)| !range.is_empty());
    depths
}

/// Gives each line that is nothing but an action the form of what it makes: a key, a member of a list or a value, at
/// the indentation that the action asks for.
fn standing_alone(text: String, actions: &[(Range<usize>, String)]) -> Option<String> {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let mut starts = vec![0];
    starts.extend(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1));
    for (range, action) in actions.iter().filter(|(_, action)| !is_control(action)) {
        let at = starts.partition_point(|start| *start <= range.start) - 1;
        let line = &lines[at];
        let (length, own) = (line.trim_end().len(), line.len() - line.trim_start().len());
        if starts[at] + own != range.start || starts[at] + length != range.end {
            continue;
        }
        let indent = indent_of(action).unwrap_or(own);
        let room = line.len().checked_sub(indent + 3).filter(|room| *room > 0)?;
        let mark = |room: usize| MARK.chars().cycle().take(room).collect::<String>();
        let form = match form(&lines, at, indent) {
            Form::Member => format!("- {} ", mark(room)),
            Form::Key => format!("{}:  ", mark(room)),
            Form::Value => mark(room + 3),
        };
        lines[at] = format!("{}{form}", " ".repeat(indent));
    }
    Some(lines.join("\n"))
}

enum Form {
    Member,
    Key,
    Value,
}

/// What stands at a line's place, judged by its neighbours at the same indentation.
fn form(lines: &[String], at: usize, indent: usize) -> Form {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let kind = |line: &str| if line.trim_start().starts_with("- ") { Form::Member } else { Form::Key };
    let is_blank = |line: &&String| line.trim().is_empty() || line.trim_start().starts_with('#');
    let next = lines[at + 1..].iter().find(|it| !is_blank(it));
    if let Some(next) = next.filter(|it| depth(it) == indent && !it.starts_with("---") && !it.trim().starts_with(MARK))
    {
        return kind(next);
    }
    let before = lines[..at].iter().rev().filter(|it| !is_blank(it)).find(|it| depth(it) <= indent);
    match before {
        Some(line) if depth(line) == indent && !line.starts_with("---") => match kind(line) {
            // `- name: x` opens a map two further in; the key `ports:` may have its list at its own indentation.
            Form::Key if line.trim_end().ends_with(':') => Form::Member,
            kind => kind,
        },
        Some(line) if line.trim_start().starts_with("- ") && depth(line) + 2 == indent => Form::Key,
        _ => Form::Value,
    }
}

/// An action without what only says how its result is written.
fn without_form(action: &str) -> String {
    let is_form = |part: &&str| ["indent", "nindent", "quote", "squote"].contains(&first_word(part));
    let parts: Vec<&str> = action.split('|').map(str::trim).filter(|part| !is_form(part)).collect();
    parts.join(" | ")
}

/// The number of `indent 4` or `nindent 4`.
fn indent_of(action: &str) -> Option<usize> {
    let (_, rest) = action.rsplit_once("indent ")?;
    rest.split(|it: char| !it.is_ascii_digit()).next()?.parse().ok().filter(|it| *it < 200)
}

/// Puts what is known in place of the marks.
struct Filling<'a> {
    masked: &'a Masked,
    values: &'a Values,
}

impl Filling<'_> {
    fn fill(&self, node: &Rc<Node>, depth: usize) -> Rc<Node> {
        let kind = match &node.kind {
            Kind::Scalar { text, plain } => {
                let perhaps = self.masked.depth(node.span.start as usize) > depth;
                match (text.contains(&MARK[..2]), perhaps) {
                    (true, _) => self.filled(node, text, perhaps),
                    (false, true) => Kind::Unknown(format!("{{{{ if }}}}{text}")),
                    (false, false) => Kind::Scalar { text: text.clone(), plain: *plain },
                }
            }
            Kind::List(items) => Kind::List(items.iter().map(|it| self.fill(it, depth)).collect()),
            Kind::Map(pairs) => Kind::Map(pairs.iter().map(|(key, value)| self.pair(key, value, depth)).collect()),
            Kind::Unknown(text) => Kind::Unknown(text.clone()),
        };
        Rc::new(Node { span: node.span, kind })
    }

    /// Keys are what they are, also where they are there perhaps.
    fn pair(&self, key: &Rc<Node>, value: &Rc<Node>, depth: usize) -> (Rc<Node>, Rc<Node>) {
        let is_marked = key.text().is_some_and(|it| it.contains(&MARK[..2]));
        let key = if is_marked { self.fill(key, depth) } else { Rc::clone(key) };
        let value = self.fill(value, depth);
        let Kind::Unknown(text) = &value.kind else { return (key, value) };
        // Of an image the name is enough.
        let name = text.split(":{{").next().filter(|it| key.text() == Some("image") && !it.contains("{{"));
        let Some(name) = name.filter(|it| it.len() < text.len()) else { return (key, value) };
        let kind = Kind::Scalar { text: name.to_owned(), plain: true };
        (key, Rc::new(Node { span: value.span, kind }))
    }

    /// The text of a scalar with each action that yields a literal replaced by it.
    fn filled(&self, node: &Node, text: &str, perhaps: bool) -> Kind {
        let range = node.span.range();
        let first = self.masked.actions.partition_point(|(it, _)| it.end <= range.start);
        let inside = self.masked.actions[first..].iter().take_while(|(it, _)| it.start < range.end);
        let inside: Vec<_> = inside.filter(|(_, action)| !is_control(action)).collect();
        let (mut out, mut known) = (String::new(), !perhaps);
        // The parts between the marks, in order; a mark is as long as its action.
        let mut rest = text;
        for (place, action) in &inside {
            let literal = self.values.of(action);
            known &= literal.is_some();
            let start = rest.find(MARK).unwrap_or(rest.len());
            out.push_str(&rest[..start]);
            match literal {
                Some(literal) => out.push_str(literal),
                None => out.push_str(&format!("{{{{{}}}}}", without_form(action))),
            }
            rest = rest.get((start + place.len()).min(rest.len())..).unwrap_or_default();
        }
        // A line of its own was shortened or moved: nothing of it is literal.
        if !rest.contains(&MARK[..2]) {
            out.push_str(rest);
        }
        if known && !inside.is_empty() { Kind::Scalar { text: out, plain: true } } else { Kind::Unknown(out) }
    }
}

#[cfg(test)]
mod tests;
