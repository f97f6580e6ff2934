//! What a name such as `origin/main`, `v1.2~3` or `1a2b3c4` means, and where two commits parted.

use std::collections::{BinaryHeap, HashMap};

use gix_object::Find;

use super::place::Place;
use super::{Id, Reader, Stop, short};

/// Tags that name tags, at most.
const MOST_TAGS: usize = 10;
/// Commits looked at for the one where two parted, at most.
const MOST_COMMITS: usize = 200_000;

/// The commit that `name` means: a reference or the digits of a commit, with `~N` and `^N` behind it.
///
/// # Errors
/// Why it means none, in words that can follow a colon.
pub(super) fn resolve(reader: &mut Reader, place: &Place, name: &str) -> Result<Id, String> {
    let end = name.find(['~', '^']).unwrap_or(name.len());
    let (base, steps) = name.split_at(end);
    let base = if base == "@" { "HEAD" } else { base };
    let named = if base == "HEAD" { Some(place.head()?) } else { place.named(base) };
    let id = match named {
        Some(id) => id,
        None => by_digits(reader, base)?,
    };
    let mut id = commit_of(reader, id)?;
    let mut rest = steps;
    while let Some(step) = rest.chars().next() {
        rest = &rest[step.len_utf8()..];
        let digits = rest.len() - rest.trim_start_matches(|it: char| it.is_ascii_digit()).len();
        let count = if digits == 0 { Ok(1) } else { rest[..digits].parse::<usize>() };
        let count = count.map_err(|_| format!("`{steps}` is no way back from `{base}`"))?;
        rest = &rest[digits..];
        match step {
            '~' => {
                for _ in 0..count {
                    id = parent(reader, id, 1)?;
                }
            }
            '^' if count > 0 => id = parent(reader, id, count)?,
            '^' => (),
            _ => return Err(format!("`{steps}` is no way back from `{base}`")),
        }
    }
    Ok(id)
}

fn parent(reader: &mut Reader, id: Id, number: usize) -> Result<Id, String> {
    let commit = reader.commit(id).map_err(Stop::told)?;
    match commit.parents.get(number - 1) {
        _ if reader.shallow.contains(&id) => Err(Stop::Shallow.told()),
        Some(parent) => Ok(*parent),
        None => Err(format!("the commit `{}` has no parent {number}", short(id))),
    }
}

/// The object whose id begins with `digits`.
fn by_digits(reader: &Reader, digits: &str) -> Result<Id, String> {
    let unknown = || format!("there is no branch, tag or commit `{digits}`");
    if digits.len() < 4 || !digits.bytes().all(|it| it.is_ascii_hexdigit()) {
        return Err(unknown());
    }
    let prefix = gix_hash::Prefix::from_hex(&digits.to_ascii_lowercase()).map_err(|_| unknown())?;
    match reader.database.lookup_prefix(prefix, None) {
        Ok(Some(Ok(id))) => Ok(id),
        Ok(Some(Err(()))) => Err(format!("several objects begin with `{digits}`")),
        Ok(None) => Err(unknown()),
        Err(error) => Err(format!("its objects cannot be read: {error}")),
    }
}

/// The commit that `id` is, or that the tag `id` names.
fn commit_of(reader: &mut Reader, mut id: Id) -> Result<Id, String> {
    for _ in 0..MOST_TAGS {
        let mut bytes = Vec::new();
        let found = reader.database.try_find(&id, &mut bytes);
        let kind =
            found.map_err(|error| format!("the object `{}` cannot be read: {error}", short(id)))?.map(|it| it.kind);
        match kind {
            Some(gix_object::Kind::Commit) => return Ok(id),
            Some(gix_object::Kind::Tag) => {
                let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
                let named = line.strip_prefix(b"object ").and_then(|it| Id::from_hex(it).ok());
                id = named.ok_or_else(|| format!("the tag `{}` makes no sense", short(id)))?;
            }
            Some(kind) => return Err(format!("`{}` is a {kind}, no commit", short(id))),
            None => return Err(format!("the object `{}` is not there", short(id))),
        }
    }
    Err("tags name each other".to_owned())
}

const LEFT: u8 = 1;
const RIGHT: u8 = 2;

/// The newest commit that both `left` and `right` come from.
///
/// # Errors
/// There is none, or the clone lacks it.
pub(super) fn merge_base(reader: &mut Reader, left: Id, right: Id) -> Result<Id, String> {
    let mut sides: HashMap<Id, u8> = HashMap::new();
    let mut heap: BinaryHeap<(i64, Id)> = BinaryHeap::new();
    let mut is_cut = false;
    for (id, side) in [(left, LEFT), (right, RIGHT)] {
        *sides.entry(id).or_default() |= side;
        heap.push((reader.commit(id).map_err(Stop::told)?.time, id));
    }
    // The newest come first, so the first that both sides have reached is it; clocks that went wrong may give an older one.
    while let Some((_, id)) = heap.pop() {
        let own = sides[&id];
        if own == LEFT | RIGHT {
            return Ok(id);
        }
        if sides.len() > MOST_COMMITS {
            return Err("too many commits lie between".to_owned());
        }
        if reader.shallow.contains(&id) {
            is_cut = true;
            continue;
        }
        for parent in reader.commit(id).map_err(Stop::told)?.parents {
            let side = sides.entry(parent).or_default();
            if *side | own != *side {
                *side |= own;
                heap.push((reader.commit(parent).map_err(Stop::told)?.time, parent));
            }
        }
    }
    Err(match is_cut {
        true => "the clone is shallow and lacks the commit where they parted: fetch more of the history".to_owned(),
        false => "they have no commit in common".to_owned(),
    })
}
