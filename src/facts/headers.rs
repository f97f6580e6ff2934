//! What a dependency is compiled against, that small base images lack: the files of development packages.
//!
//! From the dependencies' own documents (psych 5.0: "libyaml is no longer bundled"; prost-build 0.11: `protoc` is no
//! longer bundled; psycopg2: "Build prerequisites"), and from the distributions' package files.

/// Which lock file or list names a dependency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manager {
    /// `Gemfile.lock`
    Bundler,
    /// `requirements.txt`
    Pip,
    /// `Cargo.lock`
    Cargo,
}

/// A dependency and what it is compiled against.
#[derive(Debug)]
pub struct Headers {
    pub manager: Manager,
    pub name: &'static str,
    /// The first version that needs it.
    pub since: (u32, u32),
    /// Packages any of which brings it, the one to write first: Debian's and Ubuntu's.
    pub debian: &'static [&'static str],
    /// Alpine's.
    pub alpine: &'static [&'static str],
    /// The dependencies beside which it is not needed: they bring the library as sources.
    pub unless: &'static [&'static str],
    /// Whether the full image of the language lacks it too.
    pub also_full: bool,
}

/// Other packages whose installation brings OpenSSL's files are named with it.
const TABLE: &[Headers] = &[
    Headers {
        manager: Manager::Bundler,
        name: "psych",
        since: (5, 0),
        debian: &["libyaml-dev"],
        alpine: &["yaml-dev"],
        unless: &[],
        also_full: false,
    },
    Headers {
        manager: Manager::Bundler,
        name: "openssl",
        since: (2, 0),
        debian: &[
            "libssl-dev",
            "libpq-dev",
            "libmariadb-dev",
            "libmysqlclient-dev",
            "default-libmysqlclient-dev",
            "ruby-all-dev",
        ],
        alpine: &["openssl-dev", "libressl-dev", "postgresql-dev", "libpq-dev", "mariadb-dev", "mysql-dev", "curl-dev"],
        unless: &[],
        also_full: false,
    },
    Headers {
        manager: Manager::Pip,
        name: "psycopg2",
        since: (0, 0),
        debian: &["libpq-dev", "postgresql-server-dev-all", "postgresql-all"],
        alpine: &["postgresql-dev", "libpq-dev"],
        unless: &[],
        also_full: false,
    },
    Headers {
        manager: Manager::Pip,
        name: "mysqlclient",
        since: (0, 0),
        debian: &["default-libmysqlclient-dev", "libmysqlclient-dev", "libmariadb-dev", "libmariadbclient-dev"],
        alpine: &["mariadb-connector-c-dev", "mariadb-dev", "mysql-dev"],
        unless: &[],
        also_full: false,
    },
    Headers {
        manager: Manager::Cargo,
        name: "prost-build",
        since: (0, 11),
        debian: &["protobuf-compiler"],
        alpine: &["protobuf-dev", "protoc", "protobuf"],
        unless: &["protobuf-src", "protoc-bin-vendored", "protox"],
        also_full: true,
    },
    Headers {
        manager: Manager::Cargo,
        name: "openssl-sys",
        since: (0, 0),
        debian: &["libssl-dev"],
        alpine: &["openssl-dev", "libressl-dev"],
        unless: &["openssl-src"],
        also_full: false,
    },
];

/// What the dependencies that `text`, a lock file or list, names are compiled against.
pub fn of(manager: Manager, text: &str) -> Vec<&'static Headers> {
    let named = named(manager, text);
    let is_named = |name: &str| named.iter().find(|(it, _)| it == name);
    let needs = TABLE.iter().filter(|it| it.manager == manager).filter(|it| {
        is_named(it.name).is_some_and(|(_, version)| is_since(version, it.since))
            && !it.unless.iter().any(|name| is_named(name).is_some())
    });
    needs.collect()
}

/// (name, version) of what a lock file or list names; the version is empty where none stands there.
fn named(manager: Manager, text: &str) -> Vec<(String, &str)> {
    match manager {
        Manager::Bundler => text.lines().filter_map(of_gemfile_lock).collect(),
        Manager::Pip => text.lines().filter_map(of_requirements).collect(),
        Manager::Cargo => {
            let mut found = Vec::new();
            let mut name = None;
            for line in text.lines() {
                if let Some(it) = name_of(line, "name") {
                    name = Some(it);
                } else if let (Some(version), Some(it)) = (name_of(line, "version"), name.take()) {
                    found.push((it.to_owned(), version));
                }
            }
            found
        }
    }
}

/// `name = "serde"` of a `Cargo.lock`.
fn name_of<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"')
}

/// `    psych (5.1.2)`: four blanks, for five or more stand before what a gem asks for.
fn of_gemfile_lock(line: &str) -> Option<(String, &str)> {
    let (name, rest) = line.strip_prefix("    ")?.split_once(" (")?;
    (!name.starts_with(' ')).then_some((name.to_owned(), rest.strip_suffix(')')?))
}

/// `psycopg2[extra]==2.9 ; python_version > "3"`: markers may take the line away, so such lines do not count.
fn of_requirements(line: &str) -> Option<(String, &str)> {
    let line = line.split(" #").next()?.trim();
    if line.starts_with(['#', '-']) || line.contains([';', '@', '/']) {
        return None;
    }
    let end =
        line.find(|letter: char| !letter.is_ascii_alphanumeric() && !"-_.".contains(letter)).unwrap_or(line.len());
    let version = line[end..].split_once("==").map_or("", |(_, version)| version.trim());
    (end > 0).then(|| (line[..end].to_ascii_lowercase().replace('_', "-"), version))
}

fn is_since(version: &str, since: (u32, u32)) -> bool {
    if since == (0, 0) {
        return true;
    }
    let mut numbers = version.split('.').map_while(|part| part.parse::<u32>().ok());
    let Some(major) = numbers.next() else { return false };
    (major, numbers.next().unwrap_or(0)) >= since
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(manager: Manager, text: &str) -> Vec<&'static str> {
        of(manager, text).iter().map(|it| it.name).collect()
    }

    #[test]
    fn a_gem_counts_where_it_is_locked_and_not_where_it_is_asked_for() {
        assert_eq!(names(Manager::Bundler, "    rdoc (6.8.0)\n      psych (>= 4.0.0)\n"), [""; 0]);
        assert_eq!(names(Manager::Bundler, "    psych (5.2.3)\n"), ["psych"]);
        // Bundler compiles a locked gem anew, also in the version that comes with Ruby.
        assert_eq!(names(Manager::Bundler, "    psych (5.1.2)\n"), ["psych"]);
        assert_eq!(names(Manager::Bundler, "    psych (4.0.6)\n"), [""; 0]);
    }

    #[test]
    fn a_requirement_counts_without_a_marker() {
        assert_eq!(names(Manager::Pip, "Django==5.0\npsycopg2==2.9.9\n"), ["psycopg2"]);
        assert_eq!(names(Manager::Pip, "psycopg2-binary==2.9.9\n"), [""; 0]);
        assert_eq!(names(Manager::Pip, "psycopg2==2.9.9 ; python_version < '3'\n"), [""; 0]);
    }

    #[test]
    fn a_crate_counts_unless_it_is_vendored() {
        let lock = "[[package]]\nname = \"openssl-sys\"\nversion = \"0.9.99\"\n";
        assert_eq!(names(Manager::Cargo, lock), ["openssl-sys"]);
        let vendored = format!("{lock}\n[[package]]\nname = \"openssl-src\"\nversion = \"300.1.0\"\n");
        assert_eq!(names(Manager::Cargo, &vendored), [""; 0]);
        assert_eq!(names(Manager::Cargo, "name = \"prost-build\"\nversion = \"0.10.4\"\n"), [""; 0]);
    }
}
