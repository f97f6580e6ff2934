//! Trees of shell texts, kept for a while: most texts of a file that somebody writes are as they were a moment ago, and
//! several questions about a start script read it. Where a text stands does not bear on its tree.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use shuck_ast::StmtSeq;
use shuck_parser::parser::Parser;

/// Texts that are kept, all together, in bytes. Their trees take some fifty times as much.
const MOST_KEPT: usize = 64 << 10;

/// A longer text is not kept, in bytes.
const LONGEST_KEPT: usize = 16 << 10;

/// What the parser made of a text.
pub(super) struct Tree {
    pub(super) body: StmtSeq,
    /// Whether the text was read without errors.
    pub(super) is_clean: bool,
}

#[derive(Default)]
struct Memory {
    trees: HashMap<String, Arc<Tree>>,
    bytes: usize,
}

/// The tree of `text`.
pub(super) fn tree(text: &str) -> Arc<Tree> {
    static MEMORY: LazyLock<Mutex<Memory>> = LazyLock::new(Mutex::default);
    let memory = || MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = memory().trees.get(text) {
        return Arc::clone(known);
    }
    let parsed = Parser::new(text).parse();
    let tree = Arc::new(Tree { is_clean: parsed.is_ok(), body: parsed.file.body });
    memory().keep(text, &tree);
    tree
}

impl Memory {
    /// Keeps the tree of `text`, which is new. Where there are too many, all older ones go.
    fn keep(&mut self, text: &str, tree: &Arc<Tree>) {
        if text.len() > LONGEST_KEPT {
            return;
        }
        if self.bytes + text.len() > MOST_KEPT {
            *self = Memory::default();
        }
        self.bytes += text.len();
        self.trees.insert(text.to_owned(), Arc::clone(tree));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_kept_within_bounds() {
        let (mut memory, tree) = (Memory::default(), tree("echo a"));
        assert!(tree.is_clean);
        for number in 0..100 {
            memory.keep(&format!("echo {number} {}", "a".repeat(1_000)), &tree);
            assert!(memory.bytes <= MOST_KEPT && memory.trees.keys().map(String::len).sum::<usize>() == memory.bytes);
        }
        let kept = memory.trees.len();
        memory.keep(&"a".repeat(LONGEST_KEPT + 1), &tree);
        assert!(kept > 10 && memory.trees.len() == kept);
    }
}
