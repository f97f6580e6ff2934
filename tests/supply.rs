//! What the program is made of, held by `cargo` alone: the lock file is in step, every licence is allowed, what is there
//! twice is named, and so is each build script with what it does. `deny.toml` asks the same of `cargo deny`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::{Command, Output};

use serde_json::Value;

/// Licences under which others may have what they are, as `deny.toml` has them.
const LICENCES: [&str; 6] = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "Unicode-3.0", "Unlicense", "Zlib"];

/// Names that are there in several versions, and who must move.
const TWICE: [(&str, &str); 3] = [
    ("syn", "snafu-derive of dockerfile-parser asks for 1, most for 2, the newest macros for 3"),
    ("thiserror", "enquote of dockerfile-parser asks for 1"),
    ("thiserror-impl", "comes with thiserror"),
];

/// Crates whose build script runs on the machine that builds, and what it does.
const SCRIPTS: [(&str, &[&str]); 5] = [
    (
        "asks the compiler what it knows",
        &[
            "anyhow",
            "crc32fast",
            "doc-comment",
            "heapless",
            "libc",
            "object",
            "portable-atomic",
            "portable-atomic-util",
            "proc-macro2",
            "quote",
            "rustix",
            "rustversion",
            "serde",
            "serde_core",
            "syn",
            "thiserror",
            "zmij",
        ],
    ),
    (
        "sets flags for the target",
        &[
            "crossbeam-deque",
            "crossbeam-epoch",
            "crossbeam-utils",
            "faster-hex",
            "getrandom",
            "parking_lot_core",
            "pest_stack_guard",
            "rayon-core",
            "serde_json",
        ],
    ),
    ("assembles the switch of stacks with the C compiler", &["psm", "stacker"]),
    ("writes tables from files of its own", &["shuck-linter"]),
    ("writes the catalogue and the table of base images from files of ours", &["dockvet"]),
];

/// Words of a build script that reaches out.
const REACHING: [&str; 9] =
    ["TcpStream", "UdpSocket", "ureq", "reqwest", "\"curl\"", "\"wget\"", "\"git\"", "hyper::", "std::net"];

#[test]
fn every_licence_is_allowed() {
    let wrong: Vec<String> = crates().into_iter().filter(|it| !is_allowed(&it.licence)).map(|it| it.told()).collect();
    assert_eq!(wrong, Vec::<String>::new());
    assert!(is_allowed("GPL-3.0 OR MIT") && is_allowed("(MIT OR Apache-2.0) AND Unicode-3.0") && is_allowed("MIT/X"));
    assert!(!is_allowed("GPL-3.0") && !is_allowed("MIT AND GPL-3.0") && !is_allowed(""));
}

/// Whether one of the choices of an SPDX expression holds only what is allowed.
fn is_allowed(licence: &str) -> bool {
    let plain = licence.replace(['(', ')'], "").replace('/', " OR ");
    // With parentheses, `AND` binds what stands outside of them: each part has its own choices.
    let holds = |choices: &str| choices.split(" OR ").any(|it| LICENCES.contains(&it.trim()));
    plain.split(" AND ").all(holds)
}

#[test]
fn what_is_there_twice_is_named() {
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for it in crates() {
        versions.entry(it.name).or_default().insert(it.version);
    }
    let twice = versions.into_iter().filter(|(_, versions)| versions.len() > 1).map(|(name, _)| name);
    let unknown: Vec<String> = twice.filter(|name| !TWICE.iter().any(|(known, _)| known == name)).collect();
    assert_eq!(unknown, Vec::<String>::new(), "give each a reason in TWICE and in `deny.toml`, or make it one");
}

#[test]
fn no_build_script_reaches_out() {
    let packages = packages();
    let mut wrong = Vec::new();
    let mut found = 0;
    for it in crates() {
        let of_it = |package: &&Value| package["name"] == it.name.as_str() && package["version"] == it.version.as_str();
        let Some(package) = packages.iter().find(of_it) else { continue };
        let targets = package["targets"].as_array().map(Vec::as_slice).unwrap_or_default();
        let script = targets.iter().find(|target| target["kind"][0] == "custom-build");
        let Some(path) = script.and_then(|it| it["src_path"].as_str()) else { continue };
        found += 1;
        if !SCRIPTS.iter().any(|(_, names)| names.contains(&it.name.as_str())) {
            wrong.push(format!("{} has a build script that nobody read", it.told()));
        }
        let Ok(text) = fs::read_to_string(path) else { continue };
        wrong.extend(REACHING.iter().filter(|word| text.contains(*word)).map(|word| format!("{path} says {word}")));
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(found > 10, "only {found} build scripts were found");
}

#[test]
fn everything_comes_from_the_registry_with_a_checksum() {
    let lock = fs::read_to_string("Cargo.lock").expect("the lock file is there");
    let packages = lock.split("[[package]]").skip(1);
    for package in packages.filter(|it| !it.contains("name = \"dockvet\"")) {
        let from = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
        assert!(package.contains(from) && package.contains("checksum = \""), "{package}");
    }
}

/// A crate that goes into the program, or that builds it.
struct Crate {
    name: String,
    version: String,
    licence: String,
}

impl Crate {
    fn told(&self) -> String {
        format!("{} {} ({})", self.name, self.version, self.licence)
    }
}

/// Those for every system; where their list cannot be had without a network, those for this one.
fn crates() -> Vec<Crate> {
    let tree = ["tree", "--locked", "-e", "normal,build", "--prefix", "none", "--format", "{p}|{l}"];
    let all = cargo(&[&tree[..], &["--target", "all"]].concat());
    let output = if all.status.success() { all } else { cargo(&tree) };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines: BTreeSet<String> = String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect();
    let read = |line: &String| {
        let (package, licence) = line.split_once('|')?;
        let mut words = package.split_whitespace();
        let (name, version) = (words.next()?.to_owned(), words.next()?.trim_start_matches('v').to_owned());
        Some(Crate { name, version, licence: licence.trim_end_matches(" (*)").to_owned() })
    };
    let crates: Vec<Crate> = lines.iter().filter_map(read).collect();
    assert!(crates.len() > 50, "only {} crates were found", crates.len());
    crates
}

fn packages() -> Vec<Value> {
    let output = cargo(&["metadata", "--locked", "--format-version", "1"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    metadata["packages"].as_array().cloned().unwrap_or_default()
}

fn cargo(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO")).args(arguments).output().expect("cargo is there")
}
