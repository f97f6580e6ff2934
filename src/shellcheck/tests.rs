//! Codes, spans and dialects, on texts as they stand in Dockerfiles.

use super::*;
use crate::catalogue;
use crate::model;
use crate::source::Source;
use crate::syntax;

/// The codes of a Dockerfile's texts, each with the words that it stands at.
fn said(text: &str) -> Vec<(String, String)> {
    let source = Source::new("Dockerfile", text);
    let model = model::build(source.clone(), syntax::parse(&source), None, &model::Options::default());
    let lints = model.shell_texts().iter().flat_map(|it| it.lints(&model));
    lints.map(|lint| (lint.code.to_string(), source.slice(lint.span).to_owned())).collect()
}

/// The words that `code` stands at in a RUN of `script`.
fn at(code: &str, script: &str) -> Vec<String> {
    of(code, &format!("FROM a\nRUN {script}\n"))
}

fn of(code: &str, text: &str) -> Vec<String> {
    said(text).into_iter().filter(|(it, _)| it == code).map(|(_, words)| words).collect()
}

#[test]
fn spans_are_the_words_in_the_file() {
    assert_eq!(at("SC2086", "echo $a"), ["$a"]);
    assert_eq!(at("SC2086", "true && \\\n    # why $x\n    echo 'ü€' $bé \\\n  \\\n  ${c}"), ["$b", "${c}"]);
    assert_eq!(at("SC2086", "echo \\\r\n  $a\r"), ["$a"]);
    assert_eq!(at("SC2086", "<<EOF\necho é $a\n# $b\nEOF"), ["$a"]);
    assert_eq!(at("SC2086", "<<-EOF\n\techo é\n\techo $a\n\tEOF"), ["$a"]);
    assert_eq!(at("SC2086", "--mount=type=cache,target=/x \\\n  echo $a"), ["$a"]);
    assert_eq!(of("SC2086", "FROM a\nONBUILD RUN echo $a\n"), ["$a"]);
    assert_eq!(of("SC2086", "# escape=`\nFROM a\nSHELL [\"/bin/sh\", \"-c\"]\nRUN echo `\n  $a\n"), ["$a"]);
}

#[test]
fn a_word_over_two_lines_is_one_span() {
    assert_eq!(at("SC2046", "echo $(cat \\\n  x)"), ["$(cat \\\n  x)"]);
    assert_eq!(at("SC2086", "echo $lo\\\nng"), ["$lo\\\nng"]);
}

#[test]
fn variables_of_the_dockerfile_are_single_words() {
    let text = "ARG g\nFROM a AS one\nARG x=1\nENV Y=2 1Z=3\nRUN echo $x $Y $http_proxy $g\nFROM one\nRUN echo $Y $z\nFROM b\nRUN echo $Y\n";
    assert_eq!(of("SC2086", text), ["$g", "$z", "$Y"]);
}

#[test]
fn the_dialect_is_that_of_the_shell() {
    let with = |head: &str| of("SC3010", &format!("FROM a\n{head}\nRUN [[ -f x ]]\n")).len();
    assert_eq!(with("# nothing"), 1);
    assert_eq!(with("SHELL [\"/bin/bash\", \"-c\"]"), 0);
    assert_eq!(with("SHELL [\"/usr/bin/dash\", \"-c\"]"), 1);
    assert_eq!(with("SHELL [\"/bin/zsh\", \"-c\"]"), 0);
    assert_eq!(with("# hadolint shell=bash"), 0);
    assert_eq!(with("# hadolint shell = bash"), 0);
    assert_eq!(with("# hadolint shell=powershell"), 0);
    assert_eq!(with("SHELL [\"/bin/bash\", \"-c\"]\n# hadolint shell=sh"), 1);
    assert_eq!(with("# hadolint shell=sh\nSHELL [\"/bin/bash\", \"-c\"]"), 0);
    assert_eq!(of("SC3010", "# hadolint shell=bash\nFROM a\nRUN [[ x ]]\nFROM b\nRUN [[ y ]]\n").len(), 0);
    assert_eq!(of("SC3010", "FROM a\n# hadolint shell=bash\nRUN [[ x ]]\nFROM b\nRUN [[ y ]]\n"), ["[[ y ]]"]);
    assert_eq!(of("SC3010", "FROM a AS a\n# hadolint shell=bash\nRUN [[ x ]]\nFROM a\nRUN [[ y ]]\n").len(), 0);
    assert_eq!(at("SC3010", "<<EOF\n#!/usr/bin/env bash\n[[ x ]]\nEOF").len(), 0);
    assert_eq!(at("SC3010", "<<EOF\n#!/bin/sh -e\n[[ x ]]\nEOF").len(), 1);
    assert_eq!(at("SC3010", "<<EOF\n#!/usr/bin/perl\n[[ x ]]\nEOF").len(), 0);
}

#[test]
fn what_is_not_for_a_shell_or_not_parsed_is_left_alone() {
    for script in
        ["powershell -Command $x = 1; Write-Host $x", "cmd.exe /c echo $x", "if true; then echo $x", "[\"a\", \"$x\"]"]
    {
        assert_eq!(said(&format!("FROM a\nRUN {script}\n")), [], "{script}");
    }
    assert_eq!(said("# escape=`\nFROM mcr.microsoft.com/windows/nanoserver\nRUN echo $x\n"), []);
    assert_eq!(said("FROM a\nCMD ['echo', $x]\n"), []);
    assert_eq!(of("SC2086", "FROM a\nCMD echo $x\nHEALTHCHECK CMD echo $y\nENTRYPOINT echo $z\n"), ["$x", "$y", "$z"]);
}

#[test]
fn find_wants_a_folder() {
    for bad in [
        "find -name x",
        "find -L -name x",
        "find -O3 -name x",
        "/usr/bin/find",
        "y=$(find -type f)",
        "if find -type f; then :; fi",
    ] {
        assert_eq!(at("SC2185", bad).len(), 1, "{bad}");
    }
    for good in [
        "find . -name x",
        "find \"$x\" -name x",
        "find -H /x",
        "find --help",
        "sudo find -name x",
        "find \\( -name x \\)",
    ] {
        assert_eq!(at("SC2185", good).len(), 0, "{good}");
    }
}

#[test]
fn mkdir_sets_the_last_mode_only() {
    for bad in [
        "mkdir -pm 755 a/b",
        "mkdir -m 755 -p /a",
        "mkdir --parents --mode=755 a/b",
        "mkdir -p -m 755 \"$x\"",
        "mkdir -p a/b -m 755",
    ] {
        assert_eq!(at("SC2174", bad).len(), 1, "{bad}");
    }
    for good in ["mkdir -m 755 -p a", "mkdir -p -m755 ../a", "mkdir -p a/b", "mkdir -m 755 a/b", "mkdir $x/y -m 755 -p"]
    {
        assert_eq!(at("SC2174", good).len(), 0, "{good}");
    }
}

#[test]
fn what_is_piped_into_rm_is_lost() {
    for bad in ["a | rm x", "a | command rm x", "a | b=1 cp x y", "a | echo $((1 + 1))", "a | rm x | b", "a | kill -9"]
    {
        assert_eq!(at("SC2216", bad).len(), 1, "{bad}");
    }
    for good in [
        "a | rm -i x",
        "yes | cp -ri x y",
        "a | rm \"$(cat)\"",
        "a | xargs rm",
        "a | { rm x; cat; }",
        "rm x | a",
        "a | sudo rm x",
    ] {
        assert_eq!(at("SC2216", good).len(), 0, "{good}");
    }
}

#[test]
fn a_negation_is_not_seen_by_errexit() {
    for bad in [
        "set -e; ! a; b",
        "set -eux; a; ! b | c; d",
        "set -o errexit; ! a; b",
        "set -e; { ! a; }",
        "set -e; for i in 1 2; do ! a; done; c",
        "set -e; if a; then ! b; fi; c",
        "set -e; while ! a; ! b; do c; done; d",
    ] {
        assert_eq!(at("SC2251", bad).len(), 1, "{bad}");
    }
    for good in [
        "! a; b",
        "set -e; ! a",
        "set -e; if ! a; then b; fi",
        "set -e; ! a && b; c",
        "set -e; ! a & b",
        "set -e; x=$(! a; b); c",
        "set -e; f() { ! a; }; f",
        "set -e; if { ! a; }; then b; fi",
    ] {
        assert_eq!(at("SC2251", good).len(), 0, "{good}");
    }
}

#[test]
fn the_catalogue_names_every_code() {
    let own = [2174, 2185, 2216, 2251].map(Code::of);
    let found: BTreeSet<Code> = linter::codes().into_iter().chain(own).collect();
    let aliases = catalogue::entries().iter().flat_map(|it| it.aliases);
    let named: BTreeSet<Code> = aliases.filter_map(|it| Code::parse(it)).collect();
    assert_eq!(named, found);
    assert!(found.iter().all(|it| it.name() == it.to_string()));
}

#[test]
fn codes_are_read() {
    assert_eq!(Code::parse("sc2086").map(Code::name), Some("SC2086"));
    for name in ["", "SC", "SC20866", "SC208", "SC+086", "DL3008", "é2086", "SC0999"] {
        assert_eq!(Code::parse(name), None, "{name}");
    }
}
