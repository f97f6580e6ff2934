//! Where a command line has a program build an image.
//!
//! By hand: as a regular expression it takes longer to make than the Dockerfile takes to be checked.

use std::ops::Range;

/// Programs that build images.
const PROGRAMS: [&str; 4] = ["docker", "podman", "buildah", "nerdctl"];

/// What tells, in the name of a variable, that such a program is in it.
const PARTS: [&str; 5] = ["docker", "podman", "container", "buildah", "oci"];

/// Where in `line` a program is called to build: from its name, or from the variable that it is in, to the blank behind
/// `build`. At most one flag and one of the words `buildx`, `image` and `builder` stand between.
pub(super) fn find(line: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = next(line, at) {
        at = start + 1;
        let end = program(&line[start..]).and_then(|rest| build(blanks(rest)?));
        if let Some(rest) = end {
            at = line.len() - rest.len();
            found.push(start..at);
        }
    }
    found
}

/// The next place, not before `from`, where a program's name or a variable may begin.
fn next(line: &str, from: usize) -> Option<usize> {
    let found = line.as_bytes()[from..].iter().position(|it| matches!(it, b'd' | b'p' | b'b' | b'n' | b'$'));
    found.map(|at| from + at)
}

/// What follows the program; `None` where none stands at the beginning.
fn program(text: &str) -> Option<&str> {
    let Some(variable) = text.strip_prefix('$') else {
        return PROGRAMS.iter().find_map(|name| text.strip_prefix(name));
    };
    let name = variable.strip_prefix(['(', '{']).unwrap_or(variable);
    let length = run(name, |it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'.'));
    let (name, rest) = name.split_at(length);
    let name = name.to_ascii_lowercase();
    let rest = rest.strip_prefix([')', '}']).unwrap_or(rest);
    PARTS.iter().any(|part| name.contains(part)).then_some(rest)
}

/// What follows `build` and a blank.
fn build(text: &str) -> Option<&str> {
    let (with_value, without) = flag(text);
    [with_value, without, Some(text)].into_iter().flatten().find_map(|text| {
        let group = ["buildx", "image", "builder"].iter().find_map(|word| blanks(text.strip_prefix(word)?));
        [group, Some(text)].into_iter().flatten().find_map(|text| {
            let rest = text.strip_prefix("build").or_else(|| text.strip_prefix("bud"))?;
            rest.strip_prefix([' ', '\t'])
        })
    })
}

/// What follows a flag: where its value is the next word, or stands behind `=`, and where it has none.
fn flag(text: &str) -> (Option<&str>, Option<&str>) {
    let Some(name) = text.strip_prefix('-') else { return (None, None) };
    let length = run(name, |it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-'));
    if length == 0 {
        return (None, None);
    }
    let rest = &name[length..];
    let value = rest.strip_prefix(['=', ' ']).and_then(|value| {
        let length = run(value, |it| !matches!(it, b' ' | b'\t'));
        if length > 0 { blanks(&value[length..]) } else { None }
    });
    (value, blanks(rest))
}

/// What follows blanks, of which there is at least one.
fn blanks(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches([' ', '\t']);
    (rest.len() < text.len()).then_some(rest)
}

/// How many bytes `are` so at the beginning.
fn run(text: &str, are: impl Fn(u8) -> bool) -> usize {
    text.bytes().take_while(|it| are(*it)).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex::Regex;

    use super::*;

    proptest! {
        #[test]
        fn finds_what_the_expression_finds(line in r#"(docker|podman|\$|[({]|[)}]|DOCKER|_oci| |\t|=|--?|x|é|build|bud|buildx|image|builder|-t a|buildah)*"#) {
            let program = r"(?:docker|podman|buildah|nerdctl|[$][({]?[0-9A-Za-z_.]*(?i:docker|podman|container|buildah|oci)[0-9A-Za-z_.]*[)}]?)";
            let flag = r"--?[0-9A-Za-z_-]+(?:[= ][^ \t]+)?[ \t]+";
            let pattern = format!(r"{program}[ \t]+(?:{flag})?(?:(?:buildx|image|builder)[ \t]+)?(?:build|bud)[ \t]");
            let expression = Regex::new(&pattern).expect("a valid expression");
            let expected: Vec<Range<usize>> = expression.find_iter(&line).map(|it| it.range()).collect();
            prop_assert_eq!(find(&line), expected);
        }
    }
}
