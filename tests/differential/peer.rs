//! Dockvet against the crate `dockerfile-parser`, on the eight instructions that it knows.
//!
//! Its known misreadings are listed by name, and have to stay misreadings: when one is mended, its
//! line moves to the texts that both read alike.

use dockerfile_parser as peer;
use dockvet::source::Source;
use dockvet::syntax::ast::{Form, Instruction, JsonString, Kind, TransferSource, Word};
use dockvet::syntax::expand::{Binding, Value, expand};
use dockvet::syntax::parse;

/// What both read alike.
const ALIKE: [&str; 42] = [
    "FROM alpine",
    "FROM alpine:3.20 AS base",
    "from registry.example:5000/team/tool:1 as Build-2",
    "FROM --platform=linux/amd64 golang AS go",
    "FROM $IMAGE",
    "FROM alpine@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "ARG NAME",
    "ARG NAME=value",
    "ARG NAME=\"two words\"",
    "ARG NAME='two words'",
    "ARG NAME=1.2.3-4",
    "LABEL a=b",
    "LABEL a=b c=d",
    "LABEL \"a.b\"=\"c d\"",
    "LABEL a='b c'",
    "LABEL a=b \\\n      c=\"d e\"",
    "ENV A=b",
    "ENV A=b C=d",
    "ENV A=\"b c\" D='e f'",
    "ENV A b",
    "ENV A b c",
    "ENV A=b \\\n    C=d",
    "ENV PATH=/opt/bin:/usr/bin",
    "RUN true",
    "RUN apt-get update && apt-get install -y curl",
    "RUN a \\\n    && b \\\n    && c",
    "RUN a \\\n# a comment\n    && b",
    "RUN [\"a\", \"b c\"]",
    "RUN echo \"a\\tb\" | cat",
    "run a; b",
    "CMD a b",
    "CMD [\"a\", \"b\"]",
    "CMD [ \"a\" ]",
    "cmd exec a",
    "ENTRYPOINT a",
    "ENTRYPOINT [\"/a\", \"--b\"]",
    "ENTRYPOINT [\"sh\", \"-c\", \"echo $A\"]",
    "COPY a b",
    "COPY a b c/",
    "COPY --from=build /a /b",
    "COPY --from=build --chown=1:1 /a /b",
    "COPY a \\\n     b \\\n     /c/",
];

/// What the crate reads otherwise than BuildKit and Dockvet do, and why.
const MISREAD: [(&str, &str); 17] = [
    ("single quotes are no JSON", "CMD ['a', 'b']"),
    ("a switch becomes a source", "COPY --link a b"),
    ("another switch becomes a source", "COPY --parents a b c"),
    ("JSON with a blank is refused", "COPY [\"a b\", \"c\"]"),
    ("flags stay inside the command", "RUN --mount=type=cache,target=/a b"),
    ("JSON behind a flag becomes a command", "RUN --network=none [\"a\", \"b\"]"),
    ("a trailing blank stays", "ENV A b "),
    ("a heredoc is refused", "RUN <<E\ntrue\nE"),
    ("a backtick does not continue", "# escape=`\nRUN a `\n  b"),
    ("an empty value is refused", "ARG A="),
    ("several names are refused", "ARG A B=c"),
    ("an empty variable is refused", "ENV A="),
    ("a label without quotes in the old form is refused", "LABEL a b c"),
    ("quotes inside a value are refused", "ENV A=b\"c d\""),
    ("an escaped blank is refused", "ENV A=b\\ c"),
    ("an empty command is refused", "CMD"),
    (
        "a tag beside a digest stays in the name",
        "FROM a:1@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ),
];

/// The first instruction as Dockvet reads it: kind, then what it says.
fn ours(text: &str) -> Vec<String> {
    let source = Source::new("Dockerfile", text);
    let dockerfile = parse(&source);
    dockerfile.instructions.first().map(|it| shown(it, dockerfile.escape)).unwrap_or_default()
}

fn shown(instruction: &Instruction, escape: char) -> Vec<String> {
    let text = |word: &Word| word.as_str().to_owned();
    let plain = |word: &Word| match expand(word, escape, &|_| Binding::Unset).value {
        Value::Known(value) if !word.as_str().contains('$') => value,
        _ => text(word),
    };
    let mut out: Vec<String> = instruction
        .flags
        .iter()
        .map(|it| format!("--{}={}", it.name, it.value.as_ref().map(text).unwrap_or_default()))
        .collect();
    match &instruction.kind {
        Kind::From(from) => {
            let reference = from.reference.as_ref();
            out.extend(["from".to_owned(), reference.map_or_else(|| text(&from.image), |it| it.name.clone())]);
            out.extend(reference.and_then(|it| it.tag.clone()));
            out.extend(reference.and_then(|it| it.digest.clone()));
            out.extend(from.name_word.as_ref().map(text));
        }
        Kind::Arg(arguments) => {
            out.push("arg".to_owned());
            for argument in arguments {
                out.push(text(&argument.name));
                out.extend(argument.default.as_ref().map(plain));
            }
        }
        Kind::Label(pairs) => {
            out.push("label".to_owned());
            out.extend(pairs.iter().flat_map(|it| [plain(&it.key), plain(&it.value)]));
        }
        Kind::Env(pairs) => {
            out.push("env".to_owned());
            out.extend(pairs.iter().flat_map(|it| [plain(&it.key), plain(&it.value)]));
        }
        Kind::Run(run) => out.extend(form("run", &run.form)),
        Kind::Cmd(exec) => out.extend(form("cmd", &exec.form)),
        Kind::Entrypoint(exec) => out.extend(form("entrypoint", &exec.form)),
        Kind::Copy(copy) => {
            out.push("copy".to_owned());
            out.extend(copy.sources.iter().map(|it| match it {
                TransferSource::Path(word) => text(word),
                TransferSource::Heredoc(_) => "a heredoc".to_owned(),
            }));
            out.push(text(&copy.destination));
        }
        _ => out.push("other".to_owned()),
    }
    out
}

fn form(kind: &str, form: &Form) -> Vec<String> {
    match form {
        Form::Exec(words) => {
            let words = words.iter().map(|JsonString { value, .. }| value.clone());
            [format!("{kind} exec")].into_iter().chain(words).collect()
        }
        Form::Shell(script) => vec![format!("{kind} shell"), script.text.text.clone()],
    }
}

/// The first instruction as the crate reads it, in the same form.
fn theirs(text: &str) -> Vec<String> {
    let Ok(dockerfile) = peer::Dockerfile::parse(text) else { return vec!["refused".to_owned()] };
    // A second instruction is text that the first one should have held.
    match dockerfile.instructions.as_slice() {
        [instruction] => peer_shown(instruction),
        _ => vec!["several".to_owned()],
    }
}

fn peer_shown(instruction: &peer::Instruction) -> Vec<String> {
    let flag =
        |name: &peer::SpannedString, value: &peer::SpannedString| format!("--{}={}", name.content, value.content);
    let mut out = Vec::new();
    match instruction {
        peer::Instruction::From(from) => {
            out.extend(from.flags.iter().map(|it| flag(&it.name, &it.value)));
            let image = &from.image_parsed;
            let name = [image.registry.as_deref(), Some(&image.image)].into_iter().flatten().collect::<Vec<_>>();
            out.extend(["from".to_owned(), name.join("/")]);
            out.extend(image.tag.clone());
            out.extend(image.hash.clone());
            out.extend(from.alias.as_ref().map(|it| it.content.clone()));
        }
        peer::Instruction::Arg(arg) => {
            out.extend(["arg".to_owned(), arg.name.content.clone()]);
            out.extend(arg.value.as_ref().map(|it| it.content.clone()));
        }
        peer::Instruction::Label(label) => {
            out.push("label".to_owned());
            out.extend(label.labels.iter().flat_map(|it| [it.name.content.clone(), it.value.content.clone()]));
        }
        peer::Instruction::Env(env) => {
            out.push("env".to_owned());
            out.extend(env.vars.iter().flat_map(|it| [it.key.content.clone(), it.value.to_string()]));
        }
        peer::Instruction::Run(run) => out.extend(peer_form("run", &run.expr)),
        peer::Instruction::Cmd(cmd) => out.extend(peer_form("cmd", &cmd.expr)),
        peer::Instruction::Entrypoint(entrypoint) => out.extend(peer_form("entrypoint", &entrypoint.expr)),
        peer::Instruction::Copy(copy) => {
            out.extend(copy.flags.iter().map(|it| flag(&it.name, &it.value)));
            out.push("copy".to_owned());
            out.extend(copy.sources.iter().map(|it| it.content.clone()));
            out.push(copy.destination.content.clone());
        }
        peer::Instruction::Misc(misc) => out.push(format!("misc {}", misc.instruction.content)),
    }
    out
}

fn peer_form(kind: &str, form: &peer::ShellOrExecExpr) -> Vec<String> {
    match form {
        peer::ShellOrExecExpr::Exec(array) => {
            let words = array.as_str_vec().into_iter().map(str::to_owned);
            [format!("{kind} exec")].into_iter().chain(words).collect()
        }
        peer::ShellOrExecExpr::Shell(text) => vec![format!("{kind} shell"), text.to_string()],
    }
}

#[test]
fn both_read_the_common_forms_alike() {
    for text in ALIKE {
        assert_eq!(ours(text), theirs(text), "{text}");
    }
}

#[test]
fn known_misreadings_are_still_misreadings() {
    let mended: Vec<_> = MISREAD.iter().filter(|(_, text)| ours(text) == theirs(text)).collect();
    assert!(mended.is_empty(), "{mended:?}");
}
