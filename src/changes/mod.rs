//! Which lines of a text changed: two texts compared, or a patch read. No file is touched here.

mod compare;
mod patch;

pub use compare::{compare, kept};
pub use patch::{FilePatch, Kind, parse};

/// Lines of the new text, counted from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// First and last line of each run of lines that are new or were written anew, in order.
    pub changed: Vec<(u32, u32)>,
    /// Where lines went and none came: behind this line, 0 being the start.
    pub cuts: Vec<u32>,
}

impl Lines {
    /// A text that is new as a whole.
    pub fn all() -> Lines {
        Lines { changed: vec![(1, u32::MAX)], cuts: Vec::new() }
    }

    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.cuts.is_empty()
    }

    /// Whether one of the lines `first..=last` changed, or some went from between them.
    pub fn meet(&self, first: u32, last: u32) -> bool {
        let changed = self.changed.iter().any(|(from, to)| *from <= last && first <= *to);
        changed || self.cuts.iter().any(|cut| first <= *cut && *cut < last)
    }

    /// Whether lines went from right above or below the lines `first..=last`.
    pub fn border(&self, first: u32, last: u32) -> bool {
        self.cuts.iter().any(|cut| cut + 1 == first || *cut == last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_meet_what_changed_and_what_went_from_between() {
        let lines = Lines { changed: vec![(3, 4)], cuts: vec![7] };
        assert!(lines.meet(4, 5) && lines.meet(1, 3) && lines.meet(7, 8));
        assert!(!lines.meet(5, 7) && !lines.meet(8, 9) && !lines.meet(1, 2));
        assert!(lines.border(8, 9) && lines.border(5, 7) && !lines.border(5, 6));
        assert!(Lines::all().meet(1, 1) && Lines::default().is_empty());
    }
}
