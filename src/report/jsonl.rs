//! JSON Lines: an object a line for each finding that is shown, in the form of `findings` in the JSON report.
//! `schemas/dockvet-finding.schema.json` describes it.

use std::io::{self, Write};

use super::{Report, json};

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for diagnostic in report.diagnostics() {
        serde_json::to_writer(&mut *out, &json::finding(report, diagnostic, None))?;
        writeln!(out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::report::Format;
    use crate::report::tests::{analyses, written};

    #[test]
    fn a_line_is_a_finding_of_the_report() {
        let whole: Value = serde_json::from_str(&written(Format::Json, &analyses())).expect("it is JSON");
        let lines = written(Format::Jsonl, &analyses());
        let lines: Vec<Value> = lines.lines().map(|it| serde_json::from_str(it).expect("it is JSON")).collect();
        assert_eq!(lines.len(), 2, "what is silenced is left out");
        assert_eq!(lines, whole["findings"].as_array().expect("a list")[..2]);
    }
}
