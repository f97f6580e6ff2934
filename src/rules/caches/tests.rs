//! Each line: the names in other tools, whether hadolint says it, what remains, and whether it ships.

use super::*;
use crate::model::{self, Options};
use crate::source::Source;
use crate::syntax;

fn drawn(text: &str) -> Vec<String> {
    let source = Source::new("Dockerfile", text);
    let model = model::build(source.clone(), syntax::parse(&source), None, &Options::default());
    let line = |it: &Left| {
        let remains = match &it.remains {
            Remains::All(None) => "all",
            Remains::All(Some(_)) => "all, hidden later",
            Remains::Nothing => "nothing",
            Remains::Never => "never",
            Remains::Contradicted(value) => value,
            Remains::Unknown => "unknown",
        };
        let known = if it.is_known { "known" } else { "own" };
        let ships = if it.ships { "ships" } else { "stays" };
        format!("{} {known} {remains} {ships}", it.cache.names[0])
    };
    left(&model).iter().map(line).collect()
}

#[test]
fn any_spelling_of_removal_counts() {
    let remains = |end: &str| drawn(&format!("FROM debian\nRUN apt-get update && {end}\n")).concat();
    for end in [
        "rm -rf /var/lib/apt/lists/*",
        "rm -r /var/lib/apt/lists/",
        "rm -f /var/lib/apt/lists/*.*",
        "cd /var/lib/apt && rm -fr lists",
        "rm -rf /var/lib/apt",
        "find /var/lib/apt/lists -type f -delete",
        "apt-get distclean",
    ] {
        assert!(remains(end).contains("nothing"), "{end}");
    }
    for end in ["rm -rf /tmp/*", "apt-get clean", "rm /var/lib/apt/lists", "rm -rf /var/*/apt", "find / -name lists"] {
        assert!(remains(end).contains("all"), "{end}");
    }
    assert!(remains("rm -rf /var/lib/${X}").contains("unknown"));
    assert!(remains("rm -rf /opt/${X}").contains("all"));
    assert!(remains("bash /opt/tidy.sh").contains("unknown"));
    assert!(remains("install_packages nodejs").contains("unknown"));
}

#[test]
fn the_last_command_that_fills_it_decides() {
    assert_eq!(drawn("FROM a\nRUN dnf clean all && dnf -y in b\n"), ["DL3040 known all ships"]);
    assert_eq!(drawn("FROM a\nRUN dnf -y in b && dnf clean all\n"), ["DL3040 own nothing ships"]);
    let again = "FROM a\nRUN dnf -y in b && dnf clean all && dnf -y in c\n";
    assert_eq!(drawn(again), ["DL3040 own all ships"]);
    let later = "FROM a\nRUN apt-get update\nRUN rm -rf /var/lib/apt/lists\n";
    assert_eq!(drawn(later), ["DL3009 known all, hidden later ships"]);
}

#[test]
fn other_tools_see_plain_words_only() {
    assert_eq!(drawn("FROM a\nRUN sudo apt-get update\n"), ["DL3009 own all ships"]);
    assert_eq!(drawn("FROM a\nRUN apt-get update && rm -rf /tmp\n"), ["DL3009 own all ships"]);
    assert_eq!(drawn("FROM a\nRUN apk add b && rm -rf /var/cache/apk/*\n"), ["DL3019 known nothing ships"]);
    assert_eq!(drawn("FROM a\nRUN apk add --no-network b\n"), ["DL3019 known nothing ships"]);
    assert_eq!(drawn("FROM a\nRUN apk --no-cache add b && pipx install b\n"), [""; 0]);
    assert_eq!(drawn("FROM a\nONBUILD RUN yarn install\n"), ["DL3060 known all stays"]);
}

#[test]
fn only_layers_that_ship_are_sure() {
    let stages = "FROM a AS b\nRUN apt-get update\nFROM a\nCOPY --from=b /x /x\n";
    assert_eq!(drawn(stages), ["DL3009 own all stays"]);
    assert_eq!(drawn("FROM a AS b\nRUN apt-get update\nFROM b\n"), ["DL3009 known all ships"]);
    assert_eq!(drawn("FROM a\nRUN if b; then pip install c; fi\n"), ["DL3042 known all stays"]);
}

#[test]
fn mounts_and_switches_keep_it_out() {
    let mount = "FROM a\nRUN --mount=type=cache,target=/root/.cache pip install b\n";
    assert_eq!(drawn(mount), ["DL3042 known never ships"]);
    let lists = "FROM a\nRUN --mount=type=cache,target=/var/lib/apt apt-get update\n";
    assert_eq!(drawn(lists), ["DL3009 known never ships"]);
    assert_eq!(drawn("FROM a\nENV PIP_NO_CACHE_DIR=1\nRUN pip3 install b\n"), ["DL3042 own never ships"]);
    assert_eq!(drawn("FROM a\nENV PIP_NO_CACHE_DIR=0\nRUN pip3 install b\n"), ["DL3042 known 0 ships"]);
    assert_eq!(drawn("FROM a\nRUN PIP_NO_CACHE_DIR=off python3 -m pip install b\n"), ["DL3042 known off ships"]);
}
