//! Orders that mean nothing.

use std::ops::Range;

use dockvet::syntax::ast::{Instruction, Kind, Pair, Word};

use crate::material::Subject;
use crate::moved::Moved;

/// The first two flags of each instruction, mounts left out: one may lie in another.
pub(crate) fn flags<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    swapped(subject, |it| match it.flags.as_slice() {
        [first, second, ..] if first.name != second.name && !it.flags.iter().any(|flag| flag.name == "mount") => {
            Some((first.span.range(), second.span.range()))
        }
        _ => None,
    })
}

/// The first two pairs of ENV and LABEL: variables of one instruction do not see each other.
pub(crate) fn pairs<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    let whole = |pair: &Pair| pair.key.span.range().start..pair.value.span.range().end;
    swapped(subject, |it| match &it.kind {
        Kind::Env(pairs) | Kind::Label(pairs) => match pairs.as_slice() {
            [first, second, ..] if first.key.as_str() != second.key.as_str() && !first.legacy => {
                Some((whole(first), whole(second)))
            }
            _ => None,
        },
        _ => None,
    })
}

/// The first two ports.
pub(crate) fn ports<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    swapped(subject, |it| match &it.kind {
        Kind::Expose(words) => match words.as_slice() {
            [first, second, ..] if first.as_str() != second.as_str() => Some((first.span.range(), second.span.range())),
            _ => None,
        },
        _ => None,
    })
}

/// The first two sources of a COPY that takes files into a folder: each keeps its name there.
pub(crate) fn sources<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    use dockvet::syntax::ast::TransferSource::Path;
    let is_plain =
        |word: &Word| !word.as_str().contains(['*', '?', '[', '$', '"', '\\']) && !word.as_str().ends_with(['/', '.']);
    let base = |word: &Word| word.as_str().rsplit('/').next().unwrap_or_default().to_owned();
    swapped(subject, |it| match &it.kind {
        Kind::Copy(transfer) if !transfer.json => match transfer.sources.as_slice() {
            [Path(first), Path(second), ..] if is_plain(first) && is_plain(second) && base(first) != base(second) => {
                Some((first.span.range(), second.span.range()))
            }
            _ => None,
        },
        _ => None,
    })
}

/// The first field of each mount behind its type, which decides what the others may be, changes places with the rest.
pub(crate) fn fields<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    swapped(subject, |it| {
        let mount = it.flags.iter().find(|flag| flag.name == "mount")?.value.as_ref()?;
        let text = subject.slice(mount.span);
        let (kind, rest) = text.split_once(',').filter(|_| text.starts_with("type="))?;
        let (first, last) = rest.split_once(',').filter(|_| !text.contains(['"', '\'', '\n', '\\']))?;
        let is_twice = |text: &str| text.matches("target=").count() > 1;
        let start = mount.span.range().start + kind.len() + 1;
        let (middle, end) = (start + first.len(), start + rest.len());
        (!last.is_empty() && !is_twice(text)).then(|| (start..middle, middle + 1..end))
    })
}

/// Packages of an `apt-get install` or `apk add`: the first two plain words behind the flags.
pub(crate) fn packages<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    swapped(subject, |it| {
        let Kind::Run(_) = it.kind else { return None };
        let text = subject.slice(it.span);
        let command = ["apt-get install -y --no-install-recommends ", "apt-get install -y ", "apk add --no-cache "];
        let (at, command) = command.iter().find_map(|command| Some((text.find(command)? + command.len(), command)))?;
        let is_name = |it: char| it.is_ascii_alphanumeric() || "-+.".contains(it);
        let rest = &text[at..];
        let first = rest.find(|it| !is_name(it))?;
        let second = first + 1 + rest[first + 1..].find(|it| !is_name(it)).unwrap_or(rest.len() - first - 1);
        let is_word =
            |it: &str| !it.is_empty() && !it.starts_with('-') && it.chars().next().is_some_and(char::is_alphabetic);
        let is_plain = rest[first..].starts_with(' ')
            && is_word(&rest[..first])
            && is_word(&rest[first + 1..second])
            && !rest[second..].starts_with(['=', '/', '*', '$', '~', '<', '>'])
            && !command.is_empty();
        let begin = it.span.range().start + at;
        is_plain.then(|| (begin..begin + first, begin + first + 1..begin + second))
    })
}

/// The text with two parts of each instruction changing places.
fn swapped<'a>(
    subject: &Subject<'a>,
    parts: impl Fn(&Instruction) -> Option<(Range<usize>, Range<usize>)>,
) -> Option<Moved<'a>> {
    let mut moved = Moved::of(subject.text);
    let mut at = 0;
    let mut is_changed = false;
    for (first, second) in subject.dockerfile.instructions.iter().filter_map(parts) {
        if first.start < at || first.end > second.start || second.end > subject.text.len() {
            continue;
        }
        let between = first.end..second.start;
        moved = moved.keep(at..first.start).keep(second.clone()).keep(between).keep(first);
        at = second.end;
        is_changed = true;
    }
    is_changed.then(|| moved.keep(at..subject.text.len()))
}
