//! Whether the word that names a package says which version.

/// What a package's word says of the version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pin {
    /// A version or a range, or no package of a registry at all: a file, a folder.
    Fixed,
    /// Nothing.
    Open,
    /// Nothing, but something else may: the module that the command stands in.
    Elsewhere,
    /// A name that stands for another version tomorrow, or what only looks like a version.
    Moving,
}

/// Branches and tags that move.
const MOVING: [&str; 16] = [
    "latest", "next", "stable", "beta", "alpha", "canary", "nightly", "edge", "main", "master", "develop", "dev",
    "trunk", "HEAD", "head", "upgrade",
];

/// `git=1:2.47.3-0+deb13u1`, `git/stable`, `./tool.deb`; `git-` takes it away.
pub(super) fn apt(word: &str, _: bool) -> Pin {
    fixed_if(word.contains(['=', '/']) || word.ends_with(".deb") || word.ends_with('-'))
}

/// `git=2.49.1-r0`, `git~2.49`, `git>2`, `./tool.apk`; `!git` keeps it away.
pub(super) fn apk(word: &str, _: bool) -> Pin {
    fixed_if(word.contains(['=', '~', '<', '>']) || word.ends_with(".apk") || word.starts_with('!'))
}

/// `git-2.47.3`, `git-2.47.3-1.el9.x86_64`, a file or URL. A number in the middle (`java-17-openjdk`) is of the name.
pub(super) fn rpm(word: &str, declared: bool) -> Pin {
    if word.ends_with(".rpm") || word.contains(['/', '=', '<', '>']) || (word.starts_with('@') && word.contains(':')) {
        return Pin::Fixed;
    }
    let Some((_, rest)) = word.split_once('-') else { return Pin::Open };
    let last = rest.rsplit('-').next().unwrap_or(rest);
    if last.starts_with(|it: char| it.is_ascii_digit()) || (last.contains("${") && declared) {
        return Pin::Fixed;
    }
    let like_version = |part: &str| part.starts_with(|it: char| it.is_ascii_digit());
    let is_unknown = word.contains("${") && declared;
    let has_number = rest.split('-').any(like_version) && !word.contains("${") && !word.contains('*');
    if is_unknown || has_number { Pin::Moving } else { Pin::Open }
}

/// The stream of a module: `nodejs:20`.
pub(super) fn module(word: &str, _: bool) -> Pin {
    fixed_if(word.contains(':'))
}

/// `git=2.47.3`, `git>=2`, a file or URL.
pub(super) fn zypper(word: &str, _: bool) -> Pin {
    fixed_if(word.contains(['=', '<', '>', '/']) || word.ends_with(".rpm"))
}

/// `flask==3.1.0`, a range, a file or URL, a commit of a repository.
pub(super) fn pip(word: &str, _: bool) -> Pin {
    let address = word.split_once("@ ").or(word.split_once("@git+")).map_or(word, |(_, address)| address.trim());
    let systems = ["git+", "hg+", "svn+", "bzr+", "git://", "svn://"];
    if systems.iter().any(|it| word.starts_with(it)) || word.contains("@git+") || word.contains("@ git+") {
        let (_, place) = address.split_once("://").unwrap_or(("", address));
        let path = place.split_once('/').map_or(place, |(_, path)| path).split('#').next().unwrap_or_default();
        return match path.rsplit_once('@') {
            Some((_, version)) if is_moving(version) => Pin::Moving,
            Some(_) => Pin::Fixed,
            None if word.contains('@') => Pin::Moving,
            None => Pin::Open,
        };
    }
    if word.contains('/') {
        return if is_archive_of_branch(word) { Pin::Moving } else { Pin::Fixed };
    }
    let is_file = [".whl", ".tar.gz", ".zip"].iter().any(|end| word.ends_with(end)) || word.starts_with('.');
    let has_version = ["==", "<", ">", "!=", "~="].iter().any(|sign| word.contains(sign));
    fixed_if(is_file || has_version || word.starts_with(['%', '@']) || has_tool_version(word))
}

/// `ruff@0.8.0`, as `uv tool install` takes it.
fn has_tool_version(word: &str) -> bool {
    word.split_once('@').is_some_and(|(_, version)| !is_moving(version))
}

/// `numpy=2.1`, a range, a file or URL.
pub(super) fn conda(word: &str, _: bool) -> Pin {
    let ends = [".conda", ".tar.bz2", ".txt", ".yml", ".yaml"];
    fixed_if(word.contains(['=', '<', '>', '/', ' ']) || ends.iter().any(|end| word.ends_with(end)))
}

/// `express@4.21.2`, `@scope/name@1`, a range, a file, folder or URL, a commit of a repository.
pub(super) fn npm(word: &str, _: bool) -> Pin {
    let is_repository = word.starts_with("git+") || word.starts_with("git://");
    if let Some((_, version)) = word.split_once('#') {
        return if is_moving(version) { Pin::Moving } else { Pin::Fixed };
    }
    if is_repository {
        return Pin::Open;
    }
    let is_path = ["/", "./", "../", "~", "file:", "link:", "http:", "https:"].iter().any(|it| word.starts_with(it));
    let is_archive = [".tar", ".tar.gz", ".tgz"].iter().any(|end| word.ends_with(end));
    if is_path || is_archive || matches!(word, "." | ".." | "true" | "false") {
        return Pin::Fixed;
    }
    match word.trim_start_matches('@').split_once('@') {
        Some((_, version)) if is_moving(version) || matches!(version, "" | "*" | "x") => Pin::Moving,
        Some(_) => Pin::Fixed,
        None => Pin::Open,
    }
}

/// `rails:8.0.1`, a file.
pub(super) fn gem(word: &str, _: bool) -> Pin {
    let is_value = matches!(word, "true" | "false");
    fixed_if(is_value || word.contains([':', '/']) || word.ends_with(".gem"))
}

/// `example.org/tool@v1.2.3`, a folder or file. With no version the module around the command says which.
pub(super) fn go_install(word: &str, _: bool) -> Pin {
    let is_own = word.starts_with(['.', '/']) || word.ends_with(".go");
    let is_pattern = matches!(word, "std" | "cmd" | "all" | "tool") || word.starts_with("cmd/");
    if is_own || is_pattern {
        return Pin::Fixed;
    }
    match word.split_once('@') {
        Some((_, "latest")) => Pin::Open,
        Some((_, version)) if is_moving(version) => Pin::Moving,
        Some(_) => Pin::Fixed,
        None => Pin::Elsewhere,
    }
}

/// The same; with no version it takes the newest, outside of a module.
pub(super) fn go_get(word: &str, declared: bool) -> Pin {
    match go_install(word, declared) {
        Pin::Elsewhere if word.contains('.') => Pin::Open,
        pin => pin,
    }
}

/// `ripgrep@14.1.1`
pub(super) fn cargo(word: &str, _: bool) -> Pin {
    fixed_if(word.contains('@') && !word.contains("://"))
}

/// `vendor/name:^2.0`, `vendor/name=2.0`
pub(super) fn composer(word: &str, _: bool) -> Pin {
    match word.split_once([':', '=']) {
        Some((_, version)) if version.starts_with("dev-") || is_moving(version) || version == "*" => Pin::Moving,
        Some(_) => Pin::Fixed,
        None if word.contains('/') => Pin::Open,
        None => Pin::Fixed,
    }
}

/// `redis-6.1.0`, a file or URL.
pub(super) fn pecl(word: &str, _: bool) -> Pin {
    if word.contains('/') || word.ends_with(".tgz") {
        return Pin::Fixed;
    }
    match word.rsplit_once('-') {
        Some((_, version)) if is_moving(version) => Pin::Moving,
        Some((_, version)) => fixed_if(version.starts_with(|it: char| it.is_ascii_digit()) || version.contains("${")),
        None => Pin::Open,
    }
}

fn fixed_if(fixed: bool) -> Pin {
    if fixed { Pin::Fixed } else { Pin::Open }
}

fn is_moving(version: &str) -> bool {
    MOVING.contains(&version)
}

/// Whether an address is the archive of a branch: `.../archive/master.zip`, `.../refs/heads/...`.
fn is_archive_of_branch(address: &str) -> bool {
    let file = address.rsplit('/').next().unwrap_or(address);
    let name = file.split('.').next().unwrap_or(file);
    address.contains("://") && (address.contains("/refs/heads/") || address.contains("/archive/") && is_moving(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Pin::*;

    fn each(pin: fn(&str, bool) -> Pin, expected: &[(&str, Pin)]) {
        for (word, says) in expected {
            assert_eq!(pin(word, true), *says, "{word}");
        }
    }

    #[test]
    fn packages_of_distributions() {
        each(apt, &[("git", Open), ("git=1:2.47*", Fixed), ("git/sid", Fixed), ("tool.deb", Fixed), ("git-", Fixed)]);
        each(
            apk,
            &[("git", Open), ("git=2.49.1-r0", Fixed), ("git~2", Fixed), ("so:libz.so.1", Open), ("!git", Fixed)],
        );
        each(zypper, &[("git", Open), ("git>=2", Fixed), ("tool-1.rpm", Fixed), ("git-2.47", Open)]);
        each(module, &[("nodejs", Open), ("nodejs:20", Fixed)]);
    }

    #[test]
    fn a_number_in_the_name_of_an_rpm_is_no_version() {
        each(rpm, &[("git", Open), ("git-core", Open), ("git-2.47.3", Fixed), ("git-2.47.3-1.el9.x86_64", Fixed)]);
        each(rpm, &[("java-17-openjdk-devel", Moving), ("gcc-c++-14.2", Fixed), ("openssl-1:3.2", Fixed)]);
        each(rpm, &[("https://example.org/tool.rpm", Fixed), ("git-2.47*", Fixed), ("@development", Open)]);
        each(rpm, &[("git-${V}", Fixed), ("${PKGS}", Open), ("php${V}-cli", Moving)]);
        assert_eq!(rpm("git-${V}", false), Open);
    }

    #[test]
    fn packages_of_python() {
        each(
            pip,
            &[("flask", Open), ("flask[async]", Open), ("flask==3.1", Fixed), ("flask~=3", Fixed), ("a<2", Fixed)],
        );
        each(pip, &[("git+https://example.org/a/b.git", Open), ("git+https://example.org/a/b@v1#egg=b", Fixed)]);
        each(pip, &[("git+ssh://git@example.org/a/b", Moving), ("git+https://example.org/a/b@main", Moving)]);
        each(pip, &[("b @ git+https://example.org/a/b", Moving), ("b@git+https://example.org/a/b@v1", Fixed)]);
        each(pip, &[("https://example.org/a/archive/master.zip", Moving), ("wheels/a", Fixed), (".[dev]", Fixed)]);
        each(pip, &[("ruff@0.8.0", Fixed), ("ruff@latest", Open), ("a.whl", Fixed)]);
        each(conda, &[("numpy", Open), ("numpy=2.1", Fixed), ("conda-forge::numpy", Open)]);
    }

    #[test]
    fn packages_of_node() {
        each(npm, &[("express", Open), ("express@4", Fixed), ("@a/b", Open), ("@a/b@1", Fixed), ("a@latest", Moving)]);
        each(npm, &[("git+https://example.org/a/b", Open), ("git+https://example.org/a/b#v1", Fixed)]);
        each(npm, &[("a/b", Open), ("a/b#main", Moving), ("./a", Fixed), (".", Fixed), ("a.tgz", Fixed)]);
    }

    #[test]
    fn packages_of_other_languages() {
        each(gem, &[("rails", Open), ("rails:8", Fixed), ("a.gem", Fixed), ("true", Fixed)]);
        each(go_install, &[("a.org/b", Elsewhere), ("a.org/b@latest", Open), ("a.org/b@v1", Fixed), ("./...", Fixed)]);
        each(go_install, &[("a.org/b@master", Moving), ("main.go", Fixed), ("std", Fixed)]);
        each(go_get, &[("a.org/b", Open), ("b", Elsewhere), ("a.org/b@v1", Fixed)]);
        each(cargo, &[("ripgrep", Open), ("ripgrep@14", Fixed), ("https://git@example.org/a", Open)]);
        each(composer, &[("a/b", Open), ("a/b:^2", Fixed), ("a/b:dev-main", Moving), ("^2.0", Fixed)]);
        each(pecl, &[("redis", Open), ("redis-6.1.0", Fixed), ("redis-beta", Moving), ("redis-${V}", Fixed)]);
    }
}
