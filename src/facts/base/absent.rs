//! Programs that an image surely lacks, for commands of RUN.
//!
//! Beside what the table of images lists, this rests on how they are made: Docker's plain images of a distribution hold
//! its essential packages, and the images of a language hold those, `buildpack-deps`' and the language.

use crate::facts::Tri;
use crate::facts::releases::Release;

use super::BaseFacts;

/// No plain Debian, Ubuntu or Alpine image has any of these.
const NOT_ESSENTIAL: &[&str] = &[
    "bower", "bundle", "bundler", "cargo", "cmake", "composer", "conda", "curl", "docker", "g++", "gcc", "gem", "git",
    "go", "gradle", "grunt", "gulp", "java", "javac", "jq", "make", "mvn", "node", "npm", "npx", "php", "pip", "pip2",
    "pip3", "pnpm", "python", "python2", "rsync", "ruby", "rustc", "svn", "yarn", "zip",
];

/// Nor have Ubuntu's images before 16.04 any of these.
const IN_NO_UBUNTU: &[&str] = &[
    "add-apt-repository",
    "bundle",
    "cargo",
    "cmake",
    "composer",
    "curl",
    "docker",
    "g++",
    "gcc",
    "gem",
    "git",
    "go",
    "java",
    "make",
    "mvn",
    "node",
    "npm",
    "php",
    "pip",
    "pip3",
    "ruby",
    "unzip",
    "wget",
];

/// Plain Debian and Ubuntu images lack these too, which Alpine's BusyBox has.
const NOT_IN_DEBIAN: &[&str] = &["unzip", "wget", "python3"];

/// No image of another language has these; `node` images have the first four.
const NOT_IN_LANGUAGES: &[&str] = &[
    "npm", "npx", "yarn", "pnpm", "bower", "gulp", "grunt", "composer", "conda", "sudo", "mvn", "gradle", "docker",
    "cmake",
];

/// Tools for health checks that come with no distribution's image and with no image of a language.
const NEVER_IN_BASES: &[&str] = &[
    "curlie",
    "dig",
    "dockerize",
    "grpc-health-probe",
    "grpc_health_probe",
    "grpcurl",
    "healthcheck",
    "http",
    "httpie",
    "lsof",
    "mongo",
    "mongosh",
    "mysqladmin",
    "nmap",
    "pg_isready",
    "rabbitmqctl",
    "redis-cli",
    "socat",
    "supervisorctl",
    "telnet",
    "wait-for",
    "wait-for-it",
    "wait-for-it.sh",
    "xh",
];

/// How names with a dash begin that distributions and languages give to programs of theirs.
const FIRST_WORDS: &[&str] = &[
    "add", "apt", "base", "brew", "bundle", "busybox", "bzip", "c", "cargo", "chef", "config", "cpp", "dbus", "deb",
    "debconf", "delete", "docker", "dpkg", "dracut", "g", "gcc", "gem", "getent", "git", "go", "gpg", "idle", "invoke",
    "iptables", "ip", "ld", "lib", "mkfs", "node", "npm", "openssl", "pam", "perl", "php", "pip", "pkg", "pldd",
    "psql", "pydoc", "python", "rc", "remove", "ruby", "run", "rust", "savelog", "select", "setup", "ssl", "start",
    "systemd", "tzconfig", "unix", "update", "wasm", "which", "x86_64", "xml", "yarn", "zdump",
];

impl BaseFacts {
    /// Whether `name` is a tool that the image, a plain distribution or a language on one, cannot have: a known tool
    /// of other makers, or two words that neither a distribution nor a language would join.
    pub fn never_has(&self, name: &str) -> bool {
        let official = self.official();
        let is_plain = matches!(official, "alpine" | "debian" | "ubuntu" | "busybox");
        // The full images of languages hold what is needed to build everything.
        let is_small = self.image.contains("-slim") || self.image.contains("alpine");
        let is_language = is_small && ["golang", "node", "python", "ruby", "rust"].contains(&official);
        if !(is_plain || is_language) || self.has_onbuild || self.stated.iter().any(|it| it == name) {
            return false;
        }
        let mut words = name.split(['-', '_']);
        let first = words.next().unwrap_or_default();
        let joined = words.next().is_some_and(|second| second.len() > 2) && first.len() > 2;
        let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || b"-_".contains(&byte));
        NEVER_IN_BASES.contains(&name)
            || joined && plain && !FIRST_WORDS.contains(&first) && self.tool(name) == Tri::Unknown
    }

    /// Whether the image, which stands on `release`, surely lacks the program `name`.
    pub fn surely_lacks(&self, release: Option<&Release>, name: &str) -> bool {
        if self.has_onbuild || self.is_os(&["windows"]) || self.stated.iter().any(|it| it == name) {
            return false;
        }
        let since = |os: &str, version: &str| release.is_some_and(|it| it.os == os && it.is_at_least(version));
        let debian = since("debian", "8") || since("ubuntu", "16.04");
        let official = self.official();
        // `RUN RUN apt-get update`: an instruction inside of another.
        if ["RUN", "ADD", "COPY", "ENV", "CMD", "EXPOSE", "WORKDIR", "ENTRYPOINT"].contains(&name) {
            return !official.is_empty();
        }
        let plain = match official {
            "debian" | "ubuntu" => debian,
            // Node.js came with npm until 3.5.
            "alpine" => since("alpine", if name == "npm" { "3.6" } else { "3.3" }),
            _ => false,
        };
        // The first images of Ubuntu held more, but none of these.
        if official == "ubuntu" && since("ubuntu", "12.04") && !debian {
            return IN_NO_UBUNTU.contains(&name);
        }
        if plain && (NOT_ESSENTIAL.contains(&name) || official != "alpine" && NOT_IN_DEBIAN.contains(&name)) {
            return true;
        }
        match name {
            "locale-gen" => plain && official != "alpine",
            "sudo" | "bash" if plain => self.tool(name) == Tri::No && official == "alpine" || name == "sudo",
            "add-apt-repository" => plain && official != "alpine",
            "gpg" => official == "debian" && since("debian", "9") || official == "ubuntu" && since("ubuntu", "18.04"),
            "apt-get" | "apt" | "apk" | "yum" | "dnf" => !official.is_empty() && self.is_for_another(release, name),
            _ if ["python", "ruby", "golang", "php", "node", "rust"].contains(&official) => {
                self.language_lacks(official, name)
            }
            _ => false,
        }
    }

    /// A package manager of another distribution.
    fn is_for_another(&self, release: Option<&Release>, name: &str) -> bool {
        let Some(release) = release else { return false };
        let own: &[&str] = match release.os {
            "debian" | "ubuntu" => &["apt-get", "apt"],
            "alpine" => &["apk"],
            _ => &["yum", "dnf"],
        };
        !own.contains(&name)
    }

    /// Whether the tag begins with a version that is no older.
    fn is_at_least(&self, major: u32, minor: u32) -> bool {
        let Some((_, tag)) = self.image.rsplit_once(':') else { return false };
        let mut numbers = tag.split(['.', '-']).map_while(|part| part.parse::<u32>().ok());
        let Some(first) = numbers.next() else { return false };
        first > major || first == major && (minor == 0 || numbers.next().is_some_and(|it| it >= minor))
    }

    fn language_lacks(&self, official: &str, name: &str) -> bool {
        let own: &[&str] = match official {
            "node" => &["npm", "npx", "yarn"],
            _ => &[],
        };
        if NOT_IN_LANGUAGES.contains(&name) {
            return !own.contains(&name);
        }
        // The script `go-wrapper` went with Go 1.10 (docker-library/golang, January 2018), Corepack with Node.js 25.
        match (official, name) {
            ("golang", "go-wrapper") => return self.is_at_least(1, 10),
            ("node", "corepack") => return self.is_at_least(25, 0),
            _ => {}
        }
        // What the slim and Alpine forms have is listed.
        let small = self.image.contains("-slim") || self.image.contains("alpine");
        let listed = ["git", "curl", "wget", "unzip", "make", "gcc", "gpg", "bash"];
        small && self.tools_sure && listed.contains(&name) && self.tool(name) == Tri::No
    }
}
