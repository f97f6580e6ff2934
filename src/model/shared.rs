//! A map and a list whose copies share what they hold.
//!
//! There is one state of the configuration for each instruction, and each differs from the one before in a name or
//! two. Copied maps made ten thousand ENVs take 9 GB; here a copy is one pointer, and setting a name costs as many
//! small nodes as the tree is deep. A tree of sorted keys in balance (Adams, "Efficient sets: a balancing act", 1993)
//! is the simplest thing that keeps its order and cannot be driven into a corner by the names in a file.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// One side may hold so many times as much as the other.
const BALANCE: usize = 3;

/// A sorted map. To copy it takes constant time; to look up and to set, the logarithm of its length.
pub struct Map<K, V>(Link<K, V>);

type Link<K, V> = Option<Arc<Node<K, V>>>;

struct Node<K, V> {
    entry: Arc<(K, V)>,
    size: usize,
    left: Link<K, V>,
    right: Link<K, V>,
}

impl<K, V> Map<K, V> {
    pub fn len(&self) -> usize {
        size(&self.0)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// In the order of the keys.
    pub fn iter(&self) -> Iter<'_, K, V> {
        let mut iter = Iter { above: Vec::new() };
        iter.descend(&self.0);
        iter
    }

    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    /// In the order of the keys.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }
}

impl<K: Ord, V> Map<K, V> {
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let mut at = self.0.as_deref();
        while let Some(node) = at {
            at = match key.cmp(node.entry.0.borrow()) {
                Ordering::Less => node.left.as_deref(),
                Ordering::Greater => node.right.as_deref(),
                Ordering::Equal => return Some(&node.entry.1),
            };
        }
        None
    }

    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get(key).is_some()
    }

    /// Sets a key; other copies keep what they had.
    pub fn insert(&mut self, key: K, value: V) {
        self.0 = Some(inserted(&self.0, Arc::new((key, value))));
    }
}

fn size<K, V>(link: &Link<K, V>) -> usize {
    link.as_ref().map_or(0, |node| node.size)
}

fn node<K, V>(entry: Arc<(K, V)>, left: Link<K, V>, right: Link<K, V>) -> Arc<Node<K, V>> {
    Arc::new(Node { size: 1 + size(&left) + size(&right), entry, left, right })
}

/// The tree with the entry in it; only the nodes on the way to it are new.
fn inserted<K: Ord, V>(link: &Link<K, V>, entry: Arc<(K, V)>) -> Arc<Node<K, V>> {
    let Some(it) = link else { return node(entry, None, None) };
    match entry.0.cmp(&it.entry.0) {
        Ordering::Equal => node(entry, it.left.clone(), it.right.clone()),
        Ordering::Less => balanced(it.entry.clone(), Some(inserted(&it.left, entry)), it.right.clone()),
        Ordering::Greater => balanced(it.entry.clone(), it.left.clone(), Some(inserted(&it.right, entry))),
    }
}

/// A node whose sides differ by one entry too many at most.
fn balanced<K, V>(entry: Arc<(K, V)>, left: Link<K, V>, right: Link<K, V>) -> Arc<Node<K, V>> {
    let (of_left, of_right) = (size(&left), size(&right));
    match (&left, &right) {
        (_, Some(heavy)) if of_left + of_right > 1 && of_right > BALANCE * of_left => match &heavy.left {
            Some(inner) if size(&heavy.left) >= 2 * size(&heavy.right) => {
                let below = node(entry, left, inner.left.clone());
                let beside = node(heavy.entry.clone(), inner.right.clone(), heavy.right.clone());
                node(inner.entry.clone(), Some(below), Some(beside))
            }
            _ => {
                let below = node(entry, left, heavy.left.clone());
                node(heavy.entry.clone(), Some(below), heavy.right.clone())
            }
        },
        (Some(heavy), _) if of_left + of_right > 1 && of_left > BALANCE * of_right => match &heavy.right {
            Some(inner) if size(&heavy.right) >= 2 * size(&heavy.left) => {
                let beside = node(heavy.entry.clone(), heavy.left.clone(), inner.left.clone());
                let below = node(entry, inner.right.clone(), right);
                node(inner.entry.clone(), Some(beside), Some(below))
            }
            _ => {
                let below = node(entry, heavy.right.clone(), right);
                node(heavy.entry.clone(), heavy.left.clone(), Some(below))
            }
        },
        _ => node(entry, left, right),
    }
}

/// Walks a [`Map`] in the order of its keys.
pub struct Iter<'a, K, V> {
    /// The nodes that are still to come, the next one last.
    above: Vec<&'a Node<K, V>>,
}

impl<'a, K, V> Iter<'a, K, V> {
    fn descend(&mut self, mut link: &'a Link<K, V>) {
        while let Some(node) = link {
            self.above.push(node);
            link = &node.left;
        }
    }
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        let node = self.above.pop()?;
        self.descend(&node.right);
        Some((&node.entry.0, &node.entry.1))
    }
}

impl<'a, K, V> IntoIterator for &'a Map<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Iter<'a, K, V> {
        self.iter()
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Map<K, V> {
        let mut map = Map::default();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Map<K, V> {
        Map(None)
    }
}

impl<K, V> Clone for Map<K, V> {
    fn clone(&self) -> Map<K, V> {
        Map(self.0.clone())
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Map<K, V> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_map().entries(self).finish()
    }
}

/// A list that only grows. Copies and additions cost as in a [`Map`].
#[derive(Clone, Debug)]
pub struct List<T>(Map<usize, T>);

impl<T> List<T> {
    pub fn push(&mut self, value: T) {
        self.0.insert(self.0.len(), value);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.values()
    }
}

impl<T> Default for List<T> {
    fn default() -> List<T> {
        List(Map::default())
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> List<T> {
        List(values.into_iter().enumerate().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_copy_keeps_what_it_had() {
        let mut map: Map<String, u32> = [("b".to_owned(), 1), ("a".to_owned(), 2)].into_iter().collect();
        let before = map.clone();
        map.insert("a".to_owned(), 3);
        map.insert("c".to_owned(), 4);
        assert_eq!(format!("{before:?}"), r#"{"a": 2, "b": 1}"#);
        assert_eq!(format!("{map:?}"), r#"{"a": 3, "b": 1, "c": 4}"#);
        assert_eq!((map.get("a"), map.get("z"), map.len()), (Some(&3), None, 3));
    }

    #[test]
    fn lists_keep_their_order() {
        let mut list: List<u32> = [3, 1].into_iter().collect();
        let before = list.clone();
        list.push(2);
        assert_eq!(list.iter().copied().collect::<Vec<_>>(), [3, 1, 2]);
        assert_eq!(before.iter().count(), 2);
    }

    /// Sorted, in reverse and mixed: what a `BTreeMap` holds, in a tree no deeper than its balance allows.
    #[test]
    fn stays_in_balance() {
        let orders: [fn(u32) -> u32; 3] = [|it| it, |it| 5_000 - it, |it| it * 1_009 % 5_003];
        for order in orders {
            let mut map = Map::default();
            let mut plain = BTreeMap::new();
            for it in 0..5_000 {
                map.insert(order(it), it);
                plain.insert(order(it), it);
            }
            assert!(map.iter().eq(plain.iter()));
            assert_eq!(map.len(), plain.len());
            assert!(depth(&map.0) <= 30, "{}", depth(&map.0));
        }
    }

    fn depth(link: &Link<u32, u32>) -> usize {
        link.as_ref().map_or(0, |node| 1 + depth(&node.left).max(depth(&node.right)))
    }
}
