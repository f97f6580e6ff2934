use super::super::Edit;
use super::super::rename::{prepare, rename};
use super::*;

/// The text after a renaming at the mark.
fn renamed(text: &str, new: &str) -> Result<String, String> {
    let (plain, marks) = marked(text);
    let model = bare(&plain);
    let edits = rename(&model, marks[0], new)?;
    let after = applied(&plain, &edits);
    let name = prepare(&model, marks[0])?.name;
    assert_eq!(meaning(&model, &name, new), meaning(&bare(&after), &name, new));
    Ok(after)
}

pub(super) fn applied(text: &str, edits: &[Edit]) -> String {
    let mut text = text.to_owned();
    for edit in edits.iter().rev() {
        text.replace_range(edit.span.range(), &edit.text);
    }
    text
}

/// What a file comes to, without places, and with `new` for the name `old`.
pub(super) fn meaning(model: &Model, old: &str, new: &str) -> String {
    let sorted = |mut all: Vec<String>| {
        all.iter_mut().for_each(|it| *it = it.replace(old, new));
        all.sort();
        all
    };
    let mut out = String::new();
    for stage in &model.stages {
        let end = stage.end();
        let env = sorted(end.env.iter().map(|(name, it)| format!("{name}={:?}", it.value)).collect());
        let args = sorted(end.args.iter().map(|(name, it)| format!("{name}={:?}", it.value)).collect());
        let settings = (&end.user.value, &end.workdir.value, &end.shell, &end.volumes);
        let ports: Vec<_> = end.ports.iter().map(|it| it.ports.clone()).collect();
        let base = match &stage.base {
            crate::model::stage::Base::Image { reference, .. } => reference.to_string(),
            crate::model::stage::Base::Unknown(_) => "unknown".to_owned(),
            other => format!("{other:?}"),
        };
        out +=
            &format!("{base}\n{:?}\n{env:?}\n{args:?}\n{settings:?}\n{ports:?}\n{}\n", stage.uses, stage.changes.len());
    }
    for copy in &model.copies {
        let sources: Vec<_> = copy.sources.iter().map(|it| &it.text).collect();
        out += &format!("{:?} {:?} {:?}\n", copy.from, sources, copy.destination.path);
    }
    let commands: Vec<_> = model.invocations.iter().map(|it| (&it.argv, &it.folder)).collect();
    let undefined: Vec<_> = model.undefined.iter().map(|it| &it.name).collect();
    out += &format!("{commands:?}\n{undefined:?}\n");
    out.replace(old, new)
}

#[test]
fn stages_are_renamed_everywhere() {
    let text =
        "FROM a AS Bui¦ld\nFROM build AS x\nCOPY --from=build /a /b\nRUN --mount=type=bind,from=BUILD,target=/c d\n";
    let after = "FROM a AS base\nFROM base AS x\nCOPY --from=base /a /b\nRUN --mount=type=bind,from=base,target=/c d\n";
    assert_eq!(renamed(text, "base").as_deref(), Ok(after));
    let crlf = "FROM a AS x\r\nFROM b\r\nCOPY \\\r\n  --from=\"¦x\" /a /b\r\nCOPY --from=0 /a /b\r\n";
    let after = "FROM a AS y\r\nFROM b\r\nCOPY \\\r\n  --from=\"y\" /a /b\r\nCOPY --from=0 /a /b\r\n";
    assert_eq!(renamed(crlf, "y").as_deref(), Ok(after));
}

#[test]
fn stages_keep_names_that_would_change_the_meaning() {
    let text = "FROM golang AS ¦x\nFROM alpine AS y\nCOPY --from=x /a /b\nCOPY --from=busybox /a /b\n";
    for (name, why) in [
        ("y", "already"),
        ("Alpine", "names an image"),
        ("busybox", "names an image"),
        ("scratch", "meaning of its own"),
        ("context", "meaning of its own"),
        ("1", "no name"),
        ("a b", "no name"),
        ("", "no name"),
    ] {
        let error = renamed(text, name).expect_err(name);
        assert!(error.contains(why), "{name}: {error}");
    }
    assert!(renamed("FROM a\nFROM b\nCOPY --from=¦0 /a /b\n", "x").is_err());
    assert!(renamed("ARG S=x\nFROM a AS ¦x\nFROM $S\n", "y").expect_err("a variable").contains("line 3"));
}

#[test]
fn arguments_are_renamed_with_all_that_declare_them() {
    let text = "ARG ¦V=1\nFROM a:${V:-2}\nARG V\nRUN echo \"${V}\" $V-$VV '\\$x' && \\\n  b ${V%.*}\nFROM b\nARG V=3\nENV V=$V\nUSER $V\n";
    let after = "ARG W=1\nFROM a:${W:-2}\nARG W\nRUN echo \"${W}\" $W-$VV '\\$x' && \\\n  b ${W%.*}\nFROM b\nARG W=3\nENV V=$W\nUSER $V\n";
    let (plain, marks) = marked(text);
    let edits = rename(&bare(&plain), marks[0], "W").expect("it can be renamed");
    assert_eq!(applied(&plain, &edits), after);
    let heredoc = "FROM a\nENV ¦V=1\nCOPY <<EOF /x\n$V ${V}\nEOF\nRUN <<EOF\necho $V\nEOF\nCMD echo $V\n";
    let after = "FROM a\nENV W=1\nCOPY <<EOF /x\n$W ${W}\nEOF\nRUN <<EOF\necho $W\nEOF\nCMD echo $W\n";
    assert_eq!(renamed(heredoc, "W").as_deref(), Ok(after));
}

#[test]
fn variables_keep_names_that_somebody_else_may_use() {
    for (text, why) in [
        ("FROM a\nARG ¦V=1\nRUN V=2; echo $V\n", "uses `V` itself"),
        ("FROM a\nARG ¦V=1\nRUN export V && make\n", "uses `V` itself"),
        ("FROM a\nARG ¦V=1\nRUN for V in a b; do echo $V; done\n", "uses `V` itself"),
        ("FROM a\nENV ¦V=1\nRUN sh -c 'echo $V'\n", "quoted"),
        ("FROM a\nENV ¦V=1\nRUN [\"sh\", \"-c\", \"echo $V\"]\n", "quoted"),
        ("FROM a\nARG ¦TARGETARCH\nRUN echo $TARGETARCH\n", "meaning of its own"),
        ("FROM a\nENV ¦PATH=/x:$PATH\n", "meaning of its own"),
        ("FROM a\nENV ¦GOPATH=/x\n", "meaning of its own"),
        ("FROM a\nARG ¦NODE_ENV\n", "meaning of its own"),
        ("FROM a\nRUN echo $¦V\n", "no `ARG` or `ENV`"),
        ("FROM ¦a\n", "only stages"),
    ] {
        let error = renamed(text, "W").expect_err(text);
        assert!(error.contains(why), "{text}: {error}");
    }
    assert!(renamed("FROM a\nARG ¦V=1\nRUN V=$V make\n", "W").is_ok());
    let text = "FROM node:22\nARG ¦V=1\nENV A=$V\nRUN B=3; echo $C\n";
    for name in ["A", "B", "C", "NODE_VERSION", "http_proxy", "1A", "A-B", ""] {
        assert!(renamed(text, name).is_err(), "{name}");
    }
}
