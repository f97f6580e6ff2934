//! The order in which hadolint prints.
//!
//! It sorts by line with an unstable sort, so what stands in one line comes in an order of its own, which is
//! the same on every run: that of a pairing heap (Fredman, Sedgewick, Sleator and Tarjan, 1986) which is filled in
//! the shape of a 2-3 finger tree (Hinze and Paterson, 2006) made by appending. `order` does the same.

/// Sorts `items` by `line`; items of one line come as they come from that heap.
pub(super) fn order<T>(items: Vec<T>, line: impl Fn(&T) -> u32) -> Vec<T> {
    let lines: Vec<u32> = items.iter().map(line).collect();
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    let mut tree = Tree::default();
    (0..items.len()).for_each(|index| tree.append(0, Part::Item(index)));
    let mut heap = tree.heap(0, &lines);
    let mut sorted = Vec::with_capacity(items.len());
    while let Some(Heap { index, children }) = heap {
        sorted.extend(items[index].take());
        heap = join(children, &lines);
    }
    sorted
}

/// A finger tree that only grows at its end. Level by level, each with parts three times as large.
#[derive(Default)]
struct Tree {
    levels: Vec<Level>,
}

struct Level {
    /// One part: the rest of the level is made when a second comes.
    first: Part,
    /// One to four parts, none as long as there is only the first.
    last: Vec<Part>,
}

enum Part {
    Item(usize),
    Three(Box<[Part; 3]>),
}

/// A heap whose least item is `index`.
struct Heap {
    index: usize,
    children: Vec<Heap>,
}

impl Tree {
    fn append(&mut self, at: usize, part: Part) {
        let Some(level) = self.levels.get_mut(at) else {
            self.levels.push(Level { first: part, last: Vec::new() });
            return;
        };
        if level.last.len() < 4 {
            level.last.push(part);
            return;
        }
        let fourth = level.last.pop();
        let three = <[Part; 3]>::try_from(std::mem::take(&mut level.last));
        level.last.extend(fourth);
        level.last.push(part);
        if let Ok(three) = three {
            self.append(at + 1, Part::Three(Box::new(three)));
        }
    }

    fn heap(&self, at: usize, lines: &[u32]) -> Option<Heap> {
        let level = self.levels.get(at)?;
        let last = level.last.iter().map(|part| heap(part, lines)).reduce(|left, right| merge(left, right, lines));
        let first = heap(&level.first, lines);
        let Some(last) = last else { return Some(first) };
        let ends = merge(first, last, lines);
        Some(match self.heap(at + 1, lines) {
            Some(middle) => merge(ends, middle, lines),
            None => ends,
        })
    }
}

fn heap(part: &Part, lines: &[u32]) -> Heap {
    match part {
        Part::Item(index) => Heap { index: *index, children: Vec::new() },
        Part::Three(parts) => {
            let [one, two, three] = parts.each_ref().map(|part| heap(part, lines));
            merge(merge(one, two, lines), three, lines)
        }
    }
}

fn merge(mut left: Heap, mut right: Heap, lines: &[u32]) -> Heap {
    if lines[left.index] > lines[right.index] {
        right.children.push(left);
        return right;
    }
    left.children.push(right);
    left
}

/// Joins the children of a root that was taken out, the youngest first: in pairs, and these from the last on.
fn join(mut children: Vec<Heap>, lines: &[u32]) -> Option<Heap> {
    let mut pairs = Vec::new();
    while let Some(one) = children.pop() {
        pairs.push(match children.pop() {
            Some(two) => merge(one, two, lines),
            None => one,
        });
    }
    let last = pairs.pop()?;
    Some(pairs.into_iter().rev().fold(last, |joined, pair| merge(pair, joined, lines)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(lines: &[u32]) -> Vec<usize> {
        order((0..lines.len()).collect(), |it| lines[*it])
    }

    /// The orders of a model that agreed with what hadolint 2.15.1 printed of several hundred files.
    #[test]
    fn one_line_comes_in_the_order_of_the_heap() {
        assert_eq!(ordered(&[]), [0usize; 0]);
        assert_eq!(ordered(&[7]), [0]);
        assert_eq!(ordered(&[2, 2, 2]), [0, 1, 2]);
        assert_eq!(ordered(&[1, 2, 2, 2, 2]), [0, 1, 4, 2, 3]);
        let mixed = [3, 1, 2, 1, 3, 2, 1, 1, 2, 3, 3, 1];
        assert_eq!(ordered(&mixed), [11, 1, 6, 3, 7, 2, 8, 5, 9, 4, 10, 0]);
        let many: Vec<u32> = (0..1000).map(|it| it * 7919 % 13).collect();
        let sorted = ordered(&many);
        assert!(sorted.is_sorted_by_key(|it| many[*it]));
        assert_eq!(sorted.iter().collect::<std::collections::BTreeSet<_>>().len(), 1000);
    }
}
