//! The library as another program sees it: what stands here may not change without a new major version.

use std::path::Path;

use dockvet::{
    Category, Confidence, Configuration, Edit, Error, Finding, Fix, Format, Options, Place, Position, Profile, Report,
    Rule, Safety, Severity,
};

const INCIDENT: &str = "examples/incident";

fn isolated() -> Options {
    let mut options = Options::default();
    options.configuration = Configuration::Isolated;
    options
}

#[test]
fn a_folder_is_checked_as_the_command_line_does() -> Result<(), Error> {
    let report: Report = dockvet::check(Path::new(INCIDENT), &isolated())?;
    let names: Vec<String> = report.dockerfiles().map(|it| it.display().to_string()).collect();
    assert_eq!(names, [format!("{INCIDENT}/Dockerfile")]);
    let count = |severity| report.findings().filter(|it| it.severity == severity).count();
    assert_eq!((count(Severity::Error), count(Severity::Warning)), (4, 9));
    let mut written = Vec::new();
    report.write(Format::Json, &mut written).expect("a vector takes everything");
    let read: serde_json::Value = serde_json::from_slice(&written).expect("it is JSON");
    assert_eq!(read["findings"].as_array().map(Vec::len), Some(report.findings().count()));
    Ok(())
}

#[test]
fn a_finding_says_what_where_why_and_what_instead() -> Result<(), Error> {
    let text = "FROM node:22-alpine\r\nCOPY . /app\r\nCMD node /app/x.js\r\n";
    let mut options = isolated();
    options.select = Some(vec!["root-user".to_owned()]);
    options.min_confidence = Some(Confidence::Likely);
    let report = dockvet::check_text("Dockerfile", text, &options)?;
    let findings: Vec<Finding> = report.findings().collect();
    let [Finding { rule, severity, confidence, message, help, place, evidence, fixes, fingerprint, .. }] =
        &findings[..]
    else {
        panic!("{findings:?}")
    };
    assert_eq!((*rule, *severity, *confidence), ("root-user", Severity::Warning, Confidence::Certain));
    assert!(!message.is_empty() && !help.is_empty() && !fingerprint.is_empty());
    let Place { file, bytes, start, end, .. } = place;
    assert_eq!(file, Path::new("Dockerfile"));
    assert!(text.get(bytes.clone()).is_some() && start <= end);
    let Position { line, column } = *start;
    assert!((1..=3).contains(&line) && column >= 1);
    assert!(evidence.iter().all(|(place, text)| place.file == Path::new("Dockerfile") && !text.is_empty()));
    let Some(Fix { title, safety: Safety::Unsafe, edits, .. }) = fixes.first() else { panic!("{fixes:?}") };
    let [Edit { place, text: user, .. }] = &edits[..] else { panic!("{edits:?}") };
    assert!(title.contains("node") && user.contains("USER node\r\n") && place.bytes.is_empty());
    Ok(())
}

#[test]
fn a_profile_and_names_choose_the_rules() -> Result<(), Error> {
    let count = |options: &Options| dockvet::check(Path::new(INCIDENT), options).map(|it| it.findings().count());
    let mut options = isolated();
    let recommended: usize = count(&options)?;
    options.profile = Some(Profile::Strict);
    assert!(count(&options)? > recommended);
    options.ignore = vec!["all".to_owned()];
    assert_eq!(count(&options)?, 0);
    options.ignore = vec!["root-usr".to_owned()];
    let told = count(&options).map_err(|it| it.to_string());
    assert_eq!(told, Err("`root-usr` is no rule; `root-user` is one".to_owned()));
    Ok(())
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let told = |path: &str| dockvet::check(Path::new(path), &isolated()).map(|_| ()).map_err(|it| it.to_string());
    assert!(told("absent").is_err_and(|it| it.contains("absent")));
    assert_eq!(told("src/cli"), Err("no Dockerfile in `src/cli`".to_owned()));
    let mut options = isolated();
    options.configuration = Configuration::File("absent.toml".into());
    assert!(dockvet::check(Path::new(INCIDENT), &options).is_err_and(|it| it.to_string().contains("absent.toml")));
}

#[test]
fn every_rule_is_listed() {
    let rules: Vec<Rule> = dockvet::rules().collect();
    assert!(rules.iter().all(|it| !it.id.is_empty() && !it.summary.is_empty() && !it.help.is_empty()));
    let root = rules.iter().find(|it| it.id == "root-user").expect("it is there");
    assert_eq!((root.category, root.severity), (Category::Security, Severity::Warning));
    assert!(root.aliases.contains(&"DL3002"));
}
