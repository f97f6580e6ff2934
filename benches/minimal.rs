//! What Dockvet's speed is held against: programs that only read, and do nothing with it.
//!
//! `minimal read FILE...` reads the files; `minimal walk FOLDER` walks the folder with as many threads as Dockvet does
//! and by the same rules, and reads nothing.

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

use ignore::{WalkBuilder, WalkState};

fn main() {
    let mut arguments = std::env::args_os().skip(1);
    let what = arguments.next().unwrap_or_default();
    let paths: Vec<_> = arguments.collect();
    let total: usize = match what.to_str() {
        Some("read") => paths.iter().map(|path| std::fs::read(path).map_or(0, |bytes| bytes.len())).sum(),
        Some("walk") => paths.iter().map(walk).sum(),
        _ => 0,
    };
    writeln!(std::io::stdout(), "{total}").expect("standard output takes a line");
}

/// How many files the folder holds.
fn walk(folder: &std::ffi::OsString) -> usize {
    let files = AtomicUsize::new(0);
    let mut builder = WalkBuilder::new(folder);
    builder.hidden(false).ignore(false).git_global(false).require_git(false).follow_links(false);
    builder.threads(std::thread::available_parallelism().map_or(2, usize::from).min(8));
    builder.filter_entry(|entry| entry.file_name() != ".git");
    builder.build_parallel().run(|| {
        Box::new(|entry| {
            if entry.is_ok_and(|it| it.file_type().is_some_and(|kind| kind.is_file())) {
                files.fetch_add(1, Ordering::Relaxed);
            }
            WalkState::Continue
        })
    });
    files.into_inner()
}
