//! Which version of its language a project asks for, as its manifests say.

mod range;

use serde_json::Value;

use crate::facts::toolchain::{self, Language, Version};
use crate::source::{Source, Span};

use super::Place;

use range::Dialect;
pub use range::Range;

/// A version that a manifest asks for.
#[derive(Clone, Debug)]
pub struct Requirement {
    pub range: Range,
    /// The version that is written, where it is one and no range.
    pub version: Option<Version>,
    /// To be read after "the project needs ": `Go 1.24 or later`.
    pub text: String,
    pub place: Place,
    /// How firmly the language's own tools hold to it.
    pub force: Force,
}

/// What becomes of a build that does not meet a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Force {
    /// The tools refuse to go on.
    Refuses,
    /// The tools warn, or leave it to the program to fail.
    Warns,
}

/// The files that name a version for a language, the first that does counts. `*.csproj` is any project file.
pub fn files(language: Language) -> &'static [&'static str] {
    match language {
        Language::Go => &["go.mod"],
        Language::Node => &["package.json"],
        Language::Python => &["pyproject.toml"],
        Language::Ruby => &["Gemfile"],
        Language::Rust => &["Cargo.toml"],
        Language::Php => &["composer.json"],
        Language::Java => &["pom.xml", "build.gradle", "build.gradle.kts"],
        Language::DotNet => &["*.csproj", "*.fsproj", "*.vbproj"],
    }
}

/// What the file asks for; `None` where it names no version that can be read.
pub fn requirement(language: Language, source: &Source) -> Option<Requirement> {
    match language {
        Language::Go => go(source),
        Language::Node => node(source),
        Language::Python => python(source),
        Language::Ruby => ruby(source),
        Language::Rust => rust(source),
        Language::Php => php(source),
        Language::Java => java(source),
        Language::DotNet => dotnet(source),
    }
}

fn at(source: &Source, text: &str, start: usize) -> Place {
    Place { source: source.clone(), span: Span::new(start..start + text.len()) }
}

/// Where `part`, a slice of the source's own text, stands.
fn place_of(source: &Source, part: &str) -> Place {
    let start = (part.as_ptr() as usize).saturating_sub(source.text().as_ptr() as usize);
    at(source, part, start)
}

fn or_later(language: Language, version: &str) -> String {
    format!("{} {version} or later", language.name())
}

/// The `go` line. Since Go 1.21 an older toolchain refuses the module.
fn go(source: &Source) -> Option<Requirement> {
    let line = source.text().lines().find_map(|line| line.strip_prefix("go ").map(str::trim))?;
    let word = line.split_whitespace().next()?;
    let version = toolchain::parse(word)?;
    Some(Requirement {
        range: Range::from(&version),
        version: Some(version),
        text: or_later(Language::Go, word),
        place: place_of(source, word),
        force: Force::Refuses,
    })
}

/// A range that stands as `"key": "range"` somewhere behind `"section"`, read as JSON by the caller.
fn quoted(source: &Source, section: &str, range: &str) -> Option<Place> {
    let text = source.text();
    let from = text.find(&format!("\"{section}\""))?;
    let start = from + text[from..].find(&format!("\"{range}\""))? + 1;
    Some(at(source, range, start))
}

fn json(source: &Source) -> Option<Value> {
    serde_json::from_str(source.text()).ok()
}

fn node(source: &Source) -> Option<Requirement> {
    let json = json(source)?;
    let range = json.get("engines")?.get("node")?.as_str()?;
    Some(Requirement {
        range: range::parse(range, Dialect::Npm)?,
        version: None,
        text: format!("Node.js {range}"),
        place: quoted(source, "engines", range)?,
        force: Force::Warns,
    })
}

fn php(source: &Source) -> Option<Requirement> {
    let json = json(source)?;
    // The platform that is said to be there stands for the real one.
    if json.pointer("/config/platform/php").is_some() || json.pointer("/config/platform-check").is_some() {
        return None;
    }
    let range = json.get("require")?.get("php")?.as_str()?;
    Some(Requirement {
        range: range::parse(range, Dialect::Composer)?,
        version: None,
        text: format!("PHP {range}"),
        place: quoted(source, "require", range)?,
        force: Force::Refuses,
    })
}

fn python(source: &Source) -> Option<Requirement> {
    let table: toml::Table = source.text().parse().ok()?;
    let poetry = || table.get("tool")?.get("poetry")?.get("dependencies")?.get("python");
    let range = table.get("project").and_then(|it| it.get("requires-python")).or_else(poetry)?.as_str()?;
    let start = ["requires-python", "python"].iter().find_map(|key| {
        source.text().match_indices(key).find_map(|(from, _)| {
            let rest = source.text()[from + key.len()..].trim_start();
            let value = rest.strip_prefix('=')?.trim_start().strip_prefix(['"', '\''])?;
            value.starts_with(range).then(|| source.text().len() - value.len())
        })
    });
    Some(Requirement {
        range: range::parse(range, Dialect::Python)?,
        version: None,
        text: format!("Python {range}"),
        place: at(source, range, start?),
        force: Force::Refuses,
    })
}

/// The `ruby` line, with literal versions only.
fn ruby(source: &Source) -> Option<Requirement> {
    let line = source.text().lines().find_map(|line| line.strip_prefix("ruby"))?;
    let line = line.split('#').next()?;
    if !line.starts_with([' ', '(']) || line.contains("file:") || line.contains("ENV") || line.contains("engine") {
        return None;
    }
    let parts: Vec<&str> = line.split(['"', '\'']).skip(1).step_by(2).collect();
    let joined = parts.join(",");
    Some(Requirement {
        range: range::parse(&joined, Dialect::Ruby)?,
        version: None,
        text: format!("Ruby {}", parts.join(", ")),
        place: place_of(source, parts.first()?),
        force: Force::Refuses,
    })
}

/// `rust-version`, or what the edition needs (the edition guide's first releases).
fn rust(source: &Source) -> Option<Requirement> {
    let table: toml::Table = source.text().parse().ok()?;
    let package = table.get("package").or_else(|| table.get("workspace")?.get("package"))?;
    let (word, needs) = match package.get("rust-version").and_then(toml::Value::as_str) {
        Some(word) => (word, word),
        None => {
            let edition = package.get("edition")?.as_str()?;
            let first = [("2018", "1.31"), ("2021", "1.56"), ("2024", "1.85")];
            (edition, first.iter().find(|(name, _)| *name == edition)?.1)
        }
    };
    let start = source.text().find(&format!("\"{word}\""))? + 1;
    let because = if word == needs { String::new() } else { format!(" (edition {word})") };
    Some(Requirement {
        range: Range::from(&toolchain::parse(needs)?),
        version: toolchain::parse(needs),
        text: format!("{}{because}", or_later(Language::Rust, needs)),
        place: at(source, word, start),
        force: Force::Refuses,
    })
}

/// The release that Maven or Gradle compiles for: an older compiler refuses it, an older runtime cannot run it.
fn java(source: &Source) -> Option<Requirement> {
    let text = source.text();
    let word = if text.trim_start().starts_with('<') { maven(text)? } else { gradle(text)? };
    let version = toolchain::parse(word.strip_prefix("1.").unwrap_or(word))?;
    Some(Requirement {
        range: Range::from(&version),
        text: or_later(Language::Java, &version.to_string()),
        version: Some(version),
        place: place_of(source, word),
        force: Force::Refuses,
    })
}

fn maven(text: &str) -> Option<&str> {
    // The compiler's own settings, then Spring Boot's; a reference to another property is followed once.
    let keys = ["maven.compiler.release", "maven.compiler.target", "maven.compiler.source", "java.version"];
    let value = keys.iter().find_map(|key| element(text, key))?;
    match value.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => element(text, name).filter(|value| !value.starts_with('$')),
        None => Some(value),
    }
}

/// The text of the only element of that name outside of comments; `None` where there are several.
fn element<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let mut found = None;
    for (at, _) in text.match_indices(&open) {
        let before = &text[..at];
        if before.rfind("<!--") > before.rfind("-->") {
            continue;
        }
        let rest = &text[at + open.len()..];
        let value = rest[..rest.find(&close)?].trim();
        if found.is_some_and(|known| known != value) {
            return None;
        }
        found = Some(value);
    }
    found
}

fn gradle(text: &str) -> Option<&str> {
    let code = |line: &&str| !line.trim_start().starts_with("//");
    let after = |key: &str| {
        let line = text.lines().filter(code).find(|line| line.contains(key))?;
        let rest = &line[line.find(key)? + key.len()..];
        let start = rest.find(|it: char| it.is_ascii_digit())?;
        let digits = &rest[start..];
        let end = digits.find(|it: char| !it.is_ascii_digit() && it != '.').unwrap_or(digits.len());
        // `VERSION_1_8`: the second number counts.
        let value = &digits[..end];
        if value == "1" { digits.get(2..3) } else { Some(value) }
    };
    after("JavaLanguageVersion.of(").or_else(|| after("jvmToolchain(")).or_else(|| after("sourceCompatibility"))
}

/// The highest `net8.0` that the project is built for: several are each built, and an older SDK refuses the highest.
fn dotnet(source: &Source) -> Option<Requirement> {
    let text = source.text();
    let value = element(text, "TargetFramework").or_else(|| element(text, "TargetFrameworks"))?;
    let versions = value.split(';').map(|it| it.trim().strip_prefix("net").and_then(toolchain::parse));
    let versions: Option<Vec<_>> = versions.collect();
    let highest = versions?.into_iter().max_by_key(|it| it.0.clone())?;
    // `net472` is the framework of Windows, and `netstandard` runs anywhere.
    if highest.0[0] < 5 || highest.0[0] > 100 {
        return None;
    }
    Some(Requirement {
        range: Range::from(&highest),
        text: or_later(Language::DotNet, &highest.to_string()),
        version: Some(highest),
        place: place_of(source, value),
        force: Force::Refuses,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manifests_name_versions() {
        let pom = "<project><!-- <java.version>8</java.version> --><properties><java.version>21</java.version>\
                   <maven.compiler.release>${java.version}</maven.compiler.release></properties></project>";
        let table = [
            (Language::Go, "module a\n\ngo 1.24.1\n", Some(("Go 1.24.1 or later", "1.24.1"))),
            (Language::Node, r#"{"engines": {"node": ">=20"}}"#, Some(("Node.js >=20", ">=20"))),
            (Language::Node, r#"{"engines": {"node": "lts/*"}}"#, None),
            (Language::Python, "[project]\nrequires-python = \">=3.11\"\n", Some(("Python >=3.11", ">=3.11"))),
            (Language::Python, "[tool.poetry.dependencies]\npython = \"^3.11\"\n", Some(("Python ^3.11", "^3.11"))),
            (Language::Ruby, "source 'x'\nruby '3.3.0'\n", Some(("Ruby 3.3.0", "3.3.0"))),
            (Language::Ruby, "ruby file: '.ruby-version'\n", None),
            (Language::Rust, "[package]\nedition = \"2024\"\n", Some(("Rust 1.85 or later (edition 2024)", "2024"))),
            (Language::Php, r#"{"require": {"php": "^8.2"}}"#, Some(("PHP ^8.2", "^8.2"))),
            (Language::Java, pom, Some(("Java 21 or later", "21"))),
            (
                Language::Java,
                "java {\n toolchain { languageVersion = JavaLanguageVersion.of(17) }\n}\n",
                Some(("Java 17 or later", "17")),
            ),
            (Language::Java, "sourceCompatibility = JavaVersion.VERSION_1_8\n", Some(("Java 8 or later", "8"))),
            (
                Language::DotNet,
                "<Project><TargetFramework>net9.0</TargetFramework></Project>",
                Some((".NET 9.0 or later", "net9.0")),
            ),
            (Language::DotNet, "<Project><TargetFramework>net472</TargetFramework></Project>", None),
        ];
        for (language, text, expected) in table {
            let source = Source::new("manifest", text);
            let found = requirement(language, &source);
            let found = found.as_ref().map(|it| (it.text.as_str(), source.slice(it.place.span)));
            assert_eq!(found, expected, "{text}");
        }
    }
}
