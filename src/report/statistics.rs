//! How often each rule was broken: a table, and JSON that `schemas/dockvet-statistics.schema.json` describes.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::catalogue::{Entry, Severity};
use crate::rules::Safety;

use super::json::{SCHEMA, Summary, Tool};
use super::{Closing, Report};

#[derive(Serialize)]
struct Whole<'a> {
    schema: u32,
    tool: Tool,
    rules: Vec<Row<'a>>,
    summary: Summary,
}

/// What was found of one rule.
#[derive(Serialize)]
struct Row<'a> {
    rule: &'a str,
    category: &'static str,
    /// That of the worst finding.
    level: Severity,
    count: usize,
    /// How many have a fix that keeps the image's meaning.
    fixable: usize,
    /// How many have only fixes that are to be read first.
    #[serde(rename = "unsafely-fixable")]
    unsafely_fixable: usize,
    summary: &'a str,
}

/// The table, the most frequent rule first; `*` stands where all findings have a safe fix, `+` where some have any.
pub fn human(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let rows = rows(report);
    let widest = |text: fn(&Row) -> usize| rows.iter().map(text).max().unwrap_or(0);
    let (count, rule) = (widest(|it| it.count.to_string().len()), widest(|it| it.rule.len()));
    for row in &rows {
        let fixable = match () {
            () if row.fixable == row.count => "[*]",
            () if row.fixable + row.unsafely_fixable > 0 => "[+]",
            () => "[ ]",
        };
        writeln!(out, "{:>count$}  {:8} {fixable} {:rule$}  {}", row.count, row.level.name(), row.rule, row.summary)?;
    }
    if report.screen.closing == Closing::Left {
        return Ok(());
    }
    let sum = |of: fn(&Row) -> usize| rows.iter().map(of).sum::<usize>();
    let (safe, other) = (sum(|it| it.fixable), sum(|it| it.unsafely_fixable));
    if safe + other > 0 {
        writeln!(out, "[*] {safe} can be fixed safely, [+] {other} have a suggestion")?;
    }
    writeln!(out, "{}", report.summary())
}

pub fn json(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let summary = Summary::of(report);
    let whole = Whole { schema: SCHEMA, tool: Tool::OURS, rules: rows(report), summary };
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}

fn rows<'a>(report: &'a Report) -> Vec<Row<'a>> {
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    for it in report.diagnostics() {
        let Entry { id, category, summary, .. } = it.entry;
        let row = rows.entry(id).or_insert_with(|| Row {
            rule: id,
            category: category.name(),
            level: it.severity,
            count: 0,
            fixable: 0,
            unsafely_fixable: 0,
            summary,
        });
        row.count += 1;
        row.level = row.level.max(it.severity);
        match it.finding.fixes.iter().map(|fix| fix.safety).max() {
            Some(Safety::Safe) => row.fixable += 1,
            Some(Safety::Unsafe) => row.unsafely_fixable += 1,
            None => (),
        }
    }
    let mut rows: Vec<Row> = rows.into_values().collect();
    rows.sort_by_key(|it| (Reverse(it.count), it.rule));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::{analyses, report};

    #[test]
    fn rules_are_counted_with_their_fixes() {
        let twice = [analyses(), analyses()].concat();
        let mut text = Vec::new();
        human(&report(&twice[..1]), &mut text).expect("a vector takes everything");
        let text = String::from_utf8(text).expect("it is text");
        assert!(text.starts_with("1  warning  [ ] expose-port-mismatch   "), "{text}");
        assert!(text.contains("\n1  error    [+] start-command-missing  "), "{text}");
        assert!(text.contains("\n[*] 0 can be fixed safely, [+] 1 have a suggestion\n"), "{text}");
    }

    #[test]
    fn the_schema_describes_it() {
        let schema = include_str!("../../schemas/dockvet-statistics.schema.json");
        let schema: serde_json::Value = serde_json::from_str(schema).expect("the schema is JSON");
        let validator = jsonschema::validator_for(&schema).expect("the schema is one");
        for analyses in [analyses(), Vec::new()] {
            let mut text = Vec::new();
            json(&report(&analyses), &mut text).expect("a vector takes everything");
            let mut value: serde_json::Value = serde_json::from_slice(&text).expect("it is JSON");
            let errors: Vec<String> = validator.iter_errors(&value).map(|it| it.to_string()).collect();
            assert_eq!(errors, Vec::<String>::new());
            value["more"] = true.into();
            assert!(!validator.is_valid(&value), "a key that the schema does not know");
        }
    }
}
