//! Texts that would take forever if the work grew with the square of their length.

use std::time::Instant;

use dockvet::source::Source;
use dockvet::syntax::parse;

#[test]
fn long_texts_take_little_time() {
    let start = Instant::now();
    let texts = [
        "RUN <<A\n".repeat(100_000),
        "RUN <<A\nA\n".repeat(100_000),
        format!("{}\tA", "RUN <<A\n".repeat(100_000)),
        format!("ENV a=b \\\n{}", "c=d \\\n".repeat(100_000)),
        format!("COPY {}x", "a \\\n".repeat(100_000)),
        format!("CMD [\"a\"{}]", ",\\\n\"\\u0061\"".repeat(50_000)),
        format!("RUN {}", "<<A ".repeat(15_000)),
        format!("ARG a={}", "${a:-".repeat(12_000)),
        "ONBUILD ".repeat(8_000),
        "\\\n".repeat(200_000),
        format!("RUN --mount=type=bind,{}", "a=b,\\\n".repeat(50_000)),
        "# escape=`\n".repeat(100_000),
    ];
    for text in texts {
        let source = Source::new("Dockerfile", text);
        let _ = parse(&source);
    }
    assert!(start.elapsed().as_secs() < 120, "it took {:?}", start.elapsed());
}
