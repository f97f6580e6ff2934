//! Which language's toolchain or runtime an image carries, and in which version: what its tag says.
//!
//! Source: the tags of the official images, which start with the version (`golang:1.26-bookworm`) or name it behind
//! the vendor (`maven:3.9-eclipse-temurin-21`).

use crate::syntax::image::ImageRef;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    Go,
    Node,
    Python,
    Ruby,
    Rust,
    Php,
    Java,
    DotNet,
}

/// A version, as far as it is written: `3.12` is every release of 3.12. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version(pub Vec<u32>);

/// What an image carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toolchain {
    pub language: Language,
    pub version: Version,
    /// It runs programs and builds none.
    pub runtime_only: bool,
}

/// Images whose tags start with the version of their language.
const IMAGES: &[(&str, Language)] = &[
    ("docker.io/library/golang", Language::Go),
    ("docker.io/library/node", Language::Node),
    ("docker.io/library/python", Language::Python),
    ("docker.io/library/ruby", Language::Ruby),
    ("docker.io/library/rust", Language::Rust),
    ("docker.io/library/php", Language::Php),
    ("docker.io/library/openjdk", Language::Java),
    ("docker.io/library/eclipse-temurin", Language::Java),
    ("docker.io/library/amazoncorretto", Language::Java),
    ("docker.io/library/ibm-semeru-runtimes", Language::Java),
    ("docker.io/library/sapmachine", Language::Java),
    ("docker.io/bellsoft/liberica-openjdk-alpine", Language::Java),
    ("docker.io/bellsoft/liberica-openjdk-debian", Language::Java),
    ("docker.io/bellsoft/liberica-runtime-container", Language::Java),
    ("docker.io/azul/zulu-openjdk", Language::Java),
    ("docker.io/azul/zulu-openjdk-alpine", Language::Java),
    ("docker.io/azul/zulu-openjdk-debian", Language::Java),
    ("mcr.microsoft.com/dotnet/sdk", Language::DotNet),
    ("mcr.microsoft.com/dotnet/aspnet", Language::DotNet),
    ("mcr.microsoft.com/dotnet/runtime", Language::DotNet),
];

/// Build tools whose tags name the Java that they run on.
const ON_JAVA: [&str; 2] = ["docker.io/library/maven", "docker.io/library/gradle"];

/// What the image carries; `None` where that is not known or its tag names no version.
pub fn of(image: &ImageRef) -> Option<Toolchain> {
    let tag = image.tag.as_deref()?;
    let name = image.canonical.as_str();
    if ON_JAVA.contains(&name) {
        return Some(Toolchain { language: Language::Java, version: java_behind(tag)?, runtime_only: false });
    }
    if let Some(version) = name.strip_prefix("gcr.io/distroless/java").and_then(|rest| rest.split('-').next()) {
        return Some(Toolchain { language: Language::Java, version: parse(version)?, runtime_only: true });
    }
    let (_, language) = IMAGES.iter().find(|(image, _)| *image == name)?;
    let first = tag.split('-').find(|word| word.starts_with(|it: char| it.is_ascii_digit()))?;
    let version = parse(first)?;
    // `openjdk:8-jre`; before Java 9 the tags of some say `1.8.0`.
    let version = match (language, version.0.as_slice()) {
        (Language::Java, [1, minor, ..]) => Version(vec![*minor]),
        _ => version,
    };
    // Of a Java release only the first number counts: `21.0.4_7`.
    let version = if *language == Language::Java { Version(vec![version.0[0]]) } else { version };
    let runtime_only = tag.contains("jre") || name.ends_with("/aspnet") || name.ends_with("/dotnet/runtime");
    Some(Toolchain { language: *language, version, runtime_only })
}

/// `3.9-eclipse-temurin-21`, `8-jdk17`, `3-openjdk-11-slim`.
fn java_behind(tag: &str) -> Option<Version> {
    let words: Vec<&str> = tag.split('-').skip(1).collect();
    let joined = words.iter().find_map(|word| word.strip_prefix("jdk").or_else(|| word.strip_prefix("jre")));
    let number = joined.filter(|rest| !rest.is_empty()).or_else(|| {
        words.iter().copied().find(|word| !word.is_empty() && word.bytes().all(|it| it.is_ascii_digit()))
    })?;
    parse(number)
}

/// Up to three numbers with points between; whatever follows them is left out (`1.26rc1`, `21.0.4_7`).
pub fn parse(text: &str) -> Option<Version> {
    let end = text.find(|it: char| !it.is_ascii_digit() && it != '.').unwrap_or(text.len());
    let parts = text[..end].split('.').filter(|part| !part.is_empty()).take(3);
    let numbers: Option<Vec<u32>> = parts.map(|part| part.parse().ok()).collect();
    numbers.filter(|it| !it.is_empty()).map(Version)
}

impl Language {
    pub fn name(self) -> &'static str {
        match self {
            Language::Go => "Go",
            Language::Node => "Node.js",
            Language::Python => "Python",
            Language::Ruby => "Ruby",
            Language::Rust => "Rust",
            Language::Php => "PHP",
            Language::Java => "Java",
            Language::DotNet => ".NET",
        }
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let numbers: Vec<String> = self.0.iter().map(u32::to_string).collect();
        out.write_str(&numbers.join("."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::image;

    #[test]
    fn tags_name_versions() {
        let table = [
            ("golang:1.26-bookworm", Some((Language::Go, "1.26"))),
            ("node:lts", None),
            ("node:22.3.0-alpine3.20", Some((Language::Node, "22.3.0"))),
            ("maven:3.9-eclipse-temurin-21", Some((Language::Java, "21"))),
            ("maven:3.9", None),
            ("gradle:8.10-jdk17-alpine", Some((Language::Java, "17"))),
            ("eclipse-temurin:21.0.4_7-jre", Some((Language::Java, "21"))),
            ("openjdk:8-jre-alpine", Some((Language::Java, "8"))),
            ("gcr.io/distroless/java17-debian12:nonroot", Some((Language::Java, "17"))),
            ("mcr.microsoft.com/dotnet/sdk:8.0-alpine", Some((Language::DotNet, "8.0"))),
            ("php:apache", None),
            ("php:8.3-fpm", Some((Language::Php, "8.3"))),
        ];
        for (text, expected) in table {
            let found = of(&image::parse(text).expect("a reference"));
            let found = found.map(|it| (it.language, it.version.to_string()));
            assert_eq!(found, expected.map(|(language, version)| (language, version.to_owned())), "{text}");
        }
    }
}
