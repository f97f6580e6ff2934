//! Answers that cost much and follow from the files of a context alone: worked out once for all Dockerfiles, and kept
//! while somebody types.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use super::Context;
use super::workspace::lock;

/// By the type of the answer, the context's root, the text of its ignore file and the question.
type Key = (TypeId, PathBuf, String, String);

#[derive(Debug, Default)]
pub(super) struct Memory {
    answers: Mutex<HashMap<Key, Arc<dyn Any + Send + Sync>>>,
}

impl Context {
    /// The answer to `question`, by `make` where it is new. Nothing but the context's files may decide on it.
    pub fn remember<T: Any + Send + Sync>(&self, question: String, make: impl FnOnce() -> T) -> Arc<T> {
        let ignored = self.ignored.source.as_ref().map_or("", |source| source.text()).to_owned();
        let key = (TypeId::of::<T>(), self.root.clone(), ignored, question);
        let answers = &self.workspace.memory().answers;
        let known = lock(answers).get(&key).cloned();
        if let Some(known) = known.and_then(|it| it.downcast().ok()) {
            return known;
        }
        let made = Arc::new(make());
        lock(answers).insert(key, made.clone());
        made
    }
}
