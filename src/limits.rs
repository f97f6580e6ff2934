//! Limits that a run met: what lies behind one is not known, and that is told.
//!
//! The table of all limits is in `SECURITY.md`; each stands as a constant where it holds.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Places of one kind that are kept.
const MOST_PLACES: usize = 200;

/// Places of one kind that a sentence names.
const NAMED: usize = 3;

/// What was met in this process; bounded by [`MOST_PLACES`] and by the kinds there are.
static MET: Mutex<BTreeMap<&'static str, Met>> = Mutex::new(BTreeMap::new());

#[derive(Clone, Debug, Default)]
struct Met {
    places: BTreeSet<String>,
    /// More than are kept.
    is_more: bool,
}

/// A limit and where it was met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// What is not known for that reason.
    pub what: &'static str,
    /// Sorted; at most [`MOST_PLACES`].
    pub places: Vec<String>,
    /// Whether there are more places.
    pub is_more: bool,
}

/// Takes down that the limit `what` was met at `place`.
pub(crate) fn reached(what: &'static str, place: impl fmt::Display) {
    let mut all = lock();
    let met = all.entry(what).or_default();
    let place = shown(place.to_string());
    if met.places.len() < MOST_PLACES {
        met.places.insert(place);
    } else if !met.places.contains(&place) {
        met.is_more = true;
    }
}

/// A path below the working directory as people see it.
fn shown(place: String) -> String {
    let here = std::env::current_dir().map(|it| it.display().to_string()).unwrap_or_default();
    match place.strip_prefix(&here).map(|it| it.trim_matches('/')) {
        _ if here.is_empty() => place,
        Some("") => ".".to_owned(),
        Some(below) if place[here.len()..].starts_with('/') => below.to_owned(),
        _ => place,
    }
}

/// All that were met so far, in the order of their words.
pub fn all() -> Vec<Reached> {
    let one = |(what, met): (&&'static str, &Met)| Reached {
        what,
        places: met.places.iter().cloned().collect(),
        is_more: met.is_more,
    };
    lock().iter().map(one).collect()
}

/// The same, which are then forgotten.
pub fn take() -> Vec<Reached> {
    let all = all();
    lock().clear();
    all
}

fn lock() -> MutexGuard<'static, BTreeMap<&'static str, Met>> {
    MET.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Display for Reached {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let named: Vec<String> = self.places.iter().take(NAMED).map(|it| format!("`{it}`")).collect();
        write!(out, "{}: {}", self.what, named.join(", "))?;
        match self.places.len().saturating_sub(NAMED) {
            0 => Ok(()),
            more => write!(out, " and {more}{} more", if self.is_more { " or" } else { "" }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_once_and_few_are_named() {
        for at in (0..MOST_PLACES + 5).rev() {
            reached("a limit of this test", format!("place {at:03}"));
            reached("a limit of this test", format!("place {at:03}"));
        }
        let met = all().into_iter().find(|it| it.what == "a limit of this test").expect("it was met");
        assert_eq!((met.places.len(), met.is_more), (MOST_PLACES, true));
        let one = Reached { is_more: false, places: met.places[..4].to_vec(), ..met.clone() };
        let text = "a limit of this test: `place 005`, `place 006`, `place 007` and 1 more";
        assert_eq!(one.to_string(), text);
        assert!(met.to_string().ends_with("and 197 or more"), "{met}");
    }
}
