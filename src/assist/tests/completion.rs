use super::super::completion::{Proposal, ProposalKind, completion};
use super::*;

fn proposals(text: &str, files: &[(&str, &str)]) -> Vec<Proposal> {
    let case = case(text, files);
    let found = completion(&case.model, case.at());
    for it in &found {
        let span = it.edit.span;
        assert!(span.start <= case.at() && case.at() <= span.end, "{it:?}");
        assert!(!slice(&case.model, span).contains('\n'), "{it:?}");
    }
    found
}

fn labels(text: &str, files: &[(&str, &str)]) -> Vec<String> {
    proposals(text, files).into_iter().map(|it| it.label).collect()
}

/// The text after the proposal `label` was taken.
fn taken(text: &str, label: &str, files: &[(&str, &str)]) -> String {
    let (mut plain, _) = marked(text);
    let found = proposals(text, files);
    let it = found.iter().find(|it| it.label == label).unwrap_or_else(|| panic!("no {label} in {text}"));
    plain.replace_range(it.edit.span.range(), &it.edit.text);
    plain
}

#[test]
fn keywords_stand_where_an_instruction_begins() {
    assert_eq!(labels("¦", &[]), ["ARG", "FROM"]);
    assert_eq!(taken("FR¦OM\n", "FROM", &[]), "FROM \n");
    assert!(labels("from alpine\nru¦\n", &[]).contains(&"run".to_owned()));
    assert_eq!(taken("FROM alpine\r\nWORK¦ /app\r\n", "WORKDIR", &[]), "FROM alpine\r\nWORKDIR /app\r\n");
    let onbuild = labels("FROM alpine\nONBUILD ¦\n", &[]);
    assert!(onbuild.contains(&"RUN".to_owned()) && !onbuild.contains(&"FROM".to_owned()));
    assert!(labels("FROM alpine\nRUN a \\\n  ¦\n", &[]).is_empty());
    assert!(labels("FROM alpine\n\n  ¦\n\nRUN x\n", &[]).contains(&"COPY".to_owned()));
}

#[test]
fn from_takes_stages_and_images() {
    let found = labels("FROM alpine AS Build\nFROM ¦\n", &[]);
    assert_eq!(&found[..2], ["Build", "scratch"]);
    assert!(found.contains(&"python".to_owned()) && found.iter().any(|it| it.starts_with("gcr.io/distroless/")));
    assert!(labels("FROM python:¦\n", &[]).contains(&"slim".to_owned()));
    assert_eq!(taken("FROM python:sl¦\n", "slim", &[]), "FROM python:slim\n");
    assert_eq!(labels("FROM alpine ¦\n", &[]), ["AS"]);
    assert!(labels("FROM alpine AS ¦\n", &[]).is_empty());
    assert!(labels("FROM --¦ alpine\n", &[]).contains(&"--platform".to_owned()));
}

#[test]
fn flags_and_their_values() {
    let file = "FROM alpine AS one\nFROM alpine\nRUN adduser -D app\n";
    let copy = labels(&format!("{file}COPY --¦"), &[]);
    assert!(copy.contains(&"--from".to_owned()) && copy.contains(&"--chmod".to_owned()));
    assert_eq!(labels(&format!("{file}COPY --from=¦"), &[])[0], "one");
    assert_eq!(taken(&format!("{file}COPY --from=o¦ne /a /b\n"), "one", &[]), format!("{file}COPY --from=one /a /b\n"));
    assert!(!labels(&format!("{file}COPY --from=one --¦ /a /b"), &[]).contains(&"--from".to_owned()));
    assert_eq!(labels(&format!("{file}COPY --chown=¦"), &[])[0], "app");
    assert_eq!(labels("FROM a\nRUN --mount=type=¦", &[]), ["bind", "cache", "secret", "ssh", "tmpfs"]);
    assert!(labels("FROM a\nRUN --mount=type=cache,¦", &[]).contains(&"sharing".to_owned()));
    assert!(labels("FROM a\nRUN --mount=type=cache,sharing=¦ x", &[]).contains(&"locked".to_owned()));
    assert!(labels("FROM a\nRUN --network=¦", &[]).contains(&"none".to_owned()));
    let check = labels("FROM a\nHEALTHCHECK ¦", &[]);
    assert!(check.contains(&"CMD".to_owned()) && check.contains(&"--interval".to_owned()));
    assert!(labels("FROM a\nRUN make --¦", &[]).is_empty());
}

#[test]
fn variables_have_their_values() {
    let text = "FROM alpine\nARG A=1\nENV B=2\nRUN echo \\\n # c\n  ${¦";
    let found = proposals(text, &[]);
    assert_eq!((found[0].label.as_str(), found[0].detail.as_str()), ("A", "1 (line 2)"));
    assert_eq!(taken(text, "B", &[]), "FROM alpine\nARG A=1\nENV B=2\nRUN echo \\\n # c\n  ${B}");
    assert_eq!(taken("FROM alpine\nENV BE=2\nUSER ${B¦}\n", "BE", &[]), "FROM alpine\nENV BE=2\nUSER ${BE}\n");
    let from = labels("ARG V=1\nFROM a:$¦\nARG W=1\n", &[]);
    assert!(from[0] == "V" && from.contains(&"BUILDPLATFORM".to_owned()) && !from.contains(&"W".to_owned()));
    assert_eq!(labels("FROM scratch\nENV B=2\nCOPY <<E /x\na $¦\nE\n", &[]), ["B", "PATH"]);
    assert!(labels("FROM scratch\nENV B=2\nCOPY <<'E' /x\na $¦\nE\n", &[]).is_empty());
    assert_eq!(labels("FROM scratch\nARG A=1\nENV B=2\nCMD echo $¦\n", &[]), ["B", "PATH"]);
}

#[test]
fn paths_survive_the_ignore_file() {
    let files = [
        ("src/a.js", ""),
        ("src/b.log", ""),
        ("run.sh", ""),
        ("a b", ""),
        (".dockerignore", "*.log\n**/*.log\nDockerfile\n"),
    ];
    let found = labels("FROM alpine\nCOPY ¦\n", &files);
    for name in [".", "src/", "run.sh"] {
        assert!(found.contains(&name.to_owned()), "{name} is not in {found:?}");
    }
    assert!(!found.contains(&"Dockerfile".to_owned()) && !found.contains(&"a b".to_owned()));
    assert_eq!(labels("FROM alpine\nCOPY src/¦\n", &files), ["a.js"]);
    assert_eq!(taken("FROM alpine\nCOPY ./s¦ /x\n", "src/", &files), "FROM alpine\nCOPY ./src/ /x\n");
    assert!(labels("FROM alpine\nCOPY [\"¦\"]\n", &files).contains(&"a b".to_owned()));
    let stage = "FROM alpine AS x\nRUN mkdir -p /out/d && touch /out/f\nFROM alpine\nCOPY --from=x /out/¦\n";
    assert_eq!(labels(stage, &files), ["d/", "f"]);
    let stage = stage.replace("/out/¦", "¦");
    assert!(labels(&stage, &files).contains(&"/out/".to_owned()));
    assert!(labels("FROM alpine\nWORKDIR /app\nCOPY run.sh ¦", &files).contains(&"./".to_owned()));
}

#[test]
fn users_ports_signals_and_comments() {
    let found = proposals("FROM node:22\nRUN useradd -u 1234 app\nUSER ¦\n", &[]);
    assert_eq!((found[0].label.as_str(), found[0].detail.as_str()), ("app", "id 1234, made on line 2"));
    assert!(found.iter().any(|it| it.label == "node" && it.kind == ProposalKind::User));
    assert_eq!(labels("FROM alpine\nRUN addgroup web\nUSER app:¦\n", &[]), ["web"]);
    let server = [("app.js", "require('http').createServer().listen(3000)\n")];
    assert_eq!(labels("FROM node:22\nCOPY app.js /\nEXPOSE ¦\nCMD [\"node\", \"/app.js\"]\n", &server), ["3000"]);
    assert_eq!(labels("FROM alpine\nSTOPSIGNAL ¦\n", &[])[0], "SIGTERM");
    assert_eq!(labels("FROM alpine\nWORKDIR /app\nWORKDIR ¦\n", &[])[0], "/app");
    assert_eq!(&labels("# ¦\nFROM alpine\n", &[])[..3], ["check=", "escape=", "syntax="]);
    assert!(labels("# check=skip=¦\nFROM alpine\n", &[]).contains(&"StageNameCasing".to_owned()));
    let rules = "FROM alpine\n# dockvet ignore=root-user, missing-ca¦\nRUN x\n";
    assert!(taken(rules, "missing-ca-certificates", &[]).contains("root-user, missing-ca-certificates\n"));
    assert!(!labels(rules, &[]).contains(&"root-user".to_owned()));
    assert!(labels("FROM alpine\n# hadolint ignore=DL¦\nRUN x\n", &[]).contains(&"DL3018".to_owned()));
    assert!(labels("FROM alpine\n# dockvet ignore=root-user -- a ¦\nRUN x\n", &[]).is_empty());
    assert!(labels("# plain words ¦\nFROM alpine\n", &[]).is_empty());
    assert!(labels("FROM alpine\nLABEL a=\"b ¦\"\n", &[]).is_empty());
    assert!(labels("FROM alpine\nLABEL ¦\n", &[]).contains(&"org.opencontainers.image.source".to_owned()));
    assert!(labels("FROM alpine\n# dockvet ¦\nRUN x\n", &[]).contains(&"ignore-file=".to_owned()));
}
