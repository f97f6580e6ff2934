//! Two texts compared line by line: the shortest edit after E. W. Myers, "An O(ND) Difference Algorithm and Its
//! Variations" (1986), with a limit, so that the work stays small for texts that have little in common.

use super::Lines;

/// More differing lines than this are not told apart: what lies between the first and the last has changed.
const MOST_EDITS: usize = 1_000;

/// The lines of `new` that differ from `old`. Line ends do not count: git may write them anew on a checkout.
pub fn compare(old: &str, new: &str) -> Lines {
    let (old, new): (Vec<&str>, Vec<&str>) = (lines(old), lines(new));
    let before = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[before..], &new[before..]);
    let after = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[..old.len() - after], &new[..new.len() - after]);
    let mut builder = Builder { shift: before as u32, lines: Lines::default() };
    if old.is_empty() || new.is_empty() {
        builder.hunk(0, new.len(), old.len());
        return builder.lines;
    }
    let Some(kept) = kept(old, new) else {
        builder.hunk(0, new.len(), old.len());
        return builder.lines;
    };
    let (mut from_old, mut from_new) = (0, 0);
    for (at_old, at_new) in kept.into_iter().chain([(old.len(), new.len())]) {
        builder.hunk(from_new, at_new, at_old - from_old);
        (from_old, from_new) = (at_old + 1, at_new + 1);
    }
    builder.lines
}

fn lines(text: &str) -> Vec<&str> {
    text.split('\n').map(|it| it.trim_end_matches('\r')).collect()
}

struct Builder {
    /// Lines before the part that is compared.
    shift: u32,
    lines: Lines,
}

impl Builder {
    /// The new lines `from..to`, from 0, stand where `went` old ones stood.
    fn hunk(&mut self, from: usize, to: usize, went: usize) {
        let (from, to) = (self.shift + from as u32, self.shift + to as u32);
        match () {
            () if from < to => self.lines.changed.push((from + 1, to)),
            () if went > 0 => self.lines.cuts.push(from),
            () => (),
        }
    }
}

/// The lines that stay, each by its number (from 0) in `old` and in `new`, in order; `None` where more than a thousand
/// differ.
pub fn kept(old: &[&str], new: &[&str]) -> Option<Vec<(usize, usize)>> {
    let (height, width) = (old.len() as isize, new.len() as isize);
    let most = (old.len() + new.len()).min(MOST_EDITS);
    let middle = most as isize + 1;
    // The furthest line of `old` that is reached on each diagonal, and that of each step before.
    let mut furthest = vec![0_isize; 2 * most + 3];
    let mut trace: Vec<Vec<isize>> = Vec::new();
    for edits in 0..=most as isize {
        trace.push(furthest[(middle - edits - 1) as usize..=(middle + edits + 1) as usize].to_vec());
        for diagonal in (-edits..=edits).step_by(2) {
            let at = |diagonal: isize| furthest[(middle + diagonal) as usize];
            let comes_down = diagonal == -edits || (diagonal != edits && at(diagonal - 1) < at(diagonal + 1));
            let mut x = if comes_down { at(diagonal + 1) } else { at(diagonal - 1) + 1 };
            while x < height && x - diagonal < width && old[x as usize] == new[(x - diagonal) as usize] {
                x += 1;
            }
            furthest[(middle + diagonal) as usize] = x;
            if x >= height && x - diagonal >= width {
                return Some(walked(&trace, height, width));
            }
        }
    }
    None
}

/// The way back through the steps: each diagonal move is a line that stays.
fn walked(trace: &[Vec<isize>], height: isize, width: isize) -> Vec<(usize, usize)> {
    let (mut x, mut y) = (height, width);
    let mut kept = Vec::new();
    for (edits, furthest) in trace.iter().enumerate().rev() {
        let edits = edits as isize;
        let at = |diagonal: isize| furthest[(diagonal + edits + 1) as usize];
        let diagonal = x - y;
        let comes_down = diagonal == -edits || (diagonal != edits && at(diagonal - 1) < at(diagonal + 1));
        let from = if comes_down { diagonal + 1 } else { diagonal - 1 };
        let (to_x, to_y) = if edits == 0 { (0, 0) } else { (at(from), at(from) - from) };
        while x > to_x && y > to_y {
            (x, y) = (x - 1, y - 1);
            kept.push((x as usize, y as usize));
        }
        (x, y) = (to_x, to_y);
    }
    kept.reverse();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_that_came_and_went() {
        let lines = |old: &str, new: &str| {
            let lines = compare(old, new);
            (lines.changed, lines.cuts)
        };
        assert_eq!(lines("a\nb\nc\n", "a\r\nb\r\nc\r\n"), (vec![], vec![]));
        assert_eq!(lines("a\nb\nc\n", "a\nx\nc\n"), (vec![(2, 2)], vec![]));
        assert_eq!(lines("a\nb\nc\nd\n", "a\nd\n"), (vec![], vec![1]));
        assert_eq!(lines("a\nb\nc\nd\ne\n", "x\na\nc\nd\ny\nz\ne\n"), (vec![(1, 1), (5, 6)], vec![2]));
        assert_eq!(lines("", "a\n"), (vec![(1, 1)], vec![]));
        assert_eq!(lines("a\n", ""), (vec![], vec![0]));
    }

    #[test]
    fn texts_without_anything_in_common_take_no_time() {
        let text = |word: &str| (0..50_000).map(|it| format!("{word}{it}\n")).collect::<String>();
        assert_eq!(compare(&text("a"), &text("b")).changed, [(1, 50_000)]);
    }

    proptest! {
        /// The lines that did not change are a part of the old text, in its order; nothing more than the shortest
        /// edit is said to have changed.
        #[test]
        fn what_stays_was_there(old in "[abc\n]{0,40}", new in "[abc\n]{0,40}") {
            let lines = compare(&old, &new);
            let stays = new.split('\n').zip(1..).filter(|(_, number)| !lines.changed.iter().any(|(from, to)| (from..=to).contains(&number)));
            let mut left = old.split('\n');
            let mut count = 0;
            for (text, _) in stays {
                prop_assert!(left.any(|it| it == text), "{text}");
                count += 1;
            }
            prop_assert_eq!(count, longest(&old, &new));
        }
    }

    /// The length of the longest common part, the slow and simple way.
    fn longest(old: &str, new: &str) -> usize {
        let (old, new): (Vec<&str>, Vec<&str>) = (old.split('\n').collect(), new.split('\n').collect());
        let mut row = vec![0; new.len() + 1];
        for one in &old {
            let mut next = vec![0; new.len() + 1];
            for (index, other) in new.iter().enumerate() {
                next[index + 1] = if one == other { row[index] + 1 } else { next[index].max(row[index + 1]) };
            }
            row = next;
        }
        row[new.len()]
    }
}
