use super::super::Target;
use super::super::definition::{Declaration, definition, references};
use super::*;

/// The line and text of each target; a file by its path in the repository.
fn found(text: &str, files: &[(&str, &str)]) -> Vec<String> {
    let case = case(text, files);
    let model = &case.model;
    let targets = definition(model, case.at()).map(|it| it.targets).unwrap_or_default();
    let shown = targets.iter().map(|target| match target {
        Target::Here(span) => format!("{}: {}", model.source.line(span.start), slice(model, *span)),
        Target::There(place) => place.source.path().display().to_string(),
        Target::File(path) => path.strip_prefix(&case.root).expect("it lies in the repository").display().to_string(),
    });
    shown.collect()
}

#[test]
fn stages_lead_to_their_from() {
    let text = "FROM alpine AS Build\nFROM ¦build AS b\n";
    assert_eq!(found(text, &[]), ["1: Build"]);
    assert_eq!(found("FROM alpine\nFROM alpine\nCOPY --from=¦0 /a /b\n", &[]), ["1: FROM"]);
    let mount = "FROM alpine AS x\nFROM alpine\nRUN --mount=type=bind,from=¦x,target=/y a\n";
    assert_eq!(found(mount, &[]), ["1: x"]);
    assert_eq!(found("FROM alpine AS x\r\nFROM alpine\r\nCOPY --from=\"¦x\" /a \\\r\n /b\r\n", &[]), ["1: x"]);
    assert_eq!(found("FROM ¦alpine\n", &[]), [""; 0]);
}

#[test]
fn variables_lead_to_the_definition_in_force() {
    let scopes = "ARG V=1\nFROM a:${V}\nARG V\nENV V=2\nRUN echo $¦V\n";
    assert_eq!(found(scopes, &[]), ["4: V"]);
    assert_eq!(found("ARG V=1\nFROM a:${¦V}\nARG V\n", &[]), ["1: V"]);
    assert_eq!(found("ARG V=1\nFROM a\nARG ¦V\n", &[]), ["1: V"]);
    assert_eq!(found("FROM a\nARG V=1\nENV V=${¦V}2\n", &[]), ["2: V"]);
    assert_eq!(found("FROM a AS x\nENV V=1\nFROM x\nUSER $¦V\n", &[]), ["2: V"]);
    assert_eq!(found("FROM a\nENV V=1\nRUN a && \\\n# note\n  b \"${V:-¦x}\"\n", &[]), [""; 0]);
    assert_eq!(found("FROM a\nENV V=1\nRUN a && \\\n# note\n  b \"${¦V:-x}\"\n", &[]), ["2: V"]);
    assert_eq!(found("FROM a\nARG V=1\nCMD echo $¦V\n", &[]), [""; 0]);
    assert_eq!(found("ARG A=1 B=${¦A}\nFROM a\n", &[]), ["1: A"]);
}

#[test]
fn sources_and_paths_lead_to_what_made_them() {
    let files = [("src/a.js", "1"), ("run.sh", "#!/bin/sh\nexec node\n")];
    assert_eq!(found("FROM alpine\nCOPY src/¦a.js /x\n", &files), ["src/a.js"]);
    assert_eq!(found("FROM alpine\nCOPY [\"sr¦c\", \"/x\"]\n", &files), ["src"]);
    let copied =
        "FROM alpine AS a\nCOPY run.sh /run.sh\nFROM alpine\nCOPY --from=a /run.sh /bin/go\nCMD [\"/bin/¦go\"]\n";
    assert_eq!(found(copied, &files), ["run.sh", "2: COPY run.sh /run.sh"]);
    let made = "FROM alpine\nRUN mkdir /d && touch /d/f\nRUN cat /d/¦f\n";
    assert_eq!(found(made, &files), ["2: touch /d/f"]);
    let user = "FROM alpine\nRUN adduser -D app\nUSER a¦pp\n";
    assert_eq!(found(user, &files), ["2: adduser -D app"]);
    let shell = "FROM alpine\nSHELL [\"/bin/bash\", \"-c\"]\nR¦UN x\n";
    assert_eq!(found(shell, &files), ["2: SHELL [\"/bin/bash\", \"-c\"]"]);
}

fn lines(text: &str, declaration: Declaration) -> Vec<String> {
    let (plain, marks) = marked(text);
    let model = bare(&plain);
    let spans = references(&model, marks[0], declaration);
    spans.iter().map(|span| format!("{}: {}", model.source.line(span.start), slice(&model, *span))).collect()
}

#[test]
fn references_are_all_uses() {
    let text = "FROM a AS ¦x\nFROM x\nCOPY --from=x /a /b\nRUN --mount=from=X,target=/c d\nCOPY --from=0 /a /b\n";
    assert_eq!(lines(text, Declaration::Included), ["1: x", "2: x", "3: x", "4: X", "5: 0"]);
    assert_eq!(lines(text, Declaration::LeftOut), ["2: x", "3: x", "4: X", "5: 0"]);
    let text = "ARG ¦V=1\nFROM a:$V\nARG V\nRUN echo ${V:-2}\nENV V=3\nRUN echo $V\nFROM b\nRUN echo $V\n";
    assert_eq!(lines(text, Declaration::Included), ["1: V", "2: V", "3: V", "4: V"]);
    let text = "FROM a\nENV V=1\nENV V=$V:2\nCMD echo $¦V\n";
    assert_eq!(lines(text, Declaration::LeftOut), ["3: V", "4: V"]);
    assert_eq!(lines("FROM a\nRUN echo $¦HERE\n", Declaration::Included), ["2: HERE"]);
}
