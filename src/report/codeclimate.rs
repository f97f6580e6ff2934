//! Issues as an engine of Code Climate writes them: JSON objects, each followed by a zero byte.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::analysis::Diagnostic;
use crate::catalogue::Category;

use super::{Report, digest, gitlab, place};

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for (diagnostic, fingerprint) in digest::known(report)? {
        serde_json::to_writer(&mut *out, &issue(report, diagnostic, fingerprint))?;
        out.write_all(&[0])?;
    }
    Ok(())
}

fn issue(report: &Report, diagnostic: &Diagnostic, fingerprint: String) -> Value {
    let range = place::range(&diagnostic.source, diagnostic.span(), place::Unit::Chars);
    let point = |at: crate::source::Position| json!({"line": at.line, "column": at.column});
    let mut issue = json!({
        "type": "issue",
        "check_name": diagnostic.entry.id,
        "description": gitlab::description(diagnostic),
        "categories": [category(diagnostic.entry.category)],
        "severity": gitlab::severity(diagnostic.severity),
        "fingerprint": fingerprint,
        "content": {"body": format!("{}\n\n{}", diagnostic.entry.texts().why, diagnostic.help())},
        "location": {
            "path": report.relative(diagnostic.source.path()),
            "positions": {"begin": point(range.start), "end": point(range.end)},
        },
    });
    let others = diagnostic.finding.labels.iter().map(|label| {
        let at = place::range(&label.place.source, label.place.span, place::Unit::Chars);
        json!({
            "path": report.relative(label.place.source.path()),
            "lines": {"begin": at.start.line, "end": at.end.line},
        })
    });
    let others: Vec<Value> = others.collect();
    if !others.is_empty() {
        issue["other_locations"] = others.into();
    }
    issue
}

fn category(category: Category) -> &'static str {
    match category {
        Category::Security => "Security",
        Category::Cache | Category::Context | Category::Size => "Performance",
        Category::Build | Category::Start | Category::Serve | Category::Deploy | Category::Correctness => "Bug Risk",
        Category::Reproducibility => "Compatibility",
        Category::Style => "Style",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::report::Format;
    use crate::report::tests::{analyses, written};

    #[test]
    fn every_issue_ends_with_a_zero_byte() {
        let text = written(Format::Codeclimate, &analyses());
        let pieces: Vec<&str> = text.split('\0').collect();
        assert_eq!((pieces.len(), pieces[2]), (3, ""));
        let issue: Value = serde_json::from_str(pieces[1]).expect("it is JSON");
        assert_eq!(issue["categories"], serde_json::json!(["Bug Risk"]));
        assert_eq!(issue["other_locations"][0]["lines"]["begin"], 2);
        assert!(written(Format::Codeclimate, &[]).is_empty());
    }
}
