//! Words of an instruction with the values that its variables have there.

use crate::syntax::ast::Word;
use crate::syntax::expand::{self, Expanded, ExpandedWords};

use super::Model;
use super::stage::State;
use super::variables;

impl Model {
    /// `word` with quotes taken away, as an instruction that begins in `state` sees it.
    pub fn expand(&self, word: &Word, state: &State) -> Expanded {
        expand::expand(word, self.dockerfile.escape, &|name| variables::binding(state, name))
    }

    /// The same, split at the blanks that are not quoted.
    pub fn expand_words(&self, word: &Word, state: &State) -> ExpandedWords {
        expand::expand_words(word, self.dockerfile.escape, &|name| variables::binding(state, name))
    }
}
