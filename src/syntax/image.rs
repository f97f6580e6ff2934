//! Image references: `registry/name:tag@digest`.
//!
//! Only this file knows `dockerfile_parser`, which reads a reference well once its digest is split off.

/// A reference as written, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageRef {
    /// `docker.io/library/python`, `gcr.io/distroless/static`: registry and `library/` filled in.
    pub canonical: String,
    /// The name as written, without tag and digest.
    pub name: String,
    pub tag: Option<String>,
    pub digest: Option<String>,
}

impl std::fmt::Display for ImageRef {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.name)?;
        if let Some(tag) = &self.tag {
            write!(out, ":{tag}")?;
        }
        match &self.digest {
            Some(digest) => write!(out, "@{digest}"),
            None => Ok(()),
        }
    }
}

/// Takes a reference apart; `None` where the text is no reference. No variables may stand in it.
///
/// What a reference is comes from the `distribution/reference` grammar: a registry's port is
/// digits, a name is in lower case, a tag has at most 128 letters.
pub fn parse(text: &str) -> Option<ImageRef> {
    let (rest, digest) = text.split_once('@').map_or((text, None), |(rest, digest)| (rest, Some(digest)));
    if digest.is_some_and(|digest| !is_digest(digest)) {
        return None;
    }
    let (registry, path, tag) = split(rest);
    if !registry.as_deref().is_none_or(is_registry) || !is_path(&path) || !tag.as_deref().is_none_or(is_tag) {
        return None;
    }
    let name = match &registry {
        Some(registry) => format!("{registry}/{path}"),
        None => path.clone(),
    };
    let registry =
        registry.as_deref().filter(|it| !matches!(*it, "index.docker.io" | "docker.io" | "registry.docker.com"));
    let canonical = match registry {
        Some(registry) => format!("{registry}/{path}"),
        None if path.contains('/') => format!("docker.io/{path}"),
        None => format!("docker.io/library/{path}"),
    };
    // A name has at most 255 letters, without the registry.
    (path.len() <= 255).then(|| ImageRef { canonical, name, tag, digest: digest.map(str::to_owned) })
}

/// Registry, path and tag of a reference without its digest.
fn split(text: &str) -> (Option<String>, String, Option<String>) {
    // The crate does not know that a first part in upper case can only be a registry.
    if let Some((first, rest)) = text.split_once('/')
        && first.contains(|it: char| it.is_ascii_uppercase())
        && !first.contains(['.', ':'])
    {
        let (path, tag) = rest.split_once(':').map_or((rest, None), |(path, tag)| (path, Some(tag.to_owned())));
        return (Some(first.to_owned()), path.to_owned(), tag);
    }
    let parsed = dockerfile_parser::ImageRef::parse(text);
    (parsed.registry, parsed.image, parsed.tag)
}

fn is_registry(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        // The colons of `[::1]` are no port's.
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    if port.is_some_and(|port| port.is_empty() || !port.bytes().all(|it| it.is_ascii_digit())) {
        return false;
    }
    if let Some(address) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return !address.is_empty() && address.bytes().all(|it| it.is_ascii_hexdigit() || it == b':');
    }
    let is_label = |label: &str| {
        let is_letter = |it: u8| it.is_ascii_alphanumeric() || it == b'-';
        !label.is_empty() && label.bytes().all(is_letter) && !label.starts_with('-') && !label.ends_with('-')
    };
    host.split('.').all(is_label)
}

fn is_path(text: &str) -> bool {
    text.split('/').all(is_component)
}

/// Lower-case letters and digits, with `.`, `_`, `__` or dashes between them.
fn is_component(text: &str) -> bool {
    let is_plain = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit();
    let mut rest = text.trim_start_matches(is_plain);
    if rest.len() == text.len() {
        return false;
    }
    while !rest.is_empty() {
        let end = rest.find(is_plain).unwrap_or(rest.len());
        let separator = &rest[..end];
        if !matches!(separator, "." | "_" | "__") && !separator.bytes().all(|it| it == b'-') {
            return false;
        }
        let after = rest[end..].trim_start_matches(is_plain);
        if after.len() == rest.len() - end {
            return false;
        }
        rest = after;
    }
    true
}

fn is_tag(text: &str) -> bool {
    let is_word = |it: u8| it.is_ascii_alphanumeric() || it == b'_';
    let rest = |it: u8| is_word(it) || matches!(it, b'.' | b'-');
    text.len() <= 128 && text.bytes().next().is_some_and(is_word) && text.bytes().all(rest)
}

/// `sha256:` and 64 hexadecimal digits, or another algorithm and at least 32.
fn is_digest(text: &str) -> bool {
    let Some((algorithm, digits)) = text.split_once(':') else { return false };
    let is_algorithm = algorithm.starts_with(|it: char| it.is_ascii_alphabetic())
        && algorithm.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'.' | b'-' | b'_'));
    let enough = match algorithm {
        "sha256" => digits.len() == 64,
        "sha512" => digits.len() == 128,
        _ => digits.len() >= 32,
    };
    is_algorithm && enough && digits.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> Option<String> {
        parse(text).map(|reference| reference.canonical)
    }

    #[test]
    fn names_are_filled_in() {
        let cases = [
            ("alpine", "docker.io/library/alpine"),
            ("org/tool:1", "docker.io/org/tool"),
            ("docker.io/alpine", "docker.io/library/alpine"),
            ("index.docker.io/library/alpine:3", "docker.io/library/alpine"),
            ("localhost/a", "localhost/a"),
            ("localhost:5000/a/b:2", "localhost:5000/a/b"),
            ("gcr.io/distroless/static", "gcr.io/distroless/static"),
            ("REG/a", "REG/a"),
            ("[::1]:80/a.b__c---d", "[::1]:80/a.b__c---d"),
        ];
        for (text, expected) in cases {
            assert_eq!(canonical(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn tag_and_digest_stand_side_by_side() {
        let digest = format!("sha256:{}", "0a".repeat(32));
        let reference = parse(&format!("host:1/a/b:c@{digest}")).expect("a reference");
        assert_eq!(reference.name, "host:1/a/b");
        assert_eq!(reference.tag.as_deref(), Some("c"));
        assert_eq!(reference.digest, Some(digest));
    }

    #[test]
    fn what_is_no_reference_is_none() {
        for text in
            ["", "Alpine", "a:", "a:-x", "a@sha256:12", "a//b", "a__b_", "a___b", "host:x/a", ".a/b", "a b", "-a"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
