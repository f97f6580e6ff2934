//! hadolint's configuration file: where it lies and what it says.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::rules::LabelKind;
use crate::yaml::{self, Kind, Node};

use super::codes::Level;
use super::config::{Overrides, Partial};
use super::environment::kind_of_label;
use super::formats::Format;

/// The names in the working directory.
pub const NAMES: [&str; 2] = [".hadolint.yaml", ".hadolint.yml"];

/// The keys that a file may have.
const KEYS: [&str; 12] = [
    "disable-ignore-pragma",
    "failure-threshold",
    "format",
    "formats",
    "ignored",
    "label-schema",
    "no-color",
    "no-fail",
    "override",
    "strict-labels",
    "trustedRegistries",
    "verbose",
];

/// The first file that is there: in `here`, then in the folders of the user that the variables name.
pub fn find(here: &Path, variable: &dyn Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let set = |name: &str| variable(name).filter(|it| !it.is_empty()).map(PathBuf::from);
    let home = set("HOME");
    let configuration = set("XDG_CONFIG_HOME").or_else(|| home.as_ref().map(|it| it.join(".config")));
    let visible = ["hadolint.yaml", "hadolint.yml"];
    let own = ["hadolint.yaml", "hadolint.yml", "config.yaml", "config.yml"];
    let mut candidates: Vec<PathBuf> = NAMES.iter().map(|it| here.join(it)).collect();
    candidates.extend(configuration.iter().flat_map(|folder| visible.map(|it| folder.join(it))));
    candidates.extend(home.iter().flat_map(|folder| own.map(|it| folder.join(".hadolint").join(it))));
    candidates.extend(home.iter().flat_map(|folder| NAMES.map(|it| folder.join(it))));
    candidates.into_iter().find(|it| it.is_file())
}

/// Reads the text of the file. Keys that nobody knows do not matter.
///
/// # Errors
/// What is wrong, where the YAML is broken or a value is none that its key takes: then nothing of the file counts.
pub fn read(text: &str) -> Result<Partial, String> {
    let root = yaml::only(text)?;
    let Kind::Map(pairs) = &root.kind else { return Err("it is no mapping".to_owned()) };
    let keys: Vec<Option<&str>> = pairs.iter().map(|(key, _)| key.text()).collect();
    if let Some(twice) = keys.iter().enumerate().find(|(at, key)| keys[..*at].contains(key)) {
        return Err(format!("the key `{}` is there twice", twice.1.unwrap_or_default()));
    }
    let names = |key: &str| list(&root, key);
    let mut formats = names("formats")?.iter().map(|it| format(it)).collect::<Result<Vec<_>, _>>()?;
    if let Some(name) = text_of(&root, "format")? {
        formats.push(format(&name)?);
    }
    let threshold = text_of(&root, "failure-threshold")?;
    Ok(Partial {
        no_fail: truth(&root, "no-fail")?,
        no_color: truth(&root, "no-color")?,
        verbose: truth(&root, "verbose")?,
        formats,
        overrides: overrides(&root)?,
        ignored: names("ignored")?,
        trusted_registries: names("trustedRegistries")?.into_iter().collect(),
        label_schema: schema(&root)?,
        strict_labels: truth(&root, "strict-labels")?,
        disable_ignore_pragma: truth(&root, "disable-ignore-pragma")?,
        failure_threshold: threshold.map(|it| Level::parse(&it).ok_or(wrong("failure-threshold", &it))).transpose()?,
    })
}

/// The keys of the file that nobody knows, in its order.
pub fn unknown_keys(text: &str) -> Vec<String> {
    let Ok(root) = yaml::only(text) else { return Vec::new() };
    root.pairs().map(|(key, _)| key.to_owned()).filter(|it| !KEYS.contains(&it.as_str())).collect()
}

/// The value of `key`, if that is there and not null.
fn value<'a>(map: &'a Node, key: &str) -> Option<&'a Node> {
    map.get(key).filter(|it| it.text().is_none() || it.value().is_some())
}

fn wrong(key: &str, text: &str) -> String {
    format!("`{key}` cannot be `{text}`")
}

fn format(name: &str) -> Result<Format, String> {
    Format::parse(name).ok_or_else(|| wrong("format", name))
}

fn truth(map: &Node, key: &str) -> Result<Option<bool>, String> {
    let Some(node) = value(map, key) else { return Ok(None) };
    node.truth().map(Some).ok_or_else(|| format!("`{key}` is `true` or `false`"))
}

fn text_of(map: &Node, key: &str) -> Result<Option<String>, String> {
    let Some(node) = value(map, key) else { return Ok(None) };
    string(node).map(Some).ok_or_else(|| format!("`{key}` is a name"))
}

fn list(map: &Node, key: &str) -> Result<Vec<String>, String> {
    let Some(node) = value(map, key) else { return Ok(Vec::new()) };
    let wrong = || format!("`{key}` is a list of names");
    let Kind::List(items) = &node.kind else { return Err(wrong()) };
    items.iter().map(|it: &Rc<Node>| string(it)).collect::<Option<Vec<_>>>().ok_or_else(wrong)
}

/// A scalar that YAML reads as text: no number, no truth, not null.
fn string(node: &Node) -> Option<String> {
    let text = node.value()?;
    let is_plain = matches!(&node.kind, Kind::Scalar { plain: true, .. });
    let is_number =
        text.starts_with(|it: char| it.is_ascii_digit() || "+-.".contains(it)) && text.parse::<f64>().is_ok();
    (!is_plain || node.truth().is_none() && !is_number).then(|| text.to_owned())
}

fn overrides(root: &Node) -> Result<Overrides, String> {
    let Some(map) = value(root, "override") else { return Ok(Overrides::default()) };
    if !matches!(map.kind, Kind::Map(_)) {
        return Err("`override` is a mapping".to_owned());
    }
    let of = |level: &str| list(map, level);
    Ok(Overrides { error: of("error")?, warning: of("warning")?, info: of("info")?, style: of("style")? })
}

fn schema(root: &Node) -> Result<BTreeMap<String, LabelKind>, String> {
    let Some(map) = value(root, "label-schema") else { return Ok(BTreeMap::new()) };
    let Kind::Map(pairs) = &map.kind else { return Err("`label-schema` is a mapping".to_owned()) };
    let kind = |(label, kind): &(Rc<Node>, Rc<Node>)| {
        let wrong = || "`label-schema` gives each label a kind".to_owned();
        let (label, name) = (string(label).ok_or_else(wrong)?, string(kind).ok_or_else(wrong)?);
        let kind = kind_of_label(&name).ok_or_else(|| format!("`{name}` is no kind of label"))?;
        Ok((label, kind))
    };
    pairs.iter().map(kind).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn every_key_is_read() {
        let text = "failure-threshold: warning\nformat: json\nformats: [tty]\nignored:\n  - DL3000\nno-color: true\n\
                    no-fail: false\noverride:\n  error: [DL3001]\n  style: null\nlabel-schema:\n  a: url\n  b: ''\n\
                    strict-labels: true\ndisable-ignore-pragma: true\ntrustedRegistries: [\"*.io\"]\nother: 1\n";
        let partial = read(text).expect("the file is right");
        assert_eq!(partial.formats, [Format::Tty, Format::Json]);
        assert_eq!(partial.ignored, ["DL3000"]);
        assert_eq!(partial.overrides.error, ["DL3001"]);
        assert_eq!(partial.failure_threshold, Some(Level::Warning));
        assert_eq!(partial.label_schema["b"], LabelKind::Text);
        assert_eq!((partial.no_color, partial.no_fail), (Some(true), Some(false)));
        assert_eq!((partial.strict_labels, partial.disable_ignore_pragma), (Some(true), Some(true)));
        assert_eq!(partial.verbose, None);
        assert!(partial.trusted_registries.contains("*.io"));
    }

    #[test]
    fn a_wrong_value_spoils_the_file() {
        for text in [
            "",
            "# nothing",
            "- DL3000",
            "ignored: DL3000",
            "ignored: [3000]",
            "ignored: [~]",
            "ignored: [DL3000]\n---\nignored: []",
            "ignored: []\nignored: []",
            "no-fail: yes",
            "format: xml",
            "failure-threshold: fatal",
            "override: [DL3000]",
            "label-schema: {a: colour}",
            "ignored: [",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert_eq!(read("ignored:\noverride: ~\n"), Ok(Partial::default()));
    }

    #[test]
    fn the_working_directory_comes_first() {
        let root = tempfile::tempdir().expect("a folder for the test");
        let path = |name: &str| root.path().join(name);
        for folder in ["here", "home/.config", "home/.hadolint"] {
            fs::create_dir_all(path(folder)).expect("the folder can be made");
        }
        let home = path("home").display().to_string();
        let variable = |name: &str| (name == "HOME").then(|| home.clone());
        let mut found = Vec::new();
        for file in
            ["home/.hadolint.yml", "home/.hadolint/config.yaml", "home/.config/hadolint.yml", "here/.hadolint.yml"]
        {
            assert_eq!(find(&path("here"), &variable), found.last().cloned());
            fs::write(path(file), "").expect("the file can be written");
            found.push(path(file));
        }
        assert_eq!(find(&path("here"), &variable), Some(path("here/.hadolint.yml")));
    }
}
