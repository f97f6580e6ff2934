//! The tables of limits in `SECURITY.md`, held to the code.

use std::fs;
use std::path::{Path, PathBuf};

/// How names of limits begin or end.
const NAMES: [&str; 12] =
    ["MOST", "MAX", "LARGEST", "LONGEST", "DEEPEST", "DEPTH", "FUEL", "COMMANDS", "LINKS", "REACH", "PATIENCE", "SIZE"];

#[test]
fn every_limit_is_in_the_table() {
    let page = fs::read_to_string("SECURITY.md").expect("the page is there");
    let (before, rest) = page.split_once("<!-- limits -->\n").expect("the mark is there");
    let (_, after) = rest.split_once("</details>").expect("the end is there");
    let rows: Vec<String> = sources(Path::new("src")).iter().flat_map(|path| of(path)).collect();
    assert!(rows.len() > 100, "only {} limits were found", rows.len());
    let table = format!("| place | limit | what it bounds |\n|---|---|---|\n{}\n", rows.concat());
    let wanted = format!("{before}<!-- limits -->\n{table}</details>{after}");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write("SECURITY.md", wanted).expect("the page can be written");
        return;
    }
    assert!(page == wanted, "`UPDATE_EXPECT=1 cargo test --test robust limits` writes the table of limits again");
}

#[test]
fn what_is_told_is_in_the_table() {
    let page = fs::read_to_string("SECURITY.md").expect("the page is there");
    let code: String = sources(Path::new("src")).iter().filter_map(|it| fs::read_to_string(it).ok()).collect();
    let section = page.split("## Limits").nth(1).and_then(|it| it.split("<details>").next()).expect("the section");
    let told = section.lines().filter_map(|line| line.split('`').rev().nth(1).filter(|_| line.ends_with("` |")));
    let told: Vec<&str> = told.filter(|it| !it.contains("bytes")).collect();
    assert!(told.len() > 15, "{told:?}");
    for words in told {
        assert!(code.contains(words), "no code says: {words}");
    }
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is there").flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => found.extend(sources(&path)),
            false => found.extend(path.extension().is_some_and(|it| it == "rs").then_some(path)),
        }
    }
    found.sort();
    found
}

/// A row for each limit of a file.
fn of(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).expect("the file is text");
    let mut rows = Vec::new();
    let mut comment = String::new();
    for line in text.lines().map(str::trim) {
        if let Some(more) = line.strip_prefix("///") {
            comment += &format!("{} ", more.trim());
            continue;
        }
        if let Some((name, value)) = limit(line) {
            let place = path.display().to_string().replace('\\', "/");
            let words = comment.split(". ").next().unwrap_or_default().trim().trim_end_matches('.').replace('|', "\\|");
            rows.push(format!("| `{place}` `{name}` | {value} | {words} |\n"));
        }
        comment.clear();
    }
    rows
}

/// The name and the value of `const NAME: u64 = 1 << 20;`, where that bounds something.
fn limit(line: &str) -> Option<(&str, String)> {
    let (_, rest) = line.split_once("const ").filter(|(before, _)| before.is_empty() || before.starts_with("pub"))?;
    let (name, rest) = rest.split_once(": ")?;
    let is_one = NAMES.iter().any(|it| name.starts_with(it) || name.ends_with(&format!("_{it}")));
    let (kind, value) = rest.strip_suffix(';')?.split_once(" = ")?;
    let kinds = ["usize", "u64", "u32", "u16", "Duration"];
    (is_one && kinds.contains(&kind)).then(|| (name, number(value)))
}

/// The value of an expression of our constants; what it is not, it stays.
fn number(value: &str) -> String {
    let plain = value.replace('_', "");
    if let Some((base, shift)) = plain.split_once(" << ")
        && let (Ok(base), Ok(shift)) = (base.parse::<u64>(), shift.parse::<u32>())
    {
        return (base << shift).to_string();
    }
    match plain.parse::<u64>() {
        Ok(number) => number.to_string(),
        Err(_) => format!("`{value}`"),
    }
}

#[test]
fn values_are_read() {
    assert_eq!(limit("const MOST: usize = 1_000;"), Some(("MOST", "1000".to_owned())));
    assert_eq!(limit("pub(super) const LARGEST_FILE: u64 = 1 << 20;"), Some(("LARGEST_FILE", "1048576".to_owned())));
    assert_eq!(limit("const NAMES: [&str; 2] = [];"), None);
    assert_eq!(limit("let MOST: usize = 1;"), None);
}
