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

const PIECES: [&str; 36] = [
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

/// A few letters put in, taken out or swapped.
pub(crate) fn damage(text: &str, random: &mut Random) -> String {
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
            _ => text.insert_str(at, random.of(&PIECES)),
        }
    }
    text
}

/// One instruction, or a few, of pieces that mean something to its parser.
pub(crate) fn made_up(random: &mut Random) -> String {
    let heads = ["", "", "", "FROM a\n", "# escape=`\n", "# syntax=a\n# syntax=b\n", "#escape=x\n", "# check=a\n"];
    let blanks = [" ", " ", " ", " ", "\t", " \\\n", ""];
    let mut text = random.of(&heads).to_owned();
    for _ in 0..=random.below(2) {
        let keyword = random.of(&KEYWORDS);
        text.push_str(keyword);
        let wild = random.below(3) == 0;
        for _ in 0..random.below(3) {
            text.push_str(random.of(&blanks[..if wild { 7 } else { 6 }]));
            text.push_str(random.of(if wild { &FLAGS } else { flags_of(keyword) }));
            if keyword.ends_with("RUN") {
                let mount = [
                    "--mount=",
                    "--mount=type=",
                    "--mount=type=cache",
                    "--mount=type=secret",
                    "--mount=target=a",
                    "--device=",
                ];
                text.push(' ');
                text.push_str(random.of(&mount));
                for _ in 0..random.below(4) {
                    text.push_str(random.of(&FIELDS));
                }
            }
        }
        for _ in 0..random.below(5) {
            text.push_str(random.of(&blanks[..if wild { 7 } else { 6 }]));
            text.push_str(random.of(if wild { &WORDS } else { &WORDS[..PLAIN] }));
        }
        text.push_str(random.of(&TAILS));
    }
    text
}

const KEYWORDS: [&str; 29] = [
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
    "COPY",
    "HEALTHCHECK",
    "onbuild",
    "XRUN",
    "RUN",
    "ADD",
    "HEALTHCHECK --retries=1 CMD",
    "ENV a=b",
];

fn flags_of(keyword: &str) -> &'static [&'static str] {
    match keyword {
        "COPY" | "ONBUILD COPY" => {
            &["--link", "--link=False", "--chown=1:1", "--from=a", "--exclude=*", "--parents=TRUE", "--chmod='6 4'"]
        }
        "ADD" => {
            &["--link", "--chown=1:1", "--keep-git-dir", "--checksum=x", "--unpack=true", "--exclude=*", "--chmod=\\ "]
        }
        "RUN" | "ONBUILD RUN" => &["--network=none", "--security=sandbox", "--network=host", "--mount=target=/x"],
        "HEALTHCHECK" => &[
            "--interval=1m",
            "--interval=0",
            "--timeout=1.5h",
            "--retries=3",
            "--retries=+3",
            "--start-period=1h2m3.04s",
            "--start-interval=",
            "--timeout=-0s",
            "--interval=1\u{b5}s",
        ],
        "FROM" => &["--platform=a", "--platform=$BUILDPLATFORM"],
        _ => &["", "", "", "--"],
    }
}

const FIELDS: [&str; 34] = [
    "cache",
    "bind",
    "secret",
    "tmpfs",
    "ssh",
    "Cache",
    ",target=/a",
    ",dst=/b",
    ",id=a",
    ",src=b",
    ",mode=0400",
    ",mode=9",
    ",uid=1",
    ",uid=x",
    ",size=1g",
    ",size=1.5 KiB",
    ",size=x",
    ",size=-1",
    ",required",
    ",required=x",
    ",readonly=false",
    ",readonly=",
    ",ro",
    ",rw=1",
    ",sharing=locked",
    ",sharing=LOCKED",
    ",sharing=x",
    ",from=a",
    ",from=$a",
    ",from=a$",
    ",type=tmpfs",
    ",type=secret",
    ",env=X",
    ",foo=bar",
];

const FLAGS: [&str; 32] = [
    "--mount=type=cache,target=/a",
    "--mount=",
    "--network=none",
    "--network=",
    "--security=insecure",
    "--device=a",
    "--device=name=a,required",
    "--device=a,b=c,d",
    "--link",
    "--link=",
    "--chown=1:1",
    "--exclude=*",
    "--parents",
    "--checksum=x",
    "--keep-git-dir",
    "--unpack",
    "--from=a",
    "--platform=a",
    "--interval=1us",
    "--retries=3000000000",
    "--start-period=1d",
    "--start-interval=",
    "--",
    "--x",
    "--x=y",
    "-x",
    "--'li'nk",
    "--li\\nk",
    "--\"\"",
    "--=",
    "--retries=-1",
    "--mount=\"a=b\",c",
];

/// So many of the words do no harm in most places.
const PLAIN: usize = 22;

const WORDS: [&str; 72] = [
    "a",
    "b=c",
    "a=\"b c\"",
    "x='d e'",
    "[\"a\",\"b\"]",
    "[ \"a\" ]",
    "CMD",
    "NONE",
    "AS",
    "as b",
    "8080",
    "$a",
    "${a:-b}",
    "é=ö",
    "/x/",
    "<<E",
    "<<-E",
    "<<\"E\"",
    "\\\n",
    "\\\n# c\n",
    "=",
    "f\\ g=h",
    "'x y'",
    "\"",
    "'",
    "[",
    "]",
    "[1]",
    "[]",
    "\"a\"",
    ",",
    "\\",
    "\\\\",
    "\\ \n\n",
    "<<-'E F'",
    "0<<E",
    "3<<-E",
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
    "cmd [\"a\"]",
    "none",
    "#",
    "\u{a0}",
    "\t",
    "\r",
    "\u{b}",
    "`",
    "SIGTERM",
    "[\"a\", null]",
    "[\"\\u00e9\\ud800\"]",
    "[\"a\",]",
    "[\"<<E\", \"b\"]",
    "${a/b/c}",
    "${a#'}",
    "${a%%}",
    "\"<<E\"",
    "a<<E",
    "<<E;",
    "<<E|b",
    "ENV a",
    "FROM a",
    "COPY a",
    "RUN <<E",
];

const TAILS: [&str; 11] = [
    "",
    "\n",
    "\n",
    "\nE\n",
    "\nx\nE\n",
    "\n\tx\n\tE\ny\nE\n",
    "\nE F\nE\n",
    "\r\nE\r\n",
    " \\\nE\n",
    "\n2))\n$E\n${E:-x}\n",
    "\nE;\nE|b\n",
];
