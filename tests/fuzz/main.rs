//! The properties of `properties/`, tried on the seeds as they are and changed, and on all that once broke them.
//!
//! `DOCKVET_FUZZ_SECONDS` says how long each is tried, `DOCKVET_FUZZ_SEED` where the changes begin.
//! `DOCKVET_FUZZ_CORPUS` names a folder for the seeds, for `cargo fuzz` to begin with.

// Where something is found, it is told how to go on.
#![allow(clippy::print_stderr)]

#[path = "../common/mod.rs"]
mod common;
mod growth;
mod properties;
mod seeds;
mod trial;

use std::fs;
use std::path::Path;

use properties::{TARGETS, target};

#[test]
fn finds_stay_mended() {
    let mut wrong = Vec::new();
    for target in &TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/finds").join(target.name);
        for path in common::files(&folder) {
            let input = fs::read(&path).expect("the find can be read");
            if let Err(why) = trial::hold(target, &input) {
                wrong.push(format!("{}: {why}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n\n"));
}

macro_rules! targets {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            trial::run(target(stringify!($name)));
        })*

        #[test]
        fn every_target_is_tried() {
            assert_eq!(TARGETS.map(|it| it.name), [$(stringify!($name)),*]);
        }
    };
}

targets!(syntax shell dockerignore manifests configuration jsonrpc analyze fixes format changes);

#[test]
fn seeds_are_written_where_they_are_asked_for() {
    let Some(folder) = std::env::var_os("DOCKVET_FUZZ_CORPUS") else { return };
    for target in &TARGETS {
        let folder = Path::new(&folder).join(target.name);
        fs::create_dir_all(&folder).expect("the folder can be made");
        for (at, seed) in seeds::of(target.name).iter().enumerate() {
            fs::write(folder.join(format!("seed-{at:05}")), seed).expect("the seed can be written");
        }
    }
}

/// What never ends is told, and what breaks is made small.
#[test]
fn a_trial_can_fail() {
    let broken = properties::Target { name: "broken", hold: |it| assert!(!it.contains(&b'x'), "an x"), cases: 1 };
    let why = trial::hold(&broken, b"x").expect_err("it holds an x");
    let (small, why) = trial::shrunk(&broken, b"a\nb x c\nd\n".to_vec(), why);
    assert_eq!(small, b"x");
    assert!(why.ends_with("an x"), "{why}");
}
