//! The tag of another version of a language, where the official image is known to have it.
//!
//! Only tags whose form all versions have are written: the version, and what is listed for the image.

use crate::evidence::versions::Requirement;
use crate::facts::toolchain::{self, Language, Version};
use crate::source::{Source, Span};
use crate::syntax::image;

use super::{Fix, Safety, edits};

/// What tags of an image look like.
struct Form {
    name: &'static str,
    language: Language,
    /// As far as tags write them; each has all of `endings`.
    versions: &'static [&'static str],
    endings: &'static [&'static str],
}

const JAVA: &[&str] = &["8", "11", "17", "21", "25"];
const NET: &[&str] = &["6.0", "7.0", "8.0", "9.0", "10.0"];

/// The versions that Docker's official images and Microsoft's had tags for by the middle of 2026.
const FORMS: [Form; 12] = [
    of("node", Language::Node, &["14", "16", "18", "20", "22", "24"], &["", "-alpine", "-slim"]),
    of(
        "golang",
        Language::Go,
        &["1.18", "1.19", "1.20", "1.21", "1.22", "1.23", "1.24", "1.25", "1.26", "1.27"],
        &["", "-alpine"],
    ),
    of(
        "python",
        Language::Python,
        &["3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14"],
        &["", "-slim", "-alpine", "-slim-bookworm", "-bookworm"],
    ),
    of("ruby", Language::Ruby, &["3.0", "3.1", "3.2", "3.3", "3.4"], &["", "-slim", "-alpine"]),
    of(
        "rust",
        Language::Rust,
        &[
            "1.70", "1.71", "1.72", "1.73", "1.74", "1.75", "1.76", "1.77", "1.78", "1.79", "1.80", "1.81", "1.82",
            "1.83", "1.84", "1.85", "1.86", "1.87", "1.88", "1.89", "1.90",
        ],
        &["", "-slim", "-alpine"],
    ),
    of(
        "php",
        Language::Php,
        &["7.4", "8.0", "8.1", "8.2", "8.3", "8.4"],
        &["", "-cli", "-fpm", "-apache", "-alpine", "-cli-alpine", "-fpm-alpine"],
    ),
    of("eclipse-temurin", Language::Java, JAVA, &["", "-jre", "-jdk", "-jre-alpine", "-jdk-alpine", "-alpine"]),
    of("amazoncorretto", Language::Java, JAVA, &["", "-alpine"]),
    of("sdk", Language::DotNet, NET, &["", "-alpine"]),
    of("aspnet", Language::DotNet, NET, &["", "-alpine"]),
    of("runtime", Language::DotNet, NET, &["", "-alpine"]),
    of("runtime-deps", Language::DotNet, NET, &["", "-alpine"]),
];

const fn of(
    name: &'static str,
    language: Language,
    versions: &'static [&'static str],
    endings: &'static [&'static str],
) -> Form {
    Form { name, language, versions, endings }
}

/// The tag in the FROM whose image stands at `from`, with the nearest version above the present one that meets
/// `needs`. Older versions are not offered.
pub(super) fn fix(source: &Source, from: Span, needs: &Requirement) -> Option<Fix> {
    let written = source.slice(from);
    let reference = image::parse(written)?;
    let (form, tag) = (form(&reference.canonical)?, reference.tag.as_deref()?);
    let end = tag.find(|it: char| !it.is_ascii_digit() && it != '.').unwrap_or(tag.len());
    let (old, ending) = tag.split_at(end);
    let has = toolchain::parse(old)?;
    if reference.digest.is_some() || !form.endings.contains(&ending) || has.to_string() != old {
        return None;
    }
    let new = match &needs.version {
        // .NET runs a program on the release that it was built for.
        Some(exact) if form.versions.contains(&exact.to_string().as_str()) => Some(exact.clone()),
        _ => nearest(form, &has, needs),
    }?;
    // Bundler takes the release that is written, and no other.
    let exact = needs.text.strip_prefix("Ruby ").filter(|it| it.starts_with(|it: char| it.is_ascii_digit()));
    let new =
        exact.and_then(toolchain::parse).filter(|it| it.0.len() == 3 && form.language == Language::Ruby).unwrap_or(new);
    let edit = edits::instead(source, from, &format!(":{tag}"), &format!(":{new}{ending}"))?;
    Some(Fix::new(format!("take the tag `{new}{ending}`"), Safety::Unsafe, vec![edit]))
}

fn nearest(form: &Form, has: &Version, needs: &Requirement) -> Option<Version> {
    let versions = form.versions.iter().filter_map(|it| toolchain::parse(it));
    versions.filter(|it| it.0 > has.0).find(|it| needs.range.may_hold(it))
}

fn form(canonical: &str) -> Option<&'static Form> {
    let name = canonical.strip_prefix("docker.io/library/").or(canonical.strip_prefix("mcr.microsoft.com/dotnet/"))?;
    let is_net = canonical.starts_with("mcr.");
    FORMS.iter().find(|it| it.name == name && is_net == (it.language == Language::DotNet))
}
