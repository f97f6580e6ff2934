//! Look-ups that were answered: rules ask for the same paths again and again.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

use super::files::{Look, StageId};

/// What look-ups found, by what counts, the stage, the length of its log and the path. Nothing is kept before the
/// build is done: until then a log says more with each step.
#[derive(Default)]
pub(super) struct Looked {
    kept: OnceLock<Mutex<HashMap<Asked, Look>>>,
}

type Asked = (Doubts, StageId, usize, String);

impl Looked {
    /// From now on what is found is kept.
    pub(super) fn keep(&self) {
        self.kept.get_or_init(Mutex::default);
    }

    /// What was found before, else what `read` finds, which says too whether that can be kept.
    pub(super) fn once(&self, asked: Asked, read: impl FnOnce() -> (Look, bool)) -> Look {
        let Some(kept) = self.kept.get() else { return read().0 };
        if let Some(look) = kept.lock().ok().and_then(|it| it.get(&asked).cloned()) {
            return look;
        }
        let (look, is_kept) = read();
        if let (true, Ok(mut kept)) = (is_kept, kept.lock()) {
            kept.insert(asked, look.clone());
        }
        look
    }
}

/// Which reasons not to know count.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Doubts {
    All,
    NotOfBases,
    NotOfFolders,
}
