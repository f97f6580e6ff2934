//! The summary of a job of GitHub Actions.

use std::fs;
use std::io::Write;

use crate::report::{Format, Report};

use super::{BROKEN, CLEAN, complain};

/// Appends the report as Markdown to the file that GITHUB_STEP_SUMMARY names; returns the exit code of that.
pub(super) fn append(report: &Report) -> u8 {
    let Some(file) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|it| !it.is_empty()) else {
        complain("there is no job summary: GITHUB_STEP_SUMMARY names no file");
        return CLEAN;
    };
    let mut text = Vec::new();
    let written = Format::Markdown.write(report, &mut text).and_then(|()| {
        let mut file = fs::OpenOptions::new().create(true).append(true).open(&file)?;
        // Other steps' lines stand above.
        file.write_all(b"\n")?;
        file.write_all(&text)
    });
    let Err(error) = written else { return CLEAN };
    complain(&format!("cannot write the job summary `{}`: {error}", file.display()));
    BROKEN
}
