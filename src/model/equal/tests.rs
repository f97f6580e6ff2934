//! Pairs of Dockerfiles that build the same image, and pairs that do not.

use super::differences;
use crate::model::{self, Model, Options};
use crate::source::Source;
use crate::syntax;

fn built(text: &str) -> Model {
    let source = Source::new("Dockerfile", text);
    let dockerfile = syntax::parse(&source);
    model::build(source, dockerfile, None, &Options::default())
}

fn between(before: &str, after: &str) -> Vec<String> {
    let head = "FROM golang:1.25 AS build\nARG V\nRUN go build -o /out/app .\nFROM alpine:3.22\n";
    differences(&built(&format!("{head}{before}\n")), &built(&format!("{head}{after}\n")))
}

#[test]
fn another_way_to_write_it_is_no_difference() {
    let mut found = Vec::new();
    for (before, after) in [
        ("ENV A b c", "ENV A=\"b c\""),
        ("user app\nWorkDir /a", "# who\nUSER app\n\nWORKDIR /a"),
        ("COPY --from=build /out/app /app", "COPY --from=BUILD /out/app /app"),
        ("COPY --from=build /out/app /app", "COPY --from=0 /out/app /app"),
        ("RUN apk upgrade --no-cache; b", "RUN apk upgrade; b"),
        ("RUN a && \\\n    # why\n    b", "RUN a &&   b"),
        ("EXPOSE 80/TCP 443", "EXPOSE 443 80"),
        ("EXPOSE 8080:80", "EXPOSE 80"),
        ("STOPSIGNAL 15", "STOPSIGNAL SIGTERM"),
        ("HEALTHCHECK --interval=0s --start-interval=2s CMD a", "HEALTHCHECK CMD a"),
        ("RUN --mount=type=cache,target=/x a", "RUN --mount=type=cache,target=/x,sharing=locked a"),
        ("RUN --mount=from=0,target=/x a", "RUN --mount=from=build,target=/x a"),
        ("RUN <<EOF\napk add a\nb\nEOF", "RUN <<EOF\napk add --no-cache a\nb\nEOF"),
        ("RUN wget https://e.org/a", "RUN wget -q https://e.org/a"),
        ("COPY ../a $V/", "COPY a $V/"),
        ("STOPSIGNAL 37", "STOPSIGNAL rtmin+3"),
        ("ONBUILD RUN apt install x", "ONBUILD RUN apt-get install -y x"),
        ("RUN [\"pip\", \"install\", \"x\"]", "RUN [\"pip\", \"install\", \"--no-cache-dir\", \"x\"]"),
        ("RUN apt install curl", "RUN apt-get install -y curl"),
        ("RUN pip install flask", "RUN --mount=type=cache,target=/root/.cache/pip pip install flask"),
        ("WORKDIR /a\nWORKDIR b", "WORKDIR /a/b"),
        ("CMD [ \"a\",\"b\" ]", "CMD [\"a\", \"b\"]"),
    ] {
        found.extend(between(before, after));
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn another_meaning_is_a_difference_that_is_told() {
    let mut missed = Vec::new();
    for (before, after, said) in [
        ("ENV A=b", "ENV A=c", "stage 1: the variable `A` was `b`, and is `c`"),
        ("ARG B\nARG C\nENV A=$B", "ARG B\nARG C\nENV A=$C", "the variable `A` was"),
        ("USER app", "USER 1000", "the user was `app`, and is `1000`"),
        ("WORKDIR /a", "WORKDIR /b", "the working directory was `/a`"),
        ("CMD a b", "CMD [\"a\", \"b\"]", "the command was `a b` in"),
        ("ENTRYPOINT [\"a\"]", "ENTRYPOINT [\"b\"]", "the entry point was"),
        ("EXPOSE 80", "EXPOSE 80/udp", "the set of ports was 80-80/tcp"),
        ("LABEL a=b", "LABEL a=c", "the label `a` was `b`"),
        ("MAINTAINER a", "LABEL maintainer=a", "the author was a, and is nothing"),
        ("STOPSIGNAL 15", "STOPSIGNAL 2", "the stop signal was 15, and is 2"),
        ("STOPSIGNAL SIGRTMIN+4294967295", "STOPSIGNAL 2", "the stop signal was RTMIN+4294967295, and is 2"),
        ("VOLUME /a", "", "the set of volumes was `/a`"),
        ("HEALTHCHECK CMD a", "HEALTHCHECK --retries=9 CMD a", "the health check was"),
        ("ONBUILD RUN a", "ONBUILD RUN b", "the set of triggers was"),
        ("SHELL [\"bash\"]\nRUN a", "RUN a", "the shell was"),
        ("RUN a", "RUN b", "a step was RUN `a`"),
        ("RUN a\nRUN b", "RUN a && b", "a step was RUN `a`"),
        ("RUN a\nRUN b", "RUN b\nRUN a", "a step was RUN `a`"),
        ("RUN echo 'a  b'", "RUN echo 'a b'", "a step was"),
        ("RUN a\nENV X=1", "ENV X=1\nRUN a", "a step was RUN `a`"),
        ("ARG X=1\nRUN a $X", "RUN a $X\nARG X=1", "a step was RUN"),
        ("RUN a\nUSER app", "USER app\nRUN a", "a step was RUN `a`"),
        ("RUN a", "RUN --mount=type=cache,target=/go/pkg/mod a", "a step was RUN `a`"),
        ("RUN --mount=type=secret,id=a x", "RUN --mount=type=secret,id=b x", "a step was RUN"),
        ("RUN a -y", "RUN a", "a step was RUN"),
        (
            "HEALTHCHECK --start-period=1m --start-interval=2s CMD a",
            "HEALTHCHECK --start-period=1m CMD a",
            "the health",
        ),
        ("RUN --mount=from=0,target=/x a", "RUN --mount=from=alpine,target=/x a", "a step was"),
        ("RUN a && wget x", "RUN a -q && wget x", "a step was"),
        ("COPY a /a", "COPY b /a", "a step was"),
        ("COPY a /a", "COPY a /b", "a step was"),
        ("COPY a /a", "COPY --chown=app a /a", "a step was"),
        ("ADD https://e.org/a /a", "COPY https://e.org/a /a", "a step was ADD"),
        ("COPY --from=build /a /a", "COPY /a /a", "a step was"),
        ("RUN <<EOF\na\nEOF", "RUN <<EOF\n a\nEOF", "a step was"),
        ("RUN <<EOF\na\nEOF", "RUN <<'EOF'\na\nEOF", "a step was"),
        ("RUN a", "RUN a\nRUN b", "a step was WORKDIR"),
        ("FROM alpine:3.22", "", "there were 3 stages, and there are 2"),
    ] {
        let found = between(before, after);
        if !found.iter().any(|it| it.contains(said)) {
            missed.push(format!("{before} | {after}: {found:?}"));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn another_base_is_a_difference() {
    let of = |before: &str, after: &str| differences(&built(before), &built(after));
    assert!(of("FROM alpine", "from docker.io/library/alpine").is_empty());
    assert!(of("FROM --platform=$TARGETPLATFORM alpine", "FROM alpine").is_empty());
    assert!(of("ARG V=3\nFROM alpine:$V", "ARG V=3\nFROM alpine:3 AS x").is_empty());
    for (before, after) in [
        ("FROM alpine:3.22", "FROM alpine:3.21"),
        ("FROM alpine", "FROM --platform=linux/amd64 alpine"),
        ("FROM $A", "FROM $B"),
        ("ARG V=3\nFROM alpine:3", "ARG V=4\nFROM alpine:3"),
    ] {
        assert!(!of(before, after).is_empty(), "{before} | {after}");
    }
}
