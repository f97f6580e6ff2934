//! Texts that take time in proportion to their length: four times the text, not sixteen times the work. They measure, so
//! they run when asked: `cargo test --release --test fuzz -- --ignored`.

use std::time::{Duration, Instant};

use dockvet::context::dockerignore;
use dockvet::format::{Style, text};
use dockvet::source::Source;
use dockvet::syntax::parse;

/// Head, what is repeated, tail.
const TEXTS: [(&str, &str, &str); 14] = [
    ("", "RUN <<A\n", ""),
    ("", "RUN <<A\nA\n", ""),
    ("", "RUN <<A\n", "\tA"),
    ("ENV a=b \\\n", "c=d \\\n", ""),
    ("COPY ", "a \\\n", "x"),
    ("CMD [\"a\"", ",\\\n\"\\u0061\"", "]"),
    ("RUN ", "<<A ", ""),
    ("ARG a=", "${a:-", ""),
    ("", "ONBUILD ", ""),
    ("", "\\\n", ""),
    ("RUN --mount=type=bind,", "a=b,\\\n", ""),
    ("", "# escape=`\n", ""),
    ("RUN ", "a && \\\n", "b"),
    ("RUN echo \"", "$(", "\n"),
];

/// Repetitions of the shorter text.
const TIMES: usize = 4_000;

#[test]
#[ignore = "measures time: run it on a machine at rest"]
fn reading_takes_time_in_proportion() {
    for (head, unit, tail) in TEXTS {
        let file = |times: usize| Source::new("Dockerfile", format!("{head}{}{tail}", unit.repeat(times)));
        in_proportion(&format!("{unit:?} read"), |times| drop(parse(&file(times))));
    }
}

#[test]
#[ignore = "measures time: run it on a machine at rest"]
fn laying_out_takes_time_in_proportion() {
    for (head, unit, tail) in TEXTS {
        let file = |times: usize| Source::new("Dockerfile", format!("{head}{}{tail}", unit.repeat(times / 8)));
        in_proportion(&format!("{unit:?} laid out"), |times| drop(text(&file(times), &Style::default())));
    }
}

#[test]
#[ignore = "measures time: run it on a machine at rest"]
fn ignore_files_take_time_in_proportion() {
    for unit in ["a\n", "!a\n", "**/a\n", "a/**/b*[c-d]?\n", "**/", "*", "[", "\\", "!"] {
        let file = |times: usize| dockerignore::parse(Source::new(".dockerignore", unit.repeat(times)));
        in_proportion(&format!("{unit:?} in an ignore file"), |times| {
            std::hint::black_box(file(times).excludes("a/b/c", false));
        });
    }
}

/// Holds that `work` for four times as much takes less than ten times as long, which noise does not reach.
fn in_proportion(what: &str, work: impl Fn(usize)) {
    let took = |times: usize| {
        let begun = spent();
        work(times);
        spent().saturating_sub(begun)
    };
    // Little can be measured badly: a second look decides.
    let is_steep = || {
        let (short, long) = (took(TIMES), took(4 * TIMES));
        (long > short * 10 + Duration::from_millis(100)).then_some((short, long))
    };
    if let Some((short, long)) = is_steep().and_then(|_| is_steep()) {
        panic!("{what}: {TIMES} take {short:?}, and {} take {long:?}", 4 * TIMES);
    }
}

/// What this thread has worked so far; where that is not told, the time that went by.
fn spent() -> Duration {
    use std::sync::LazyLock;
    static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let worked = told.and_then(|it| it.split(' ').next()?.parse().ok()).map(Duration::from_nanos);
    worked.unwrap_or_else(|| BEGUN.elapsed())
}
