use super::super::hover::hover;
use super::*;

/// What a hover at the mark says, with the text that it is about.
fn said(text: &str, files: &[(&str, &str)]) -> (String, String) {
    let case = case(text, files);
    match hover(&case.model, case.at()) {
        Some(hover) => (slice(&case.model, hover.span).to_owned(), hover.markdown),
        None => (String::new(), String::new()),
    }
}

fn holds(text: &str, files: &[(&str, &str)], about: &str, expected: &[&str]) {
    for text in [text.to_owned(), text.replace('\n', "\r\n"), format!("\u{feff}{text}")] {
        let (span, markdown) = said(&text, files);
        assert_eq!(span, about, "{text}\n{markdown}");
        for part in expected {
            assert!(markdown.contains(part), "{part:?} is not in\n{markdown}\nof\n{text}");
        }
    }
}

#[test]
fn a_rule_in_a_comment_is_explained() {
    let rule = "FROM alpine\n# dockvet ignore=root-user, DL30¦18 -- no reason\nRUN apk add curl\n";
    holds(rule, &[], "DL3018", &["DL3018", "Instead:", "```dockerfile"]);
    holds("# check=skip=StageName¦Casing;error=true\nFROM alpine\n", &[], "StageNameCasing", &["StageNameCasing"]);
    holds("FROM alpine\n# hadolint ignore=DL3018,SC2¦086\nRUN x\n", &[], "SC2086", &["Read more"]);
    assert_eq!(said("FROM alpine\n# a plain root-us¦er comment\n", &[]).0, "");
    assert_eq!(said("FROM alpine\n# dockvet ignore=root-user -- DL30¦18\n", &[]).0, "");
}

#[test]
fn a_keyword_tells_the_state_after_it() {
    let text = "FROM node:22-slim\nENV PORT=8080\nWORKDIR /app\nUSER node\nEXPOSE $PORT\n¦CMD [\"node\", \"a.js\"]\n";
    let expected = ["`node`, id 1000 (line 4)", "`/app` (line 3)", "`PORT=8080` (line 2)", "`8080` (line 5)"];
    holds(text, &[], "CMD", &expected);
    holds(text, &[], "CMD", &["command: `[\"node\", \"a.js\"]` (line 6)"]);
    let first = "FROM node:22-slim\nWORK¦DIR app\nUSER node\n";
    holds(first, &[], "WORKDIR", &["`/app` (line 2)", "user: `root`, id 0 (from `node:22-slim`)"]);
    holds("ARG X=1\n¦FROM $Y\n", &[], "FROM", &["begins a stage"]);
    holds("FROM alpine\nonbuild ru¦n x\n", &[], "run", &["**RUN** runs a command"]);
}

#[test]
fn a_base_image_tells_what_it_holds() {
    let text = "FROM pyth¦on:3.13-slim AS a\n";
    let expected = ["Debian 13 (trixie)", "user: `root`", "package manager: `apt`", "CA certificates: ", "table"];
    holds(text, &[], "python:3.13-slim", &expected);
    holds("FROM scra¦tch\n", &[], "scratch", &["empty image"]);
    holds("FROM registry.example.com/x¦:1\n", &[], "registry.example.com/x:1", &["not in Dockvet's table"]);
    let stage = "FROM alpine AS one\nUSER 1000\nFROM ¦one\nCOPY --from=one /a /b\n";
    holds(stage, &[], "one", &["stage `one`", "base: `alpine`", "`1000`", "used on line 3, 4"]);
    holds("FROM alpine AS one\nFROM alpine\nCOPY --from=¦one /a /b\n", &[], "one", &["stage `one`"]);
}

#[test]
fn a_source_tells_what_is_sent() {
    let files =
        [("src/a.js", "12345"), ("src/b.js", "1"), ("src/c.log", "x"), (".dockerignore", "# no logs\n**/*.log\n")];
    let folder = "FROM alpine\nCOPY \\\n  sr¦c /app/\n";
    holds(
        folder,
        &files,
        "src",
        &["2 files, 6 bytes, are sent", "`src/c.log`", "line 2 of `.dockerignore`", "`**/*.log`"],
    );
    holds("FROM alpine\nCOPY src/¦*.js /app/\n", &files, "src/*.js", &["matches `src/a.js`, `src/b.js` (6 bytes)"]);
    holds("FROM alpine\nCOPY src/c.lo¦g /app/\n", &files, "src/c.log", &["is not sent", "line 2"]);
    holds("FROM alpine\nCOPY nothi¦ng /app/\n", &files, "nothing", &["is not in the build context"]);
    holds("FROM alpine\nCOPY src/a.js ¦.\n", &files, ".", &["`/` in stage 0"]);
    holds(
        "FROM alpine\nWORKDIR /w\nCOPY src/a.js x¦/\n",
        &files,
        "x/",
        &["`/w/x` in stage 0", "holds `a.js`", "`/w/x/a.js`"],
    );
}

#[test]
fn a_path_tells_what_made_it() {
    let build = "FROM golang:1.22 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /out/app ./cmd\n";
    let files = [("go.mod", "module x\n\ngo 1.22\n"), ("cmd/main.go", "package main\nfunc main() {}\n")];
    let copied = format!("{build}FROM scratch\nCOPY --from=build /out/app /app\nENTRYPOINT [\"/a¦pp\"]\n");
    let chain =
        ["`/app` in stage 1: a program", "copied into stage 1, line 6", "made in stage `build`, line 4: `go build -o"];
    holds(&copied, &files, "\"/app\"", &chain);
    let absent = format!("{build}FROM scratch\nCOPY --from=build /out/app /app\nENTRYPOINT [\"/ap¦\"]\n");
    holds(&absent, &files, "\"/ap\"", &["is not there"]);
    let source = format!("{build}FROM scratch\nCOPY --from=build /out/a¦pp /app\n");
    holds(&source, &files, "/out/app", &["`/out/app` in stage `build`", "line 4"]);
    holds("FROM scratch\nCOPY go.mod /x/\nRUN rm /x/go.m¦od\n", &files, "/x/go.mod", &["this command removes it"]);
}

#[test]
fn variables_tell_their_value() {
    let text = "ARG V=3.20\nFROM alpine:$¦V\n";
    holds(text, &[], "$V", &["`V=3.20`", "line 1"]);
    let text = "FROM alpine\nENV A=1\nENV B=${A}2\nRUN echo \\\n  \"$¦B\"\n";
    holds(text, &[], "$B", &["`B=12`", "line 3"]);
    holds("ARG V=1\nFROM alpine\nARG ¦V\nRUN echo $V\n", &[], "V", &["`V=1`", "build argument", "line 1"]);
    holds("ARG V=1\nFROM alpine\nWORKDIR /$¦V\n", &[], "$V", &["before the first FROM counts for FROM only"]);
    holds("FROM alpine\nENV A=1\nCOPY <<EOF /x\n${¦A}\nEOF\n", &[], "${A}", &["`A=1`"]);
    holds("FROM --platform=$BUILD¦PLATFORM alpine\n", &[], "$BUILDPLATFORM", &["the builder sets it"]);
    holds("ARG B=debian:12\nFROM $¦B\n", &[], "$B", &["`B=debian:12`", "CA certificates"]);
    holds("FROM alpine\nENV V=1\nRUN V=2; echo $¦V\n", &[], "", &[]);
    holds("FROM alpine\nRUN <<EOF\nx=$¦HOSTS\nEOF\n", &[], "", &[]);
}

#[test]
fn flags_and_ports_are_described() {
    let mount = "FROM alpine\nRUN --mou¦nt=type=cache,target=/root/.cache x\n";
    holds(mount, &[], "--mount", &["**--mount**"]);
    holds("FROM alpine\nRUN --mount=type=ca¦che,target=/c x\n", &[], "cache", &["kept from build to build"]);
    holds("FROM alpine\nRUN --mount=type=cache,sha¦ring=locked x\n", &[], "sharing=", &["`shared`, `private`"]);
    holds("FROM alpine\nCOPY --chmo¦d=755 a /b\n", &[], "--chmod", &["permission bits"]);
    let server = [("app.js", "require('http').createServer().listen(3000)\n")];
    let text = "FROM node:22\nCOPY app.js /app.js\nEXPOSE 30¦00\nCMD [\"node\", \"/app.js\"]\n";
    holds(text, &server, "3000", &["TCP port 3000", "listens here", "app.js"]);
    holds("# escape=`¦\nFROM alpine\n", &[], "# escape=`", &["continues a line"]);
}
