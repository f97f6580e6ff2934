//! Findings drawn into their text, for people.
//!
//! Only this file knows ariadne. It is told that spans count bytes. Three things are kept from it:
//! its own count of lines (it takes a lone `\r` and five more characters for line ends), spans of
//! several lines (only their first line is drawn), and characters that steer a terminal.

mod suggestion;

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::path::Path;
use std::rc::Rc;

use ariadne::{Cache, Color, Config, IndexType, Label, LabelAttach, Report as Drawing, ReportKind};

use crate::analysis::Diagnostic;
use crate::catalogue::Severity;
use crate::source::{Source, Span};

use super::tame::{self, one_line};
use super::{Closing, Colour, Frames, Hyperlinks, Report, short};

/// A file with longer lines is not drawn.
const MAX_LINE: u32 = 400;
/// More evidence than this is counted, not drawn.
const MAX_LABELS: usize = 12;
/// Stands before a file's number where its name is written later; no drawn text can hold it.
const MARK: char = '\u{1}';

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut texts = Texts::new();
    for diagnostic in report.diagnostics() {
        let drawn =
            if is_drawable(diagnostic) { draw(report, diagnostic, &mut texts)? } else { plain(report, diagnostic) };
        let drawn = match report.screen.frames {
            Frames::Unicode => drawn,
            Frames::Ascii => drawn.chars().map(ascii).collect(),
        };
        writeln!(out, "{}{}", linked(report, diagnostic, drawn), suggestion::drawn(report, diagnostic))?;
    }
    match report.screen.closing {
        Closing::Line => writeln!(out, "{}", wrap(&report.summary(), report.screen.width)),
        Closing::Left => Ok(()),
    }
}

/// What stands for a piece of a frame where there is nothing but ASCII.
fn ascii(it: char) -> char {
    match it {
        '─' | '━' => '-',
        '│' | '├' | '┤' => '|',
        '┼' => '+',
        '┆' => ':',
        '╭' | '╮' => '.',
        '╰' => '`',
        '╯' => '\'',
        '┬' | '┴' | '▲' => '^',
        '▶' => '>',
        it => it,
    }
}

/// The drawing with the rule's name as a link to its page (OSC 8), where such are written.
fn linked(report: &Report, diagnostic: &Diagnostic, drawn: String) -> String {
    let id = diagnostic.entry.id;
    match (report.screen.hyperlinks, diagnostic.entry.links.first()) {
        (Hyperlinks::Written, Some(page)) => {
            drawn.replacen(id, &format!("\u{1b}]8;;{}\u{1b}\\{id}\u{1b}]8;;\u{1b}\\", one_line(page)), 1)
        }
        _ => drawn,
    }
}

fn places(diagnostic: &Diagnostic) -> impl Iterator<Item = (&Source, Span, &str)> {
    let labels = diagnostic.finding.labels.iter().take(MAX_LABELS);
    let labels = labels.map(|it| (&it.place.source, it.place.span, it.text.as_str()));
    std::iter::once((&diagnostic.source, diagnostic.span(), "")).chain(labels)
}

fn is_drawable(diagnostic: &Diagnostic) -> bool {
    places(diagnostic).all(|(source, span, _)| {
        let line = source.line_span(source.line(span.start));
        line.end - line.start <= MAX_LINE
    })
}

/// A finding without its text.
fn plain(report: &Report, diagnostic: &Diagnostic) -> String {
    let mut text = short::line(report, diagnostic) + "\n";
    for (source, span, label) in places(diagnostic).skip(1) {
        text += &format!("  {}: {}\n", location(report, source, span), one_line(label));
    }
    text + &format!("  help: {}\n", one_line(diagnostic.help()))
}

fn location(report: &Report, source: &Source, span: Span) -> String {
    let at = source.position(span.start);
    format!("{}:{}:{}", one_line(&report.shown(source.path())), at.line, at.column)
}

/// One file of a drawing: what ariadne sees of it.
struct Sheet<'a> {
    source: &'a Source,
    text: Rc<ariadne::Source<String>>,
    /// Where the drawing says that it is.
    span: Span,
}

struct Sheets<'a>(Vec<Sheet<'a>>);

/// The texts as ariadne sees them, by path: a file may hold thousands of findings.
type Texts<'a> = HashMap<&'a Path, Rc<ariadne::Source<String>>>;

type Place = (usize, std::ops::Range<usize>);

fn draw<'a>(report: &Report, diagnostic: &'a Diagnostic, texts: &mut Texts<'a>) -> io::Result<String> {
    let mut sheets = Sheets(Vec::new());
    let mut marks: BTreeMap<(usize, Span), Vec<String>> = BTreeMap::new();
    for (source, span, words) in places(diagnostic) {
        let mark = marks.entry((sheets.add(source, span, texts), first_line(source, span))).or_default();
        mark.extend((!words.is_empty()).then(|| one_line(words)));
    }
    let own = (0, first_line(&diagnostic.source, diagnostic.span()));
    let (kind, colour) = match diagnostic.severity {
        Severity::Error => ("error", Color::Red),
        Severity::Warning => ("warning", Color::Yellow),
        Severity::Info => ("info", Color::Blue),
        Severity::Style => ("style", Color::Cyan),
    };
    // One group a file: ariadne opens a new one when the order of files or lines breaks.
    let labels = marks.into_iter().enumerate().map(|(order, (place, texts))| {
        let label = Label::new((place.0, place.1.range())).with_order(order as i32);
        let label = label.with_color(if place == own { colour } else { Color::Cyan });
        // A place without words would not be underlined.
        label.with_message(if texts.is_empty() { "here".to_owned() } else { texts.join("; ") })
    });
    let width = report.screen.width;
    // Words that hang from the start of their place leave the most room.
    let config = Config::new().with_index_type(IndexType::Byte).with_label_attach(LabelAttach::Start);
    let config = config.with_color(report.screen.colour == Colour::Always);
    let head = format!("[{}] {kind}:", diagnostic.entry.id);
    // The lines behind the first are indented by two.
    let head = wrap(&format!("{head} {}", one_line(&diagnostic.finding.message)), width - 2).split_off(head.len());
    let mut drawing = Drawing::<Place>::build(ReportKind::Custom(kind, colour), (0, own.1.range()))
        .with_config(config)
        .with_code(diagnostic.entry.id)
        .with_message(head.strip_prefix(' ').unwrap_or(&head).replace('\n', "\n  "))
        .with_labels(labels)
        .with_help(wrap(&one_line(diagnostic.help()), width - 12));
    if let Some(note) = note(diagnostic) {
        drawing = drawing.with_note(wrap(&note, width - 12));
    }
    let mut drawn = Vec::new();
    drawing.finish().write_for_stdout(&mut sheets, &mut drawn)?;
    let drawn = String::from_utf8_lossy(&drawn);
    let drawn = if report.screen.colour == Colour::Always { drawn.into_owned() } else { uncoloured(&drawn) };
    Ok(name_files(report, &sheets, &drawn))
}

/// Ariadne colours the head of a kind of ours whatever it is told.
fn uncoloured(drawn: &str) -> String {
    let mut pieces = drawn.split("\u{1b}[");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| text + piece.split_once('m').map_or("", |(_, rest)| rest))
}

fn note(diagnostic: &Diagnostic) -> Option<String> {
    let more = diagnostic.finding.labels.len().saturating_sub(MAX_LABELS);
    (more > 0).then(|| format!("{more} more places are not shown"))
}

/// Writes our own `file:line:column` where ariadne put its.
fn name_files(report: &Report, sheets: &Sheets, drawn: &str) -> String {
    let mut pieces = drawn.split(MARK);
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (number, rest) = piece.split_once(' ').unwrap_or((piece, ""));
        let number = number.split(':').next().unwrap_or_default();
        let sheet = number.parse::<usize>().ok().and_then(|number| sheets.0.get(number));
        let place = sheet.map_or_else(String::new, |it| location(report, it.source, it.span));
        text += &format!("{place} {rest}");
    }
    let lines: Vec<String> = text.lines().map(|line| fold(line.trim_end(), report.screen.width)).collect();
    lines.join("\n") + "\n"
}

/// Shortens the arrow to a label and breaks its words, which ariadne writes on one line, where it is too long.
fn fold(line: &str, width: usize) -> String {
    let Some(corner) = line.rfind('╰') else { return line.to_owned() };
    let Some(words) = line[corner..].find(' ').map(|blank| corner + blank + 1) else { return line.to_owned() };
    if uncoloured(line).chars().count() <= width {
        return line.to_owned();
    }
    let mut dashes = 0;
    let short = line[corner..words].chars().filter(|it| {
        dashes += usize::from(*it == '─');
        *it != '─' || dashes <= 2
    });
    let before = line[..corner].chars().chain(short).collect::<String>();
    let plain = uncoloured(&before);
    let (column, margin) = (plain.chars().count(), plain.chars().position(|it| it == '│').unwrap_or(0));
    let blank = format!("\n{}│{}", " ".repeat(margin), " ".repeat(column.saturating_sub(margin + 1)));
    let room = width.saturating_sub(column).max(width / 3);
    before + &wrap(&line[words..], room).replace('\n', &blank)
}

/// The part of `span` on its first line, on the bounds of characters, one character long at least
/// where the line has one.
fn first_line(source: &Source, span: Span) -> Span {
    let text = source.text();
    let line = source.line_span(source.line(span.start));
    let bound = |at: u32| (0..=at.clamp(line.start, line.end)).rev().find(|it| text.is_char_boundary(*it as usize));
    let start = bound(span.start).unwrap_or(line.start);
    let end = bound(span.end).unwrap_or(start).max(start);
    let one = text[start as usize..line.end as usize].chars().next().map_or(0, char::len_utf8) as u32;
    Span { start, end: end.max(start + one) }
}

/// The text as ariadne may see it: the same bytes on the same lines, without what it would take for
/// a line end and what steers a terminal.
fn tamed(text: &str) -> String {
    let tame = |it: char| match it {
        '\n' | '\t' => it,
        it if it.is_control() && it.len_utf8() == 1 => ' ',
        // As long as what they replace: U+0080 to U+009F take two bytes, the separators three.
        it if it.is_control() => '\u{b7}',
        '\u{61c}' => '\u{b7}',
        it if tame::steers(it) => '\u{2424}',
        it => it,
    };
    tame::without_commands(text.chars().map(tame).collect())
}

/// Breaks `text` at blanks so that lines have at most `width` characters, words being whole.
fn wrap(text: &str, width: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.last_mut().expect("there is a line from the start");
        if !last.is_empty() && last.chars().count() + 1 + word.chars().count() > width {
            lines.push(word.to_owned());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    lines.join("\n")
}

impl<'a> Sheets<'a> {
    fn add(&mut self, source: &'a Source, span: Span, texts: &mut Texts<'a>) -> usize {
        let known = self.0.iter().position(|it| it.source.path() == source.path());
        known.unwrap_or_else(|| {
            let text = texts.entry(source.path()).or_insert_with(|| Rc::new(tamed(source.text()).into()));
            self.0.push(Sheet { source, text: Rc::clone(text), span });
            self.0.len() - 1
        })
    }
}

impl Cache<usize> for Sheets<'_> {
    type Storage = String;

    fn fetch(&mut self, id: &usize) -> Result<&ariadne::Source<String>, impl std::fmt::Debug> {
        self.0.get(*id).map(|it| &*it.text).ok_or("every number is that of a sheet")
    }

    fn display<'a>(&self, id: &'a usize) -> Option<impl std::fmt::Display + 'a> {
        Some(format!("{MARK}{id}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Analysis;
    use crate::evidence;
    use crate::report::Format;
    use crate::report::tests::{analyses, diagnostic, written};

    #[test]
    fn draws_places_in_several_files() {
        let text = written(Format::Human, &analyses());
        assert!(text.contains("─[ a dir/Dockerfile:7:13 ]"), "{text}");
        assert!(text.contains("─[ a dir/main.go:3:23 ]"), "{text}");
        assert!(text.contains("and copied to `/ü`"), "{text}");
        assert!(text.ends_with("1 error, 1 warning, 1 suppressed in 1 Dockerfile\n"), "{text}");
        assert!(!text.contains('\u{1b}') && !text.contains(MARK), "{text}");
    }

    #[test]
    fn odd_text_and_odd_spans_do_not_stop_it() {
        let texts = [
            "",
            "\n",
            "é",
            "a\r\nb\rc\u{2028}d\u{85}e\u{b}f\n",
            "x\u{1b}[31m\u{1}0:1:1 y",
            "\u{feff}FROM ü\t\u{1F600}\n\n",
        ];
        for text in texts {
            let source = Source::new("Dockerfile", text);
            let length = text.len() as u32;
            for start in 0..=length + 2 {
                for end in start..=length + 2 {
                    let mut odd = diagnostic("root-user", &source, "", "odd\nmessage");
                    odd.finding.span = Span { start, end };
                    let span = Span { start: length.saturating_sub(start), end };
                    odd.finding = odd.finding.label(evidence::Place { source: source.clone(), span }, "here");
                    let analysis = Analysis {
                        source: source.clone(),
                        diagnostics: vec![odd],
                        suppressed: Vec::new(),
                        newer: Vec::new(),
                        context: None,
                    };
                    let drawn = written(Format::Human, &[analysis]);
                    assert!(drawn.contains("[root-user] warning: odd message"), "{drawn}");
                    assert!(!drawn.contains('\u{1b}') && !drawn.contains(MARK), "{drawn}");
                }
            }
        }
    }

    #[test]
    fn frames_links_and_widths_are_those_of_the_screen() {
        let analyses = analyses();
        let drawn = |screen: crate::report::Screen| {
            let mut out = Vec::new();
            let report = crate::report::Report { screen, ..crate::report::tests::report(&analyses) };
            Format::Human.write(&report, &mut out).expect("a vector takes everything");
            String::from_utf8(out).expect("it is text")
        };
        let ascii = drawn(crate::report::Screen { frames: Frames::Ascii, ..crate::report::Screen::PLAIN });
        assert!(ascii.contains(".-[ a dir/Dockerfile:6:8 ]") && !ascii.contains('│'), "{ascii}");
        let linked = drawn(crate::report::Screen { hyperlinks: Hyperlinks::Written, ..crate::report::Screen::PLAIN });
        let link = "\u{1b}\\expose-port-mismatch\u{1b}]8;;\u{1b}\\] warning: nothing";
        assert!(linked.starts_with("[\u{1b}]8;;https://") && linked.contains(link), "{linked}");
        let narrow = drawn(crate::report::Screen { width: 40, ..crate::report::Screen::PLAIN });
        assert!(narrow.contains("[start-command-missing] error:\n  `/app/ü` is not in the final image\n"), "{narrow}");
    }

    #[test]
    fn a_very_long_line_is_not_drawn() {
        let source = Source::new("Dockerfile", format!("RUN {}\n", "x".repeat(100_000)));
        let long = diagnostic("root-user", &source, "RUN", "long");
        let analysis =
            Analysis { source, diagnostics: vec![long], suppressed: Vec::new(), newer: Vec::new(), context: None };
        assert!(written(Format::Human, &[analysis]).len() < 1000);
    }

    #[test]
    fn wraps_between_words() {
        assert_eq!(wrap("one two three", 8), "one two\nthree");
        assert_eq!(wrap("incomprehensibilities a", 8), "incomprehensibilities\na");
    }
}
