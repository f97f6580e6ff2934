//! How far a long run is, told on standard error while it works.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

/// A run that is over sooner says nothing.
const PATIENCE: Duration = Duration::from_millis(500);
const STEP: Duration = Duration::from_millis(100);

/// How many of the Dockerfiles are done.
pub(super) struct Progress {
    done: AtomicUsize,
    all: usize,
}

impl Progress {
    pub(super) fn new(all: usize) -> Progress {
        Progress { done: AtomicUsize::new(0), all }
    }

    /// One more is done.
    pub(super) fn step(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// Does `work`, and tells on a terminal how far it is as soon as it takes long.
    pub(super) fn told<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|it| !it.is_empty());
        let is_dumb = std::env::var_os("TERM").is_none_or(|it| it == "dumb");
        if !io::stderr().is_terminal() || is_set("CI") || is_dumb {
            return work();
        }
        let (over, wait) = mpsc::channel::<()>();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                let mut pause = PATIENCE;
                while let Err(RecvTimeoutError::Timeout) = wait.recv_timeout(pause) {
                    pause = STEP;
                    let done = self.done.load(Ordering::Relaxed);
                    // Nothing can be done where standard error is closed.
                    let _ = write!(io::stderr(), "\r\u{1b}[Kchecked {done} of {} Dockerfiles", self.all);
                }
                if pause == STEP {
                    let _ = write!(io::stderr(), "\r\u{1b}[K");
                }
            });
            let result = work();
            drop(over);
            result
        })
    }
}
