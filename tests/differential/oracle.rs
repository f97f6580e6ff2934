//! Dockvet against BuildKit's own parser, on real files and on damaged ones.
//!
//! `DOCKVET_PARSE_ORACLE` names a program that reads paths from its standard input, one a line, and
//! answers each with a line of JSON (see [`File`]); with the argument `expand` it reads words
//! to expand instead (see `expansion`). `DOCKVET_CORPUS` names a folder of Dockerfiles.
//! Without these two the tests say that they are skipped.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use dockvet::source::{Source, Span};
use dockvet::syntax::ast::{Dockerfile, Instruction, Kind};
use dockvet::syntax::parse;
use serde::Deserialize;

use crate::made::{Random, damage, made_up};
use crate::{shown, words};

#[derive(Deserialize)]
struct File {
    path: PathBuf,
    /// Why BuildKit's parser refuses the whole file; empty if it does not.
    error: String,
    instructions: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    keyword: String,
    start: u32,
    end: u32,
    flags: Vec<String>,
    tokens: Vec<String>,
    heredocs: Vec<Heredoc>,
    sub: Option<Box<Node>>,
    /// Why BuildKit refuses the instruction; empty if it does not.
    error: String,
}

#[derive(Deserialize)]
struct Heredoc {
    name: String,
    body: String,
    expand: bool,
    chomp: bool,
    fd: u64,
}

#[derive(Default)]
struct Counts {
    files: usize,
    refused: usize,
    instructions: usize,
    invalid: usize,
    spans: usize,
    differences: Vec<String>,
}

pub(crate) fn variable(name: &str) -> Option<String> {
    let value = std::env::var(name).ok();
    if value.is_none() {
        eprintln!("skipped: the environment variable `{name}` is not set");
    }
    value
}

/// How many cases are made of each kind: `DOCKVET_CASES`, 20,000 without it.
pub(crate) fn cases() -> usize {
    std::env::var("DOCKVET_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(20_000)
}

/// Prints what was counted, and fails where there are differences.
pub(crate) fn report_differences(what: &str, cases: usize, differences: &[String]) {
    eprintln!("{what}: {cases} cases, {} differences", differences.len());
    for difference in differences.iter().take(40) {
        eprintln!("  {difference}");
    }
    assert!(differences.is_empty(), "{} differences", differences.len());
}

/// Writes `lines` to the oracle that the environment variable names and gives back its answers.
pub(crate) fn ask(oracle: &str, arguments: &[&str], lines: impl Iterator<Item = String> + Send) -> Vec<String> {
    let program = std::env::var(oracle).expect("the caller looked");
    let mut oracle = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the oracle starts");
    let mut input = oracle.stdin.take().expect("its input is a pipe");
    let output = BufReader::new(oracle.stdout.take().expect("its output is a pipe"));
    let answers = std::thread::scope(|scope| {
        scope.spawn(move || {
            for line in lines {
                writeln!(input, "{line}").expect("the oracle reads on");
            }
        });
        output.lines().map(|line| line.expect("the oracle answers in UTF-8")).collect()
    });
    assert!(oracle.wait().expect("the oracle ends").success());
    answers
}

pub(crate) fn corpus() -> Option<Vec<PathBuf>> {
    variable("DOCKVET_PARSE_ORACLE")?;
    let folder = variable("DOCKVET_CORPUS")?;
    let entries = std::fs::read_dir(folder).expect("the corpus is a folder");
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|it| it.is_file()).collect();
    paths.sort();
    Some(paths)
}

fn compare_all(paths: &[PathBuf]) -> Counts {
    let mut counts = Counts::default();
    let shown = paths.iter().map(|path| path.to_str().expect("the corpus has plain names").to_owned());
    for line in ask("DOCKVET_PARSE_ORACLE", &[], shown) {
        let file: File = serde_json::from_str(&line).expect("the oracle answers as agreed");
        compare(&file, &mut counts);
    }
    counts
}

fn report(what: &str, counts: &Counts) {
    let Counts { files, refused, instructions, invalid, spans, differences } = counts;
    eprintln!(
        "{what}: {files} files, {refused} of them refused whole, {instructions} instructions, {invalid} of them invalid, {spans} spans compared"
    );
    eprintln!("{what}: {} differences", differences.len());
    for difference in differences.iter().take(40) {
        eprintln!("  {difference}");
    }
    assert!(differences.is_empty(), "{} differences", differences.len());
}

#[test]
fn real_files_are_read_as_buildkit_reads_them() {
    let Some(paths) = corpus() else { return };
    report("real files", &compare_all(&paths));
}

#[test]
fn damaged_files_are_refused_where_buildkit_refuses_them() {
    let Some(paths) = corpus() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut random = Random(seed());
    let mut damaged = Vec::new();
    for (index, path) in paths.iter().enumerate() {
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        if text.is_empty() || text.len() > 20_000 {
            continue;
        }
        let name = path.file_name().expect("a file has a name").to_string_lossy();
        let target = folder.path().join(format!("{index}-{name}"));
        std::fs::write(&target, damage(&text, &mut random)).expect("the temporary folder takes files");
        damaged.push(target);
    }
    report("damaged files", &compare_all(&damaged));
}

#[test]
fn made_up_instructions_are_read_as_buildkit_reads_them() {
    if variable("DOCKVET_PARSE_ORACLE").is_none() {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut random = Random(seed());
    let made = (0..40_000).map(|index| {
        let target = folder.path().join(index.to_string());
        std::fs::write(&target, made_up(&mut random)).expect("the temporary folder takes files");
        target
    });
    report("made-up instructions", &compare_all(&made.collect::<Vec<_>>()));
}

/// Another seed damages other places.
pub(crate) fn seed() -> u64 {
    std::env::var("DOCKVET_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1)
}

fn compare(file: &File, counts: &mut Counts) {
    counts.files += 1;
    let bytes = std::fs::read(&file.path).expect("the corpus stays");
    let source = Source::from_bytes(file.path.clone(), bytes);
    let dockerfile = parse(&source);
    let path = file.path.display();
    if !file.error.is_empty() {
        counts.refused += 1;
        let is_refused = dockerfile.instructions.is_empty() || dockerfile.instructions.iter().any(is_invalid);
        if !is_refused {
            counts.differences.push(format!("{path}: accepted, though BuildKit says: {}", file.error));
        }
        return;
    }
    if dockerfile.instructions.len() != file.instructions.len() {
        // The heredoc of a misspelt RUN is no heredoc to BuildKit, which refuses the file there.
        let misspelt = |it: &Instruction| is_invalid(it) && !it.heredocs.is_empty();
        if dockerfile.instructions.iter().any(misspelt) && file.instructions.iter().any(|it| !it.error.is_empty()) {
            return;
        }
        let (ours, theirs) = (dockerfile.instructions.len(), file.instructions.len());
        counts.differences.push(format!("{path}: {ours} instructions, BuildKit has {theirs}"));
        return;
    }
    for (ours, theirs) in dockerfile.instructions.iter().zip(&file.instructions) {
        counts.instructions += 1;
        counts.invalid += usize::from(is_invalid(ours));
        let found = Comparison { source: &source, dockerfile: &dockerfile }.instruction(ours, theirs, true);
        if let Err(what) = found {
            // A made-up file is gone afterwards, and short enough to be shown.
            let text = if source.text().len() < 400 { source.text() } else { "" };
            counts.differences.push(format!("{path}:{}: {what} {text:?}", theirs.start));
        }
        match spans(ours, &source) {
            Ok(compared) => counts.spans += compared,
            Err(what) => counts.differences.push(format!("{path}:{}: {what}", theirs.start)),
        }
    }
}

fn is_invalid(instruction: &Instruction) -> bool {
    matches!(instruction.kind, Kind::Invalid(_))
}

/// The oracle does not look into mounts where a flag has something to expand, which BuildKit does later.
fn unexpanded(node: &Node) -> bool {
    node.flags.iter().any(|flag| flag.contains(['$', '\'', '"', '\\', '`']))
}

struct Comparison<'a> {
    source: &'a Source,
    dockerfile: &'a Dockerfile,
}

impl Comparison<'_> {
    fn instruction(&self, ours: &Instruction, theirs: &Node, outer: bool) -> Result<(), String> {
        let keyword = self.source.slice(ours.keyword);
        if !keyword.contains('\n') && keyword != theirs.keyword {
            return Err(format!("keyword `{keyword}`, BuildKit has `{}`", theirs.keyword));
        }
        if outer {
            self.lines(ours, theirs)?;
            self.heredocs(ours, theirs)?;
        }
        // BuildKit reads the bytes of a flag as if each were a letter.
        let flags = shown::flags(ours);
        let is_plain = theirs.flags.iter().chain(&flags).all(|flag| flag.is_ascii());
        if flags != theirs.flags && is_plain {
            return Err(format!("flags {flags:?}, BuildKit has {:?}", theirs.flags));
        }
        if let Kind::Invalid(invalid) = &ours.kind {
            // Behind ONBUILD BuildKit only splits.
            return if theirs.error.is_empty() && outer && !unexpanded(theirs) {
                Err(format!("refused though BuildKit does not: {}", invalid.message))
            } else {
                Ok(())
            };
        }
        if !theirs.error.is_empty() {
            return Err(format!("accepted, though BuildKit says: {}", theirs.error));
        }
        if let (Kind::Onbuild(inner), Some(sub)) = (&ours.kind, &theirs.sub) {
            return self.instruction(inner, sub, false);
        }
        let mut tokens = shown::tokens(ours, self.source).unwrap_or_default();
        if let (Kind::Healthcheck(_), Some(first)) = (&ours.kind, theirs.tokens.first()) {
            tokens[0].clone_from(first);
        }
        if tokens != theirs.tokens && !self.is_split(ours, &tokens, &theirs.tokens) {
            return Err(format!("tokens {tokens:?}, BuildKit has {:?}", theirs.tokens));
        }
        Ok(())
    }

    /// Words that are shown from the file are not comparable where a continuation runs through them,
    /// nor the openers of heredocs of one name, of which the last one counts.
    fn is_split(&self, ours: &Instruction, tokens: &[String], theirs: &[String]) -> bool {
        let shown = matches!(ours.kind, Kind::From(_) | Kind::Copy(_) | Kind::Add(_));
        let same = |(ours, theirs): (&String, &String)| {
            ours == theirs || ours.contains('\n') || (ours.contains("<<") && theirs.contains("<<"))
        };
        shown && tokens.len() == theirs.len() && tokens.iter().zip(theirs).all(same)
    }

    fn lines(&self, ours: &Instruction, theirs: &Node) -> Result<(), String> {
        let line = |number: u32| self.source.slice(self.source.line_span(number)).trim();
        let (start, end) = (self.source.line(ours.span.start), self.source.line(ours.span.end.max(1) - 1));
        // BuildKit counts lines that hold nothing but an escape character before the keyword,
        // and blank ones behind a continuation that nothing follows.
        let escape = self.dockerfile.escape.to_string();
        let is_empty = |number: u32| line(number).is_empty() || line(number) == escape || line(number).starts_with('#');
        if start < theirs.start || !(theirs.start..start).all(is_empty) {
            return Err(format!("starts at line {start}, BuildKit says {}", theirs.start));
        }
        if end > theirs.end || !(end + 1..=theirs.end).all(is_empty) {
            return Err(format!("ends at line {end}, BuildKit says {}", theirs.end));
        }
        Ok(())
    }

    fn heredocs(&self, ours: &Instruction, theirs: &Node) -> Result<(), String> {
        let heredocs = match &ours.kind {
            Kind::Onbuild(inner) => &inner.heredocs,
            _ => &ours.heredocs,
        };
        let read: Vec<_> = heredocs.iter().filter(|it| it.terminator.is_some()).collect();
        if is_invalid(ours) && theirs.heredocs.len() != read.len() {
            return Ok(());
        }
        if read.len() != theirs.heredocs.len() {
            return Err(format!("{} heredocs, BuildKit has {}", read.len(), theirs.heredocs.len()));
        }
        for (ours, theirs) in read.iter().zip(&theirs.heredocs) {
            let lines = theirs.body.split_inclusive('\n');
            let body: String =
                if theirs.chomp { lines.map(|it| it.trim_start_matches('\t')).collect() } else { lines.collect() };
            let same = (ours.expand, ours.strip_tabs) == (theirs.expand, theirs.chomp)
                && u64::from(ours.descriptor) == theirs.fd.min(u64::from(u32::MAX));
            if ours.name != theirs.name || ours.body.text != body || !same {
                return Err(format!("heredoc `{}` differs", theirs.name));
            }
        }
        Ok(())
    }
}

/// Whether the words of an instruction stand where they say they stand.
fn spans(instruction: &Instruction, source: &Source) -> Result<usize, String> {
    let mut compared = 0;
    let mut check = |text: &str, span: Span| {
        let there = source.slice(span);
        compared += 1;
        if there != text && !there.contains('\n') {
            Err(format!("`{text}` is said to stand at `{there}`"))
        } else {
            Ok(())
        }
    };
    for word in words::plain_words(instruction) {
        check(word.as_str(), word.span)?;
    }
    for string in words::json_strings(instruction) {
        let there = source.slice(string.span);
        let decoded = serde_json::from_str::<String>(there).unwrap_or_default();
        if decoded != string.value && !there.contains('\n') && !there.contains("\\u") {
            return Err(format!("`{}` is said to stand at `{there}`", string.value));
        }
        compared += 1;
    }
    if let Kind::Onbuild(inner) = &instruction.kind {
        compared += spans(inner, source)?;
    }
    Ok(compared)
}
