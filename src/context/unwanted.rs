//! What has no place in a build context: histories, dependency folders, build output, secrets, big files.
//!
//! Judged by name first; key material also by what the file says, as `*.pem` is mostly a public certificate.

use std::fs;
use std::io::Read;
use std::ops::RangeInclusive;
use std::path::Path;

use crate::facts::secrets::{self, is_real, is_secret_name, password_of_url};

/// Files from this size on are large, in bytes.
const LARGE: u64 = 50 << 20;

/// Sizes of a service account's key as JSON, with room to spare, in bytes.
const SERVICE_ACCOUNT: RangeInclusive<u64> = 1_000..=16_384;

/// So much of a file is read to see whether it holds a secret.
const LOOKED_AT: u64 = 64 << 10;

/// Why an entry should be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A version control folder.
    Git,
    /// Installed dependencies: `node_modules`, a virtual environment.
    Dependencies,
    /// What a build wrote: Cargo's `target`, `dist`, caches.
    BuildOutput,
    /// A private key, a token, a password file.
    Secret,
    /// A variables file such as `.env`, which often holds secrets.
    Environment,
    /// State of a tool that may hold secrets: `.terraform`, `*.tfstate`.
    State,
    /// A file of 50 MiB or more.
    Large,
}

/// An entry that is sent to the builder although it should not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unwanted {
    pub kind: Kind,
    pub path: String,
    /// Bytes; of a folder, all that is sent from it.
    pub size: u64,
    /// A test's key or an example: a name on the path says so.
    pub likely_fixture: bool,
    /// Git ignores it, so it is no part of the sources.
    pub git_ignored: bool,
    /// Of a variables file: a value in it looks like a secret. True of all that is a secret by kind.
    pub holds_secret: bool,
}

/// Fills in what git knows. A committed `build` or `dist` is a folder of sources, not of output, and a
/// committed `.env` without secrets is public configuration.
pub(super) fn settle(found: &mut Vec<Unwanted>, git_ignores: impl Fn(&str) -> bool) {
    for it in found.iter_mut() {
        it.git_ignored = git_ignores(&it.path);
    }
    let is_source = |it: &Unwanted| {
        it.kind == Kind::BuildOutput
            && !it.git_ignored
            && it.path.rsplit('/').next().is_some_and(|name| name == "build" || name == "dist")
    };
    let is_public = |it: &Unwanted| it.kind == Kind::Environment && !it.git_ignored && !it.holds_secret;
    found.retain(|it| !is_source(it) && !is_public(it));
}

/// Judges a folder by its name and its neighbours.
pub(super) fn folder(root: &Path, path: &str) -> Option<Unwanted> {
    let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
    let at = root.join(path);
    let beside = |file: &str| root.join(above).join(file).exists();
    let kind = match name {
        ".git" | ".hg" | ".svn" => Kind::Git,
        "node_modules" | "bower_components" => Kind::Dependencies,
        ".venv" | "venv" | "env" if at.join("pyvenv.cfg").exists() => Kind::Dependencies,
        ".gradle" | ".tox" | ".nox" => Kind::Dependencies,
        "__pycache__" | ".pytest_cache" | ".mypy_cache" | ".ruff_cache" | ".next" | ".nuxt" | ".turbo" => {
            Kind::BuildOutput
        }
        "target" if ["Cargo.toml", "pom.xml", "build.sbt"].iter().any(|file| beside(file)) => Kind::BuildOutput,
        "obj" if has_project(&root.join(above)) => Kind::BuildOutput,
        "dist" | "build" if beside("package.json") || beside("pyproject.toml") || beside("build.gradle") => {
            Kind::BuildOutput
        }
        ".terraform" => Kind::State,
        _ => return None,
    };
    Some(unwanted(kind, path, 0))
}

/// Judges a file of `size` bytes by its name, its size and, where the name leaves doubt, its text.
pub(super) fn file(root: &Path, path: &str, size: u64) -> Option<Unwanted> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let says = |test: fn(&str) -> bool| size > 0 && test(&start_of(&root.join(path)));
    let kind = match suspicion(path, name) {
        Some(Suspicion::Sure(kind)) => kind,
        Some(Suspicion::If(kind, test)) if says(test) => kind,
        Some(Suspicion::AnyJson) if SERVICE_ACCOUNT.contains(&size) && says(holds_service_account) => Kind::Secret,
        _ if size >= LARGE => Kind::Large,
        _ => return None,
    };
    let holds_secret = kind == Kind::Secret || kind == Kind::Environment && says(holds_secret_value);
    Some(Unwanted { holds_secret, ..unwanted(kind, path, size) })
}

fn unwanted(kind: Kind, path: &str, size: u64) -> Unwanted {
    let likely_fixture = is_fixture(path);
    Unwanted { kind, path: path.to_owned(), size, likely_fixture, git_ignored: false, holds_secret: false }
}

enum Suspicion {
    Sure(Kind),
    /// Only where the file's text says so.
    If(Kind, fn(&str) -> bool),
    /// Nothing but the size tells which of many such files to read.
    AnyJson,
}

fn suspicion(path: &str, name: &str) -> Option<Suspicion> {
    use Suspicion::{If, Sure};
    let in_folder =
        |folder: &str| path.strip_suffix(name).is_some_and(|it| it == folder || it.ends_with(&format!("/{folder}")));
    Some(match name {
        "id_rsa" | "id_dsa" | "id_ecdsa" | "id_ed25519" => If(Kind::Secret, holds_private_key),
        "credentials" if in_folder(".aws/") => Sure(Kind::Secret),
        "config.json" if in_folder(".docker/") => If(Kind::Secret, |text| text.contains("\"auth\"")),
        "config" if in_folder(".kube/") => Sure(Kind::Secret),
        ".dockercfg" | ".netrc" | ".pgpass" | ".git-credentials" => Sure(Kind::Secret),
        ".npmrc" | ".yarnrc" | ".yarnrc.yml" => If(Kind::Secret, holds_npm_token),
        ".pypirc" => If(Kind::Secret, |text| text.contains("password")),
        ".env" => Sure(Kind::Environment),
        "kubeconfig" => If(Kind::Secret, holds_kubernetes_secret),
        _ if is_variables_file(name) => Sure(Kind::Environment),
        _ => match name.rsplit_once('.')?.1 {
            "pem" | "key" => If(Kind::Secret, holds_private_key),
            "ppk" => If(Kind::Secret, |text| text.contains("Private-Lines")),
            "p12" | "pfx" | "jks" | "keystore" => Sure(Kind::Secret),
            "kubeconfig" => If(Kind::Secret, holds_kubernetes_secret),
            "tfstate" => Sure(Kind::State),
            "json" => Suspicion::AnyJson,
            _ => return None,
        },
    })
}

/// Whether a line `NAME=value` gives away a password, token or key. Values that stand for another one, or that
/// everybody uses at home (`postgres`, `123456`), give nothing away.
fn holds_secret_value(text: &str) -> bool {
    let pairs = text.lines().filter_map(|line| {
        let line = line.trim().trim_start_matches("export ");
        let (name, value) = line.split_once('=').filter(|_| !line.starts_with('#'))?;
        let value = value.trim();
        let bare = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split(quote).next().unwrap_or_default(),
            _ => value.split(" #").next().unwrap_or_default().trim(),
        };
        Some((name.trim().to_ascii_uppercase(), bare))
    });
    pairs.into_iter().any(|(name, value)| {
        let own = is_secret_name(&name) && is_real(value);
        own || secrets::token(value).is_some() || password_of_url(value).is_some_and(is_real)
    })
}

fn holds_private_key(text: &str) -> bool {
    text.contains("PRIVATE KEY-----") && text.contains("-----BEGIN")
}

/// A token written out, not one taken from a variable.
fn holds_npm_token(text: &str) -> bool {
    let tokens = text.lines().filter_map(|line| {
        let (_, value) = line.split_once("_authToken=").or_else(|| line.split_once("npmAuthToken:"))?;
        Some(value.trim().trim_matches(['"', '\'']))
    });
    tokens.into_iter().any(|token| !token.is_empty() && !token.starts_with('$') && !token.starts_with('<'))
}

fn holds_service_account(text: &str) -> bool {
    text.contains("\"service_account\"") && text.contains("PRIVATE KEY-----")
}

fn holds_kubernetes_secret(text: &str) -> bool {
    text.contains("client-key-data:") || text.contains("token:")
}

/// `.env.local`, `.env.production`, but not `.env.example`.
fn is_variables_file(name: &str) -> bool {
    const HARMLESS: [&str; 11] =
        ["example", "sample", "template", "tmpl", "tpl", "dist", "default", "defaults", "schema", "test", "ci"];
    let Some(rest) = name.strip_prefix(".env.") else { return false };
    !rest.split(['.', '-', '_']).any(|part| HARMLESS.contains(&part))
}

fn has_project(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.flatten().take(1000).any(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.ends_with(".csproj") || name.ends_with(".fsproj") || name.ends_with(".vbproj")
    })
}

/// Whether a name on the path tells of tests, examples or documentation.
fn is_fixture(path: &str) -> bool {
    const TELLING: [&str; 14] = [
        "test",
        "bench",
        "fixture",
        "example",
        "sample",
        "dummy",
        "mock",
        "snakeoil",
        "fake",
        "demo",
        "selfsigned",
        "self-signed",
        "localhost",
        "vagrant",
    ];
    let path = path.to_ascii_lowercase();
    TELLING.iter().any(|word| path.contains(word))
        || path.split('/').any(|name| ["docs", "e2e", "spec", "hack", "suites", "integration"].contains(&name))
}

fn start_of(path: &Path) -> String {
    let mut bytes = Vec::new();
    // A file that cannot be read says nothing.
    // Nor does a link, which may lead anywhere.
    let is_file = fs::symlink_metadata(path).is_ok_and(|it| it.is_file());
    let file = is_file.then(|| fs::File::open(path).ok()).flatten();
    let read = file.map(|file| file.take(LOOKED_AT).read_to_end(&mut bytes));
    if matches!(read, Some(Ok(_))) { String::from_utf8_lossy(&bytes).into_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_secrets_from_look_alikes() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let account = r#"{"type": "service_account", "private_key": "-----BEGIN PRIVATE KEY-----"}"#;
        let key = account.replace("KEY-----\"", &format!("KEY-----{}\"", "x".repeat(2_000)));
        let table = [
            ("server.pem", "-----BEGIN RSA PRIVATE KEY-----\nx", Some(Kind::Secret)),
            ("ca.pem", "-----BEGIN CERTIFICATE-----\nx", None),
            (".npmrc", "//registry.npmjs.org/:_authToken=npm_abc\n", Some(Kind::Secret)),
            ("sub/.npmrc", "//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n", None),
            (".aws/credentials", "x", Some(Kind::Secret)),
            ("credentials", "x", None),
            (".env", "A=b\n", Some(Kind::Environment)),
            (".env.example", "A=b\n", None),
            (".env.production", "A=b\n", Some(Kind::Environment)),
            ("key.json", &key, Some(Kind::Secret)),
            ("no-key.json", account, None),
            ("package.json", "{}", None),
            ("store.p12", "x", Some(Kind::Secret)),
            ("id_rsa", "-----BEGIN OPENSSH PRIVATE KEY-----\nx", Some(Kind::Secret)),
            ("keys/id_rsa", "in the safe\n", None),
            (".docker/config.json", r#"{"auths": {"r.example.org": {"auth": "eDp5"}}}"#, Some(Kind::Secret)),
            ("ci/.docker/config.json", r#"{"credsStore": "pass"}"#, None),
            ("config.json", r#"{"auth": "eDp5"}"#, None),
            (".kube/config", "x", Some(Kind::Secret)),
            ("config", "x", None),
            (".netrc", "x", Some(Kind::Secret)),
            (".pypirc", "[pypi]\npassword = x\n", Some(Kind::Secret)),
            ("sub/.pypirc", "[distutils]\n", None),
            ("kubeconfig", "users:\n- user:\n    token: x\n", Some(Kind::Secret)),
            ("admin.kubeconfig", "    client-key-data: x\n", Some(Kind::Secret)),
            ("sub/kubeconfig", "clusters: []\n", None),
            ("key.ppk", "Private-Lines: 14\n", Some(Kind::Secret)),
            ("sub/key.ppk", "Public-Lines: 6\n", None),
            ("shop.tfstate", "{}", Some(Kind::State)),
            ("empty.key", "", None),
            (".env.ci", "A=b\n", None),
        ];
        for (path, text, expected) in table {
            let at = folder.path().join(path);
            fs::create_dir_all(at.parent().expect("a parent")).expect("folders");
            fs::write(at, text).expect("a file");
            let found = file(folder.path(), path, text.len() as u64);
            assert_eq!(found.map(|it| it.kind), expected, "{path}");
        }
    }

    #[test]
    fn tells_folders_by_name_and_neighbours() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let files = [
            "crate/Cargo.toml",
            "shop/package.json",
            "java/build.gradle",
            "net/shop.fsproj",
            "venvs/env/pyvenv.cfg",
            "plain/a.txt",
        ];
        for path in files {
            let at = root.path().join(path);
            fs::create_dir_all(at.parent().expect("a parent")).expect("folders");
            fs::write(at, "").expect("a file");
        }
        let table = [
            (".git", Some(Kind::Git)),
            ("shop/node_modules", Some(Kind::Dependencies)),
            ("java/.gradle", Some(Kind::Dependencies)),
            ("venvs/env", Some(Kind::Dependencies)),
            ("plain/env", None),
            ("plain/__pycache__", Some(Kind::BuildOutput)),
            ("crate/target", Some(Kind::BuildOutput)),
            ("plain/target", None),
            ("net/obj", Some(Kind::BuildOutput)),
            ("plain/obj", None),
            ("shop/dist", Some(Kind::BuildOutput)),
            ("java/build", Some(Kind::BuildOutput)),
            ("plain/dist", None),
            ("infra/.terraform", Some(Kind::State)),
        ];
        for (path, expected) in table {
            assert_eq!(folder(root.path(), path).map(|it| it.kind), expected, "{path}");
        }
    }

    #[test]
    fn values_that_give_something_away() {
        let table = [
            ("API_URL=http://localhost:8000\nDEBUG=true\n", false),
            ("SESSION_SECRET=\"n4Fq0cVt81\"\n", true),
            ("export DB_PASSWORD='n4Fq0cVt81' # ours\n", true),
            ("DB_PASSWORD=postgres\nROOT_PASSWORD=123456\nAPI_TOKEN=\n", false),
            ("SECRET_KEY=changethis\nAPI_KEY=<your key>\nTOKEN=${TOKEN}\n", false),
            ("NEXT_PUBLIC_MAPS_KEY=n4Fq0cVt81\nTOKEN_TTL=86400s-long\n", false),
            ("# API_TOKEN=n4Fq0cVt81\n", false),
            ("DB_PASSWORD=shop-database-password\n", false),
            ("DATABASE_URL=postgres://shop:n4Fq0cVt81@db/shop\n", true),
            ("DATABASE_URL=postgres://postgres:postgres@db/shop\n", false),
            ("PUSH=glpat-n4Fq0cVt81n4Fq0cVt81\n", true),
            ("TLS_KEY=/etc/tls/server.key\n", false),
        ];
        for (text, expected) in table {
            assert_eq!(holds_secret_value(text), expected, "{text}");
        }
    }

    #[test]
    fn marks_fixtures() {
        assert!(is_fixture("internal/testdata/server.key"));
        assert!(is_fixture("certs/example.pem"));
        assert!(is_fixture("hack/certs/server.key"));
        assert!(!is_fixture("certs/server.key"));
    }
}
