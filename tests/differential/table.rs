//! What is read from texts of our own.

use dockvet::source::{Source, Span};
use dockvet::syntax::ast::{Dockerfile, Form, Instruction, Kind, TransferSource};
use dockvet::syntax::parse;

use crate::shown;

fn read(text: &str) -> (Source, Dockerfile) {
    let source = Source::new("Dockerfile", text);
    let dockerfile = parse(&source);
    (source, dockerfile)
}

/// An instruction in one line: keyword, flags, tokens, heredocs; or the message and the place of a mistake.
fn line(instruction: &Instruction, source: &Source) -> String {
    let keyword = source.slice(instruction.keyword).to_uppercase();
    if let Kind::Invalid(invalid) = &instruction.kind {
        let suggestion = invalid.suggestion.map(|it| format!(" ({it})")).unwrap_or_default();
        return format!("! {} @ {}{suggestion}", invalid.message, source.slice(invalid.span));
    }
    if let Kind::Onbuild(inner) = &instruction.kind {
        return format!("ONBUILD {}", line(inner, source));
    }
    let flags: String = shown::flags(instruction).iter().map(|flag| format!(" {flag}")).collect();
    let tokens = shown::tokens(instruction, source).unwrap_or_default().join("|");
    let heredocs = instruction.heredocs.iter().map(|it| {
        let how = if it.expand { "" } else { "'" };
        format!(" <<{how}{}{how} {:?}", it.name, it.body.text)
    });
    format!("{keyword}{flags} {tokens}{}", heredocs.collect::<String>()).trim_end().to_owned()
}

fn lines(text: &str) -> Vec<String> {
    let (source, dockerfile) = read(text);
    dockerfile.instructions.iter().map(|it| line(it, &source)).collect()
}

#[track_caller]
fn check(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(lines(text), *expected, "{text}");
    }
}

#[test]
fn lines_comments_and_continuations() {
    check(&[
        ("", &[]),
        ("# only a comment\n\n", &[]),
        ("from a\nRuN b", &["FROM a", "RUN b"]),
        ("\u{feff}# escape=`\r\nFROM a\r\nRUN b `\r\n\r\n  # note\r\n  c\r\n", &["FROM a", "RUN b   c"]),
        ("RUN a \\\n# x \\\n\nb\\\n", &["RUN a b"]),
        ("RUN a \\\\\nUSER b", &["RUN a \\\\", "USER b"]),
        ("RUN a # b\n  # c\nUSER d", &["RUN a # b", "USER d"]),
        ("R\\\nUN a", &["R\\\nUN a"]),
        ("WORKDIR\t \u{b}/a b ", &["WORKDIR /a b"]),
        ("USER\u{a0}a", &["! `USER\u{a0}a` is no instruction @ USER\u{a0}a"]),
    ]);
}

#[test]
fn directives() {
    let (source, dockerfile) = read("# syntax=docker/dockerfile:1\n#  Escape = ` \n# note\n# check=error=true\nFROM a");
    let shown: Vec<_> =
        dockerfile.directives.iter().map(|it| (it.name.as_str(), source.slice(it.value_span))).collect();
    assert_eq!(shown, [("syntax", "docker/dockerfile:1"), ("escape", "`")]);
    assert_eq!(dockerfile.escape, '`');
    let comments: Vec<_> = dockerfile.comments.iter().map(|it| it.text.as_str()).collect();
    assert_eq!(comments, ["note", "check=error=true"]);
    check(&[
        ("# check=a\n# check=b\nUSER a", &["! the directive `check` may stand only once @ # check=b", "USER a"]),
        ("# escape=x\nUSER a", &["! the escape character must be a backslash or a backtick @ x", "USER a"]),
    ]);
}

#[test]
fn from_and_arguments() {
    check(&[
        ("FROM --platform=$P a:1@sha256:x aS B-1", &["FROM --platform=$P a:1@sha256:x|aS|B-1"]),
        ("FROM", &["! `FROM` needs an image @ FROM"]),
        ("FROM a as", &["! `FROM` takes an image, or an image, `AS` and a name @ as"]),
        ("FROM a b c", &["! `FROM` takes an image, or an image, `AS` and a name @ b c"]),
        ("FROM a AS 1", &["! `1` is no name of a stage: a letter, then letters, digits, `-`, `_` and `.` @ 1"]),
        ("FROM --platfrom=b a", &["! `FROM` has no flag `--platfrom` @ --platfrom (--platform)"]),
        ("ARG A B=c D=\"e f\"", &["ARG A|B=c|D=\"e f\""]),
        ("ARG --x A", &["ARG --x A"]),
        ("ARG =a", &["! a name is missing before the `=` @ =a"]),
        ("ARG", &["! `ARG` needs a name @ ARG"]),
    ]);
}

#[test]
fn variables_and_labels() {
    check(&[
        ("ENV A=b C='d e' F=\"g\\\" h\" I=j\\ k", &["ENV A|b|=|C|'d e'|=|F|\"g\\\" h\"|=|I|j\\ k|="]),
        ("ENV A b=c  d", &["ENV A|b=c  d|"]),
        ("ENV A=b c", &["! `c` has no `=`: each word must be `NAME=value` @ c"]),
        ("ENV A", &["! `ENV` needs a value: `NAME=value` @ A"]),
        ("LABEL =x", &["! a name is missing before the `=` @ =x"]),
        ("LABEL \"a b\"=c", &["LABEL \"a b\"|c|="]),
        ("ENV", &["! `ENV` needs a name and a value @ ENV"]),
    ]);
}

#[test]
fn exec_forms() {
    check(&[
        ("CMD [ \"a\", \"\\u0062\" ]", &["CMD a|b"]),
        ("CMD ['a']", &["CMD ['a']"]),
        ("CMD [\"a\", 1]", &["! an exec form holds nothing but strings @ 1"]),
        ("CMD []", &["CMD"]),
        ("RUN", &["RUN"]),
        ("ENTRYPOINT exec a", &["ENTRYPOINT exec a"]),
        ("SHELL [\"/bin/bash\", \"-c\"]", &["SHELL /bin/bash|-c"]),
        ("SHELL bash -c", &["! `SHELL` takes a JSON array only: `[\"/bin/sh\", \"-c\"]` @ bash -c"]),
        ("SHELL []", &["! `SHELL` needs a JSON array with a program @ SHELL"]),
        ("CMD --x a", &["! `CMD` has no flag `--x` @ --x"]),
        ("VOLUME [\"/a\", \" \"]", &["! a volume's path is empty @ \" \""]),
        ("VOLUME /a /b", &["VOLUME /a|/b"]),
    ]);
    let (_, dockerfile) = read("CMD ['a', 'b']\nCMD [ -f a ] && b\nCMD [\"a\" \"b\"]\nCMD [ \"$A\" = \"b\" ]");
    let broken = dockerfile.instructions.iter().map(|it| matches!(&it.kind, Kind::Cmd(exec) if exec.broken_json));
    assert_eq!(broken.collect::<Vec<_>>(), [true, false, true, false]);
}

#[test]
fn copies() {
    check(&[
        ("COPY --from=a --link --chown=1:2 b c /d/", &["COPY --from=a --link --chown=1:2 b|c|/d/"]),
        ("ADD [\"a b\", \"c\"]", &["ADD a b|c"]),
        ("COPY a", &["! `COPY` has no destination @ a"]),
        ("COPY", &["! `COPY` needs a source and a destination @ COPY"]),
        ("COPY a <<E\nE\n", &["! a heredoc cannot be the destination @ <<E"]),
        ("COPY --link=x a b", &["! the flag `--link` is either true or false @ --link=x"]),
        ("COPY --from a b", &["! the flag `--from` needs a value @ --from"]),
        ("COPY --from=a --from=b c d", &["! the flag `--from` may be given only once @ --from=b"]),
        ("COPY --chown='a b' c d", &["COPY --chown=a b c|d"]),
        ("COPY -- --a b", &["COPY --a|b"]),
    ]);
}

#[test]
fn run_flags() {
    check(&[
        ("RUN --mount=type=cache,target=/a --network=none b", &["RUN --mount=type=cache,target=/a --network=none b"]),
        (
            "RUN --mount=type=cahce,target=/a b",
            &["! `cahce` is no type of a mount: one of `bind`, `cache`, `tmpfs`, `secret`, `ssh` @ cahce (cache)"],
        ),
        ("RUN --mount=type=$T,targte=/a b", &["! a mount knows no `targte` @ --mount=type=$T,targte=/a"]),
        (
            "RUN --mount=from=$A,target=/a b",
            &["! no variable may stand in a mount's `from`: name a stage instead @ $A"],
        ),
        ("RUN --network=hots a", &["! `hots` is no network mode: one of `default`, `none`, `host` @ hots (host)"]),
        ("RUN --security=x a", &["! `x` is no security mode: one of `sandbox`, `insecure` @ x"]),
        ("RUN --mount=type=secret a", &["! a secret needs an `id`, a `source` or a `target` @ --mount=type=secret"]),
    ]);
    let (source, dockerfile) = read("RUN --mount='type=bind,\\\n\"source=a,b\",target=/c,ro' d");
    let Kind::Run(run) = &dockerfile.instructions[0].kind else { panic!("it is a RUN") };
    let mount = &run.mounts[0];
    assert_eq!(mount.kind(), "bind");
    assert_eq!(mount.target().map(|it| source.slice(it.span)), Some("/c"));
    assert_eq!(mount.source().map(|it| it.as_str()), Some("a,b"));
    check(&[(
        "RUN --mount=type=bind,\"source=a,b\" c",
        // These quotes belong to the flag, not to the field, so that the comma splits after all.
        &["! `b` needs a value: `name=value` @ b"],
    )]);
}

#[test]
fn healthchecks() {
    check(&[
        ("HEALTHCHECK --interval=1m30s --retries=3 CMD [\"a\"]", &["HEALTHCHECK --interval=1m30s --retries=3 CMD|a"]),
        ("HEALTHCHECK --foo none", &["HEALTHCHECK --foo NONE"]),
        ("HEALTHCHECK NONE a", &["! `HEALTHCHECK NONE` takes no arguments @ a"]),
        ("HEALTHCHECK curl", &["! `HEALTHCHECK` takes `CMD` or `NONE`, not `CURL` @ curl"]),
        ("HEALTHCHECK --interval=30 CMD a", &["! `30` is no duration, like `30s` or `1m30s` @ 30"]),
        ("HEALTHCHECK --timeout=1us CMD a", &["! `1us` is shorter than a millisecond @ 1us"]),
        ("HEALTHCHECK --retries=-1 CMD a", &["! the number of retries is negative @ -1"]),
        ("HEALTHCHECK CMD", &["! a command is missing behind `HEALTHCHECK CMD` @ CMD"]),
    ]);
}

#[test]
fn heredocs() {
    check(&[
        (
            "RUN <<A <<-'B'\na\nA\n\tb\n\t\tc\n\tB\nUSER d",
            &["RUN <<A <<-'B' <<A \"a\\n\" <<'B' \"b\\nc\\n\"", "USER d"],
        ),
        ("COPY <<a <<\"b\" c/\n1\na\nb\n", &["COPY <<a|<<\"b\"|c/ <<a \"1\\n\" <<'b' \"\""]),
        ("ONBUILD RUN <<E\nx\nE", &["ONBUILD RUN <<E <<E \"x\\n\""]),
        ("CMD <<E\nUSER a", &["CMD <<E", "USER a"]),
        ("RUN <<E\nx\n\nUSER a\n", &["! no line `E` ends the heredoc @ <<E", "USER a"]),
        ("RUN echo $((1 << 2))\nUSER a", &["! no line `2))` ends the heredoc @ << 2))", "USER a"]),
        ("RNU <<E\nUSER a\nE\nUSER b", &["! `RNU` is no instruction @ RNU (RUN)", "USER b"]),
        // The way back from a heredoc that does not end loses nothing.
        (
            "XRUN <<A <<B\nA\nRUN <<A\nA",
            &["! `XRUN` is no instruction @ XRUN (RUN)", "! `A` is no instruction @ A", "RUN <<A <<A \"\""],
        ),
        ("RUN <<E\r\nx\r\nE\r\n", &["RUN <<E <<E \"x\\r\\n\""]),
    ]);
    let (source, dockerfile) = read("ADD --link \\\n <<-E a b /c/\n\tx\n\tE\n");
    let instruction = &dockerfile.instructions[0];
    let Kind::Add(add) = &instruction.kind else { panic!("it is an ADD") };
    assert!(matches!(add.sources[0], TransferSource::Heredoc(0)));
    assert_eq!(source.slice(instruction.heredocs[0].opener), "<<-E");
    assert_eq!(instruction.heredocs[0].terminator.map(|it| source.slice(it)), Some("\tE"));
    assert_eq!(source.slice(instruction.span), source.text().trim_end());
}

/// What the shell gets to see, and where it stands.
fn script(text: &str) -> (String, Vec<Span>) {
    let (_, dockerfile) = read(text);
    let Kind::Run(run) = &dockerfile.instructions[0].kind else { panic!("it is a RUN") };
    let Form::Shell(script) = &run.form else { panic!("it is a shell form") };
    let places = (0..script.text.text.len()).map(|at| script.text.locate(at..at + 1)).collect();
    (script.text.text.clone(), places)
}

#[test]
fn scripts_hold_what_the_shell_sees() {
    let cases = [
        ("RUN --network=none a \\\n# c\n b", "a  b"),
        ("RUN <<E\na\nb\nE\n", "a\nb\n"),
        ("RUN <<-E\n\ta\n\t\tb\n\tE\n", "a\nb\n"),
        ("RUN cat <<-E > x && <<F y\n\ta\n\tE\nb\nF\n", "cat <<-E > x && <<F y\n\ta\nE\nb\nF"),
    ];
    for (text, expected) in cases {
        let (script, places) = script(text);
        assert_eq!(script, expected, "{text}");
        for (letter, place) in script.bytes().zip(places) {
            assert_eq!(text.as_bytes()[place.start as usize], letter, "{text}");
        }
    }
}

#[test]
fn programs_that_are_no_shell_are_not_understood() {
    let cases = [
        ("RUN <<E\n#!/usr/bin/env python3\nimport os\nE\n", "an interpreter"),
        ("SHELL [\"python3\", \"-c\"]\nRUN print(1)", "a SHELL"),
        ("FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN dir", "Windows"),
        ("FROM --platform=windows/amd64 a AS b\nFROM b\nRUN dir", "a stage of Windows"),
    ];
    for (text, what) in cases {
        let (_, dockerfile) = read(text);
        let last = dockerfile.instructions.last().expect("there are some");
        let Kind::Run(run) = &last.kind else { panic!("{what}: the last one is a RUN") };
        assert!(matches!(&run.form, Form::Shell(script) if !script.understood), "{what}");
    }
}

#[test]
fn onbuild() {
    check(&[
        ("ONBUILD COPY --from=a b c", &["ONBUILD COPY --from=a b|c"]),
        ("ONBUILD", &["! `ONBUILD` needs an instruction @ ONBUILD"]),
        ("ONBUILD FROM a", &["! `FROM` cannot stand behind `ONBUILD` @ FROM"]),
        ("ONBUILD ONBUILD RUN a", &["! `ONBUILD` cannot stand behind `ONBUILD` @ ONBUILD"]),
        ("ONBUILD ENV a", &["! `ENV` needs a value: `NAME=value` @ a"]),
        // BuildKit looks at these only when the image becomes a base.
        ("ONBUILD COPY a", &["ONBUILD ! `COPY` has no destination @ a"]),
        ("ONBUILD FOO a", &["ONBUILD ! `FOO` is no instruction @ FOO"]),
    ]);
}

#[test]
fn one_bad_line_is_one_mistake() {
    check(&[
        (
            "FORM a\nRUN b\nXYZ c\nEXPOSE\nUSER d",
            &[
                "! `FORM` is no instruction @ FORM (FROM)",
                "RUN b",
                "! `XYZ` is no instruction @ XYZ",
                "! `EXPOSE` needs a port @ EXPOSE",
                "USER d",
            ],
        ),
        ("\\\n", &["! a continued line holds no instruction @ "]),
        (
            "STOPSIGNAL --x 9\nMAINTAINER a b\nMAINTAINER",
            &["STOPSIGNAL --x 9", "MAINTAINER a b", "! `MAINTAINER` needs a name @ MAINTAINER"],
        ),
    ]);
    let long = format!("RUN {}\nUSER a", "x".repeat(70_000));
    let expected = ["! a line is longer than 65535 bytes, which BuildKit cannot read @ RUN", "USER a"];
    assert_eq!(lines(&long), expected);
}

#[test]
fn empty_lines_inside_an_instruction_are_told() {
    let (source, dockerfile) = read("RUN a \\\n\n# c\n  \nb");
    let found: Vec<_> = dockerfile.instructions[0].empty_continuations.iter().map(|it| source.line(it.start)).collect();
    assert_eq!(found, [2, 4]);
}
