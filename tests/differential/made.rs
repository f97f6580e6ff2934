//! Texts made by chance, the same in each run.

/// Numbers that are the same in each run.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }

    pub(crate) fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

/// A few letters put in, taken out or swapped.
pub(crate) fn damage(text: &str, random: &mut Random) -> String {
    let pieces = [
        "\"",
        "'",
        "\\",
        "`",
        "\n",
        "\\\n",
        "#",
        "\n# c\n",
        "$",
        "${",
        "}",
        "<<EOF",
        "<<-\"E\"",
        "\nEOF\n",
        "[",
        "]",
        ",",
        "=",
        " ",
        "\t",
        "\r",
        "--",
        " --x=y ",
        "\nONBUILD ",
        "\nRUN ",
        "\nENV ",
        "\nCOPY ",
        "# escape=`\n",
        "é",
        "\nHEALTHCHECK --interval=1s CMD ",
        "--mount=type=cache,target=/x ",
        "\u{a0}",
        "\u{b}",
        "1",
        "AS x",
        "null",
    ];
    let mut text = text.to_owned();
    for _ in 0..=random.below(4) {
        let mut at = random.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        match random.below(3) {
            0 if at < text.len() => drop(text.remove(at)),
            1 => {
                let end = (at + random.below(12)).min(text.len());
                if text.is_char_boundary(end) {
                    text.replace_range(at..end, "");
                }
            }
            _ => text.insert_str(at, random.of(&pieces)),
        }
    }
    text
}

/// One instruction, or a few, of pieces that mean something to its parser.
pub(crate) fn made_up(random: &mut Random) -> String {
    let keywords = [
        "FROM",
        "ARG",
        "RUN",
        "COPY",
        "ADD",
        "ENV",
        "LABEL",
        "CMD",
        "ENTRYPOINT",
        "HEALTHCHECK",
        "SHELL",
        "ONBUILD RUN",
        "ONBUILD",
        "ONBUILD COPY",
        "EXPOSE",
        "VOLUME",
        "USER",
        "STOPSIGNAL",
        "MAINTAINER",
        "WORKDIR",
        "RUN",
        "RUN",
        "COPY",
        "HEALTHCHECK",
        "onbuild",
        "XRUN",
        "RUN --mount=",
        "RUN --device=",
    ];
    let flags = [
        "--mount=type=cache,target=/a",
        "--mount=",
        "type=secret",
        ",id=a",
        ",src=b",
        ",mode=0400",
        ",uid=x",
        ",size=1g",
        ",required",
        ",readonly=false",
        ",ro",
        ",sharing=locked",
        ",from=a",
        ",from=$a",
        ",\"x=y,z\"",
        "--network=none",
        "--network=",
        "--security=insecure",
        "--device=a",
        "--device=name=a,required",
        "--link",
        "--link=false",
        "--link=",
        "--chown=1:1",
        "--chmod=644",
        "--exclude=*",
        "--parents",
        "--checksum=x",
        "--keep-git-dir",
        "--unpack",
        "--from=a",
        "--platform=a",
        "--interval=1m",
        "--interval=0",
        "--interval=1us",
        "--timeout=1.5h",
        "--retries=3",
        "--retries=+3",
        "--retries=3000000000",
        "--start-period=1d",
        "--start-interval=",
        "--",
        "--x",
        "--x=y",
        "-x",
        "--'li'nk",
        "--li\\nk",
    ];
    let words = [
        "a",
        "b=c",
        "=",
        "a=\"b c\"",
        "'x y'",
        "\"",
        "'",
        "[\"a\", \"b\"]",
        "[",
        "]",
        "[\"a\"]",
        "[1]",
        "[]",
        "\"a\"",
        ",",
        "\\",
        "\\\\",
        "\\\n",
        "\\\n# c\n",
        "\\ \n\n",
        "<<E",
        "<<-E",
        "<<\"E\"",
        "<<-'E F'",
        "0<<E",
        "<< E",
        "<<<E",
        "<<E<",
        "<<",
        "<<-",
        "<<$E",
        "<<${E:-x}",
        "<<\\E",
        "<<E\\ F",
        "$((1 << 2))",
        "${a",
        "AS",
        "as b",
        "CMD",
        "NONE",
        "none",
        "cmd [\"a\"]",
        "8080",
        "$a",
        "#",
        "é",
        "\u{a0}",
        "\t",
        "\r",
        "\u{b}",
        "`",
        "/x/",
        "SIGTERM",
    ];
    let tails = [
        "",
        "\n",
        "\nE\n",
        "\nx\nE\n",
        "\n\tx\n\tE\ny\nE\n",
        "\nE F\nE\n",
        "\r\nE\r\n",
        " \\\nE\n",
        "\n2))\n$E\n${E:-x}\n",
    ];
    let mut text = random
        .of(&["", "", "", "FROM a\n", "# escape=`\n", "# syntax=a\n# syntax=b\n", "#escape=x\n", "# check=a\n"])
        .to_owned();
    for _ in 0..=random.below(2) {
        text.push_str(random.of(&keywords));
        for (choices, most) in [(&flags[..], 3), (&words[..], 5)] {
            for _ in 0..random.below(most) {
                text.push_str(random.of(&[" ", " ", " ", "", "\t", " \\\n"]));
                text.push_str(random.of(choices));
            }
        }
        text.push_str(random.of(&tails));
    }
    text
}
