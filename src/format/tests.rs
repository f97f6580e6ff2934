//! What the layout does, and what it leaves alone.

use super::*;

/// `before` laid out, which is held to stay as it is when it is laid out again.
fn laid_out(before: &str) -> String {
    in_style(before, &Style::default())
}

fn in_style(before: &str, style: &Style) -> String {
    let once = text(&Source::new("Dockerfile", before), style);
    let twice = text(&Source::new("Dockerfile", once.clone()), style);
    assert_eq!(once, twice, "laid out twice");
    once
}

/// Holds that nothing of `text` changes.
fn stays(text: &str) {
    assert_eq!(laid_out(text), text);
}

#[test]
fn keywords_stand_in_upper_case_at_the_start_of_the_line() {
    assert_eq!(laid_out("  from a as Build\n\tonbuild  run x\n"), "FROM a AS Build\nONBUILD RUN x\n");
}

#[test]
fn one_blank_separates_words() {
    let before = "FROM\t a   AS  b\nCOPY  --from=x   --chmod=1 a\tb   c/\nEXPOSE 1   2/tcp\nENV A=1    B='2  3'\nARG  X=1  Y\nLABEL a=\"b  c\"   d=e\n";
    let after = "FROM a AS b\nCOPY --from=x --chmod=1 a b c/\nEXPOSE 1 2/tcp\nENV A=1 B='2  3'\nARG X=1 Y\nLABEL a=\"b  c\" d=e\n";
    assert_eq!(laid_out(before), after);
}

#[test]
fn arrays_have_a_blank_behind_each_comma() {
    let before =
        "FROM a\nCMD [ \"a\",\"b,c\" ,  \"d\" ]\nSHELL [\"x\",\"-c\"]\nHEALTHCHECK  --retries=2   CMD [\"a\",\"b\"]\n";
    let after =
        "FROM a\nCMD [\"a\", \"b,c\", \"d\"]\nSHELL [\"x\", \"-c\"]\nHEALTHCHECK --retries=2 CMD [\"a\", \"b\"]\n";
    assert_eq!(laid_out(before), after);
}

#[test]
fn continued_lines_move_together() {
    let before = "FROM a\nRUN apt-get update &&   \\  \n  apt-get install \\\n      curl \\\n      git && \\\n  true\n";
    let after =
        "FROM a\nRUN apt-get update && \\\n    apt-get install \\\n        curl \\\n        git && \\\n    true\n";
    assert_eq!(laid_out(before), after);
    let tabs = "FROM a\nRUN x; \\\n\ty; \\\n\t\tz\n";
    assert_eq!(laid_out(tabs), "FROM a\nRUN x; \\\n    y; \\\n        z\n");
    let style = Style { indent: Indent::Tab(4), ..Style::default() };
    assert_eq!(in_style(before, &style), after.replace("    ", "\t"));
}

#[test]
fn comments_inside_stand_as_the_line_below() {
    let before = "FROM a\nRUN x && \\\n# why\n      # more\n  y && \\\n\n  z\n";
    assert_eq!(laid_out(before), "FROM a\nRUN x && \\\n    # why\n    # more\n    y && \\\n    z\n");
}

#[test]
fn a_line_without_words_moves_too() {
    assert_eq!(laid_out("FROM a\nRUN x && \\\n\\\ny\n"), "FROM a\nRUN x && \\\n    \\\n    y\n");
}

#[test]
fn words_are_not_torn() {
    stays("FROM a\nRUN foo\\\nbar \"a   \\\n  b\" && x 'c  \\\n        d'\n");
    stays("FROM a\nENV A=\"b   \\\n c\" \\\n    D=e\nENV K  v   \\\n  w\n".replace("K  v", "K v").as_str());
    stays("FROM a\nRUN echo \"$(cat \\\n  x 'y  \\\n z')\"\n");
    stays("FROM a\nRUN echo a\\\\\n");
}

#[test]
fn a_blank_goes_before_a_continuation_where_one_follows() {
    assert_eq!(laid_out("FROM a\nRUN x &&\\\n  y\n"), "FROM a\nRUN x && \\\n    y\n");
}

#[test]
fn blank_lines_part_stages_and_nothing_else_twice() {
    let before = "\n\nARG V=1\nFROM a\n\n\nRUN x\n# second\n# stage\nFROM b\nUSER c\n\n\n";
    assert_eq!(laid_out(before), "ARG V=1\nFROM a\n\nRUN x\n\n# second\n# stage\nFROM b\nUSER c\n");
}

#[test]
fn heredocs_are_left_alone() {
    stays("FROM a\nRUN <<EOF\n  a   b  \n\n\n\tc\nEOF\nCOPY <<-'X' /x\n\t y  \nX\n");
    assert_eq!(laid_out("FROM a\nrun  cat <<EOF  \n x \nEOF"), "FROM a\nRUN cat <<EOF\n x \nEOF\n");
}

#[test]
fn directives_and_byte_order_marks_stay() {
    stays("# syntax=docker/dockerfile:1\n# escape=`\nFROM a\nRUN x `\n    y\n");
    assert_eq!(laid_out("\u{feff}from a\n"), "\u{feff}FROM a\n");
    // It would become a directive.
    stays("FROM a\n");
}

#[test]
fn lines_end_as_most_do_or_as_told() {
    assert_eq!(laid_out("FROM a\r\nRUN x \\\n  y\r\nRUN z\r\n"), "FROM a\r\nRUN x \\\r\n    y\r\nRUN z\r\n");
    let style = Style { line_end: Some(LineEnd::Lf), ..Style::default() };
    assert_eq!(in_style("FROM a\r\nUSER b\r\n", &style), "FROM a\nUSER b\n");
    let style = Style { final_newline: false, ..Style::default() };
    assert_eq!(in_style("FROM a\nUSER b\n", &style), "FROM a\nUSER b");
}

#[test]
fn what_the_builder_refuses_stays() {
    stays("FROM a\nfoo   bar  \\\n  baz\n");
    stays("");
}

#[test]
fn shells_that_are_not_read_keep_their_text() {
    stays("# escape=`\nFROM a\nSHELL [\"powershell\"]\nRUN a   `\n  b\n");
}
