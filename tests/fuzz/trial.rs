//! Tries a property on seeds and on changes of them, and makes small what breaks it.

use std::cell::RefCell;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

use crate::properties::Target;
use crate::properties::mutate::{Random, mutate};
use crate::seeds;

/// Far more than any input needs, even without optimization on a busy machine.
const LIMIT: Duration = Duration::from_secs(120);

/// Longer inputs are cut: each is to be looked at in a moment.
const LONGEST: usize = 16 << 10;

/// So many changes are tried to make a find small.
const MOST_STEPS: usize = 2_000;

/// Tries the target for as long as is asked, and fails with the smallest input that breaks it.
pub(crate) fn run(target: &'static Target) {
    let current: Arc<Mutex<(Instant, Vec<u8>)>> = Arc::new(Mutex::new((Instant::now(), Vec::new())));
    let shared = Arc::clone(&current);
    let (sender, receiver) = channel();
    std::thread::spawn(move || sender.send(search(target, &shared)));
    let found = loop {
        match receiver.recv_timeout(Duration::from_secs(1)) {
            Ok(found) => break found,
            Err(RecvTimeoutError::Disconnected) => panic!("the search itself broke"),
            Err(RecvTimeoutError::Timeout) => {
                let (begun, input) = current.lock().unwrap_or_else(PoisonError::into_inner).clone();
                if begun.elapsed() > LIMIT {
                    break Some((input, "it does not end".to_owned()));
                }
            }
        }
    };
    if let Some((input, why)) = found {
        let path = kept(target, &input);
        let shown = String::from_utf8_lossy(&input);
        panic!("`{}` does not hold: {why}\n--- kept as {}\n{shown}\n---", target.name, path.display());
    }
}

/// The first input that breaks the target, made small, and how.
fn search(target: &'static Target, current: &Mutex<(Instant, Vec<u8>)>) -> Option<(Vec<u8>, String)> {
    let number = |name: &str| std::env::var(name).ok().and_then(|it| it.parse::<u64>().ok());
    let until = number("DOCKVET_FUZZ_SECONDS").map(|it| Instant::now() + Duration::from_secs(it));
    let mut random = Random::new(number("DOCKVET_FUZZ_SEED").unwrap_or(1));
    let seeds = seeds::of(target.name);
    assert!(!seeds.is_empty(), "`{}` has seeds", target.name);
    let mut count = 0;
    loop {
        let is_over = until.map_or(count >= target.cases, |until| Instant::now() > until);
        if is_over {
            if until.is_some() {
                eprintln!("{}: {count} inputs", target.name);
            }
            return None;
        }
        let seed = &seeds[random.below(seeds.len())];
        let other = &seeds[random.below(seeds.len())];
        let mut input = mutate(seed, other, &mut random);
        input.truncate(LONGEST);
        *current.lock().unwrap_or_else(PoisonError::into_inner) = (Instant::now(), input.clone());
        if let Err(why) = hold(target, &input) {
            // What is small enough is told, however long that takes.
            *current.lock().unwrap_or_else(PoisonError::into_inner) = (Instant::now() + LIMIT * 10, input.clone());
            return Some(shrunk(target, input, why));
        }
        count += 1;
    }
}

thread_local! {
    /// What the last panic of this thread said; `None`: panics are told as usual.
    static SAID: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Whether the target holds for the input; else what it says, with the place.
pub(crate) fn hold(target: &Target, input: &[u8]) -> Result<(), String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let is_kept = SAID.with_borrow_mut(|said| said.as_mut().map(|said| *said = info.to_string()).is_some());
            if !is_kept {
                usual(info);
            }
        }));
    });
    SAID.set(Some(String::new()));
    let held = panic::catch_unwind(AssertUnwindSafe(|| (target.hold)(input)));
    let said = SAID.take().unwrap_or_default();
    held.map_err(|_| said)
}

/// Takes out what can be taken out, first lines, then words, then bytes, as long as it breaks at the same place.
pub(crate) fn shrunk(target: &Target, mut input: Vec<u8>, mut why: String) -> (Vec<u8>, String) {
    let place = |why: &str| why.lines().next().unwrap_or_default().to_owned();
    let mut left = MOST_STEPS;
    for unit in [Some(b'\n'), Some(b' '), None] {
        let mut size = input.len();
        while size > 0 && left > 0 {
            let mut pieces: Vec<Vec<u8>> = match unit {
                None => input.iter().map(|it| vec![*it]).collect(),
                Some(unit) => input.split_inclusive(|it| *it == unit).map(<[u8]>::to_vec).collect(),
            };
            size = size.min(pieces.len());
            let mut at = 0;
            while at < pieces.len() && left > 0 {
                left -= 1;
                let end = (at + size).min(pieces.len());
                let smaller = [&pieces[..at], &pieces[end..]].concat();
                match hold(target, &smaller.concat()) {
                    Err(other) if place(&other) == place(&why) => {
                        why = other;
                        pieces = smaller;
                    }
                    _ => at = end,
                }
            }
            input = pieces.concat();
            size /= 2;
        }
    }
    (input, why)
}

/// Keeps what breaks the target where builds are kept.
fn kept(target: &Target, input: &[u8]) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("find-{}", target.name));
    let _ = fs::write(&path, input);
    path
}
