//! The catalogue as text: `dockvet explain`, `dockvet rules`, the table in the README.

use std::io::{self, Write};

use crate::catalogue::{self, Entry, Example, Texts};
use crate::rules::Safety;
use crate::shellcheck::Code;

/// All about one rule, which was asked for by `name`: its id or an alias.
pub fn explain(entry: &Entry, name: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}\n{}\n", entry.id, "=".repeat(entry.id.len()))?;
    writeln!(out, "{}.\n", entry.summary)?;
    let (category, severity) = (entry.category, entry.severity);
    writeln!(out, "{severity}, category `{category}`, {} profile, since {}", entry.profile.name(), entry.since)?;
    match entry.fix {
        Some(Safety::Safe) => writeln!(out, "mended by `dockvet check --fix`, where the right text is known")?,
        Some(Safety::Unsafe) => {
            writeln!(out, "mended by `dockvet check --fix --unsafe-fixes`, where the right text is known")?;
        }
        None => (),
    }
    if !entry.aliases.is_empty() {
        writeln!(out, "{}", wrapped(&format!("also known as {}", entry.aliases.join(", "))))?;
    }
    let texts = entry.texts();
    writeln!(out, "\n{}\n\nInstead: {}.", wrapped(&texts.why), entry.help)?;
    for (title, example) in [("Reported", &texts.bad), ("Not reported", &texts.good)] {
        if let Some(example) = example {
            write_example(title, example, out)?;
        }
    }
    let page = Code::parse(name).map(Code::page);
    if !entry.links.is_empty() || page.is_some() {
        writeln!(out, "\nRead more:")?;
    }
    if let Some(page) = page {
        writeln!(out, "  {page}")?;
    }
    for link in entry.links {
        writeln!(out, "  {link}")?;
    }
    writeln!(
        out,
        "\nSilence it for one instruction with `# dockvet ignore={} -- reason` above it.",
        silenced(entry, name)
    )
}

/// What a comment names: the code where one was asked for, so that the rest of the rule goes on.
fn silenced(entry: &Entry, name: &str) -> String {
    Code::parse(name).map_or_else(|| entry.id.to_owned(), |code| code.to_string())
}

fn write_example(title: &str, example: &Example, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{title}:\n")?;
    for line in example.dockerfile.trim_end().lines() {
        writeln!(out, "{}", format!("    {line}").trim_end())?;
    }
    let files: Vec<&str> = example.files.keys().map(String::as_str).collect();
    if !files.is_empty() {
        writeln!(out, "\n  where the build context holds {}", files.join(", "))?;
    }
    Ok(())
}

/// One line a rule.
pub fn list(out: &mut dyn Write) -> io::Result<()> {
    let width = catalogue::entries().iter().map(|it| it.id.len()).max().unwrap_or_default();
    for entry in catalogue::entries() {
        let (id, severity, category, profile) = (&entry.id, entry.severity, entry.category, entry.profile.name());
        let fix = entry.fix.map_or("", Safety::name);
        writeln!(out, "{id:width$}  {severity:8} {category:15} {profile:11} {fix:7} {}", entry.summary)?;
    }
    Ok(())
}

/// The catalogue as JSON.
pub fn json(out: &mut dyn Write) -> io::Result<()> {
    #[derive(serde::Serialize)]
    struct Whole {
        #[serde(flatten)]
        entry: &'static Entry,
        #[serde(flatten)]
        texts: &'static Texts,
    }
    let whole = |entry: &'static Entry| Whole { entry, texts: entry.texts() };
    let all: Vec<Whole> = catalogue::entries().iter().map(whole).collect();
    serde_json::to_writer_pretty(&mut *out, &all)?;
    writeln!(out)
}

/// The table in the README, one row a rule.
pub fn markdown() -> String {
    let row = |entry: &Entry| {
        let also = entry.aliases.iter().filter(|it| it.starts_with("DL") || !it.contains(|c: char| c.is_ascii_digit()));
        let mut also: Vec<String> = also.map(|it| (*it).to_owned()).collect();
        // A rule may have hundreds of those.
        let of_shellcheck = entry.aliases.iter().filter(|it| Code::parse(it).is_some()).count();
        if of_shellcheck > 0 {
            also.push(format!("{of_shellcheck} codes of ShellCheck"));
        }
        let summary = entry.summary.replace('|', "\\|");
        let Entry { id, category, severity, profile, .. } = entry;
        let (profile, fix) = (profile.name(), entry.fix.map_or("", Safety::name));
        format!("| `{id}` | {category} | {severity} | {profile} | {fix} | {summary} | {} |\n", also.join(", "))
    };
    let rows: String = catalogue::entries().iter().map(row).collect();
    format!(
        "| rule | category | severity | profile | fix | what is wrong | also known as |\n|---|---|---|---|---|---|---|\n{rows}"
    )
}

/// Breaks between words at 80 characters.
fn wrapped(text: &str) -> String {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().expect("there is a line from the start");
        if !last.is_empty() && last.chars().count() + 1 + word.chars().count() > 80 {
            lines.push(word.to_owned());
            continue;
        }
        if !last.is_empty() {
            last.push(' ');
        }
        last.push_str(word);
    }
    lines.join("\n")
}
