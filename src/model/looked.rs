//! Look-ups that were answered: rules ask for the same paths again and again.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

use super::files::{Look, StageId};
use super::look::Doubts;

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

    pub(super) fn get(&self, asked: &Asked) -> Option<Look> {
        self.kept.get()?.lock().ok()?.get(asked).cloned()
    }

    pub(super) fn put(&self, asked: Asked, look: &Look) {
        if let Some(Ok(mut kept)) = self.kept.get().map(Mutex::lock) {
            kept.insert(asked, look.clone());
        }
    }
}
