//! Whether a path is in an image: what its distribution, its kind and its own declarations say.

use crate::facts::Tri;

use super::{BaseFacts, HUB, Libc, families, programs, release, stated, tools};

const PLAIN: &[&str] =
    &["debian", "ubuntu", "alpine", "busybox", "rockylinux", "almalinux", "fedora", "amazonlinux", "oraclelinux"];

const BIN_FOLDERS: &[&str] = &["/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"];

pub(super) fn find(facts: &BaseFacts, path: &str) -> Tri {
    if !path.starts_with('/') || facts.is_os(&["windows"]) {
        return Tri::Unknown;
    }
    let path = path.trim_end_matches('/');
    if path.is_empty() {
        return Tri::Yes;
    }
    if facts.image == "docker.io/library/scratch" {
        return Tri::No;
    }
    if let Some(answer) = stated::program(facts, path, BIN_FOLDERS) {
        return answer;
    }
    let tag = facts.image.rsplit_once(':').map_or("", |(_, tag)| tag);
    if programs::paths(facts.name(), tag).iter().any(|known| *known == path || below(known, path)) {
        return Tri::Yes;
    }
    // The Debian forms of the Go image bring a C compiler, for cgo.
    if path == "/usr/bin/gcc" && facts.official() == "golang" && facts.is_os(&["debian"]) {
        return Tri::Yes;
    }
    declared(facts, path)
        .or_else(|| standard(facts, path))
        .or_else(|| certificates(facts, path))
        .or_else(|| program(facts, path))
        .unwrap_or_else(|| absent(facts, path))
}

/// What the image says of itself: working directory, volumes, folders that variables name.
fn declared(facts: &BaseFacts, path: &str) -> Option<Tri> {
    let volumes = facts.volumes.iter().flatten().map(String::as_str);
    for folder in facts.workdir.as_deref().into_iter().chain(volumes).filter(|it| it.len() > 1) {
        let folder = folder.trim_end_matches('/');
        if folder == path || below(folder, path) {
            return Some(Tri::Yes);
        }
        if below(path, folder) {
            return Some(Tri::Unknown);
        }
    }
    let started = [&facts.entrypoint, &facts.cmd].into_iter().filter_map(|it| match it {
        Some(Some(super::Start::Exec(words))) => words.first(),
        _ => None,
    });
    if started.into_iter().any(|program| program == path) {
        return Some(Tri::Yes);
    }
    let named = |value: &str| value.split(':').any(|part| part.len() > 1 && (part == path || touches(part, path)));
    let standard = |value: &str| BIN_FOLDERS.contains(&value);
    let values = facts.env.values().flatten().flat_map(|value| value.split(':')).filter(|part| !standard(part));
    values.into_iter().any(named).then_some(Tri::Unknown)
}

fn standard(facts: &BaseFacts, path: &str) -> Option<Tri> {
    if path == "/bin/sh" {
        return Some(match facts.sh.as_deref() {
            _ if facts.sh_path.is_some() => Tri::No,
            None => Tri::Unknown,
            Some("none") => Tri::No,
            Some(_) => Tri::Yes,
        });
    }
    if facts.sh_path.as_deref() == Some(path) {
        return Some(Tri::Yes);
    }
    let distribution =
        facts.is_os(&["debian", "ubuntu", "alpine", "rhel", "rocky", "almalinux", "fedora", "ol", "amzn"]);
    let full = distribution && !facts.is_minimal() && facts.sh_path.is_none();
    if full && families::EVERYWHERE.contains(&path) {
        return Some(Tri::Yes);
    }
    let busybox =
        ["/bin", "/etc", "/etc/passwd", "/etc/group", "/etc/shadow", "/tmp", "/root", "/home", "/usr", "/var"];
    if facts.is_os(&["busybox"]) && busybox.contains(&path) {
        return Some(Tri::Yes);
    }
    linker(facts, path).or_else(|| zoneinfo(facts, path))
}

/// The dynamic linker of the other C library is surely not there.
fn linker(facts: &BaseFacts, path: &str) -> Option<Tri> {
    let file = path.rsplit('/').next()?;
    let glibc = file.starts_with("ld-linux");
    let musl = file.starts_with("ld-musl");
    match facts.libc {
        Libc::None if glibc || musl => Some(Tri::No),
        Libc::Musl if glibc => Some(Tri::No),
        Libc::Glibc if musl => Some(Tri::No),
        _ => None,
    }
}

/// The time zone database: in Debian's base image, not in Ubuntu's and Alpine's.
fn zoneinfo(facts: &BaseFacts, path: &str) -> Option<Tri> {
    const FOLDER: &str = "/usr/share/zoneinfo";
    if path != FOLDER && !below(path, FOLDER) {
        return None;
    }
    let debian = facts.is_os(&["debian"]) && !facts.is_minimal() && facts.sh_path.is_none();
    Some(match facts.official() {
        _ if debian && path == FOLDER && before(facts, 13) => Tri::Yes,
        "ubuntu" | "alpine" | "busybox" => Tri::No,
        _ => Tri::Unknown,
    })
}

fn before(facts: &BaseFacts, release: u32) -> bool {
    facts.os_version.is_some() && release::older(facts.os_version.as_deref(), (release, 0))
}

/// Where bundles of certificates stand, by distribution.
fn certificates(facts: &BaseFacts, path: &str) -> Option<Tri> {
    let holds = |list: &[&str]| list.contains(&path);
    let known = if facts.is_os(&["alpine"]) {
        holds(&["/etc/ssl/cert.pem", "/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/certs", "/etc/ssl"])
    } else if facts.is_os(&["debian", "ubuntu", "chainguard"]) {
        holds(&["/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/certs", "/etc/ssl"])
    } else if facts.is_os(&["rhel", "rocky", "almalinux", "fedora", "ol", "amzn"]) {
        holds(&["/etc/pki/tls/certs/ca-bundle.crt", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"])
    } else {
        false
    };
    let bundle = path.ends_with(".crt") || path.ends_with(".pem");
    match facts.ca_bundle {
        Tri::Yes if known => Some(Tri::Yes),
        Tri::No if bundle && (below(path, "/etc/ssl") || below(path, "/etc/pki")) => Some(Tri::No),
        _ if known => Some(Tri::Unknown),
        _ => None,
    }
}

/// A program in one of the usual folders.
fn program(facts: &BaseFacts, path: &str) -> Option<Tri> {
    let (folder, name) = path.rsplit_once('/')?;
    if facts.sh_path.as_deref() == Some("/busybox/sh") && folder == "/busybox" {
        return families::ALPINE_BIN.contains(&name).then_some(Tri::Yes);
    }
    if !BIN_FOLDERS.contains(&folder) {
        return None;
    }
    if facts.official() == "busybox" && folder == "/bin" && tools::find(facts, name) == Tri::Yes {
        return Some(Tri::Yes);
    }
    if tools::family(facts).iter().any(|list| list.contains(&name)) && stands_in(facts, folder, name) {
        return Some(Tri::Yes);
    }
    if let ("/bin", "bash") | ("/usr/bin", "curl" | "git" | "openssl" | "jq" | "unzip") = (folder, name)
        && tools::find(facts, name) == Tri::Yes
    {
        return Some(Tri::Yes);
    }
    if tools::find(facts, name) == Tri::No {
        return Some(Tri::No);
    }
    None
}

/// Whether the distribution keeps its program `name` in `folder`.
fn stands_in(facts: &BaseFacts, folder: &str, name: &str) -> bool {
    match facts.os.as_deref() {
        Some("debian" | "ubuntu") => {
            let merged = match facts.os.as_deref() {
                Some("debian") => facts.os_version.is_some() && !before(facts, 12),
                _ => facts.os_version.is_some() && !before(facts, 20),
            };
            let bin = folder == "/bin" || (merged && folder == "/usr/bin");
            let usr_bin = folder == "/usr/bin" || (merged && folder == "/bin");
            let usr_sbin = folder == "/usr/sbin" || (merged && folder == "/sbin");
            (bin && families::DEBIAN_BIN.contains(&name))
                || (usr_bin && families::DEBIAN_USR_BIN.contains(&name))
                || (usr_sbin && families::DEBIAN_USR_SBIN.contains(&name))
        }
        Some("alpine") => {
            (folder == "/bin" && families::ALPINE_BIN.contains(&name))
                || (folder == "/usr/bin" && families::ALPINE_USR_BIN.contains(&name))
        }
        Some("busybox") => folder == "/bin",
        _ => folder == "/bin" || folder == "/usr/bin",
    }
}

/// `No` where such an image surely has nothing; all else is not known.
fn absent(facts: &BaseFacts, path: &str) -> Tri {
    if facts.is_unlisted {
        return Tri::Unknown;
    }
    let mut names = path[1..].splitn(2, '/');
    let (first, rest) = (names.next().unwrap_or_default(), names.next());
    let official = facts.official();
    let plain = is_plain(facts);
    let language = programs::LANGUAGES.contains(&official);
    let known_name = families::ROOT_NAMES.contains(&first);
    let project = families::PROJECT_NAMES.contains(&first) && facts.workdir.is_some();
    let bare = plain || (language && first != "go");
    // Official images that are not listed here declare what they keep at the root, or name it after themselves.
    let declared = facts.official_like() && !first.starts_with("docker-") && !first.contains(official_stem(official));
    if ((bare || declared) && !known_name) || (project && !facts.os_is_unknown()) {
        return Tri::No;
    }
    let Some(rest) = rest else { return Tri::Unknown };
    let no = match first {
        "opt" => bare && !(official == "node" && rest.starts_with("yarn")),
        "srv" => bare,
        "root" => bare && !rest.starts_with('.') && !facts.is_os(&["rhel"]),
        // These images install under folders of their own.
        "usr" if rest.starts_with("src/app") => bare,
        "usr" => {
            (plain || matches!(official, "golang" | "rust" | "buildpack-deps"))
                && (rest.starts_with("local/bin/") || rest.starts_with("local/sbin/"))
        }
        "bin" => facts.is_minimal() && facts.sh_path.is_none() && is_static(facts),
        _ => false,
    };
    if no { Tri::No } else { Tri::Unknown }
}

/// An image with nothing but a distribution.
fn is_plain(facts: &BaseFacts) -> bool {
    let name = facts.name();
    let distroless = name
        .strip_prefix("gcr.io/distroless/")
        .is_some_and(|name| ["static", "base", "cc"].iter().any(|kind| name.starts_with(kind)));
    let red_hat = name.strip_prefix("registry.access.redhat.com/ubi").is_some_and(|rest| {
        let last = rest.rsplit('/').next().unwrap_or(rest);
        !last.contains("node") && !last.contains("python") && !last.contains("init")
    });
    let official = name.strip_prefix(HUB).is_some_and(|name| PLAIN.contains(&name));
    (distroless && facts.sh_path.is_none() && facts.sh.is_some()) || red_hat || official
}

/// An image for static programs: no library, no program.
fn is_static(facts: &BaseFacts) -> bool {
    facts.name().rsplit('/').next().is_some_and(|last| last.starts_with("static"))
}

/// A part of names that an image's own folders may have; never empty.
fn official_stem(official: &str) -> &str {
    if official.is_empty() { "dotnet" } else { &official[..official.len().min(4)] }
}

impl BaseFacts {
    fn official_like(&self) -> bool {
        !self.official().is_empty() || self.name().starts_with("mcr.microsoft.com/dotnet/")
    }

    fn os_is_unknown(&self) -> bool {
        self.os.is_none()
    }
}

/// Whether `path` stands below `folder`.
fn below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

fn touches(one: &str, other: &str) -> bool {
    below(one, other) || below(other, one)
}
