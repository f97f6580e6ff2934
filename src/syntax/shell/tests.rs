//! Shell text on the left, its steps on the right.
//!
//! A `?` before a command says that it runs perhaps, `&&`, `||` and `|` how it follows; braces are
//! `Enter` and `Leave`. In words, `$name` is a variable, `$(...)` a substitution, `_` unknown, and `*`
//! stands before a word with a glob.

use super::*;

fn script(text: &str) -> Script {
    let pieces = vec![(0, 0)];
    parse(Text { text: text.to_owned(), pieces }, Dialect::Posix)
}

fn draw(steps: &[Step]) -> String {
    let mut drawn: Vec<String> = Vec::new();
    for step in steps {
        drawn.push(match step {
            Step::Enter => "{".to_owned(),
            Step::Leave => "}".to_owned(),
            Step::Command(command) => draw_command(command),
        });
    }
    drawn.join("; ").replace("{; ", "{ ").replace("; }", " }")
}

fn draw_command(command: &Command) -> String {
    let mut pieces = Vec::new();
    match command.link {
        Link::Then => (),
        Link::And => pieces.push("&&".to_owned()),
        Link::Or => pieces.push("||".to_owned()),
        Link::Pipe => pieces.push("|".to_owned()),
    }
    if command.reach == Reach::Maybe {
        pieces.push("?".to_owned());
    }
    for assignment in &command.assignments {
        let export = if assignment.exported { "export:" } else { "" };
        pieces.push(format!("{export}{}={}", assignment.name, draw_parts(&assignment.value.parts)));
    }
    pieces.extend(command.words.iter().map(|word| draw_parts(&word.parts)));
    for redirect in &command.redirects {
        let body = redirect.body.as_ref().map(|body| format!("{body:?}")).unwrap_or_default();
        let descriptor = redirect.descriptor.map(|number| number.to_string()).unwrap_or_default();
        pieces.push(format!("<{descriptor}{:?} {}{body}>", redirect.kind, draw_parts(&redirect.target.parts)));
    }
    pieces.join(" ")
}

fn draw_parts(parts: &[Part]) -> String {
    let mut drawn = String::new();
    for part in parts {
        match part {
            Part::Literal { text, glob } => {
                drawn.push_str(if *glob { "*" } else { "" });
                drawn.push_str(&text.replace(' ', "\u{b7}"));
            }
            Part::Variable { name, operator, quoted, .. } => {
                drawn.push_str(if *quoted { "\"$" } else { "$" });
                drawn.push_str(name);
                if let Some((sign, operand)) = operator {
                    drawn.push_str(&format!("<{sign}{}>", draw_parts(operand)));
                }
                drawn.push_str(if *quoted { "\"" } else { "" });
            }
            Part::Substitution { steps, .. } => drawn.push_str(&format!("$({})", draw(steps))),
            Part::Unknown => drawn.push('_'),
        }
    }
    drawn
}

fn check(cases: &[(&str, &str)]) {
    let mut wrong = String::new();
    for (text, expected) in cases {
        let script = script(text);
        let drawn = draw(&script.steps);
        if drawn != *expected || !script.understood {
            wrong.push_str(&format!("{text:?}\n  expected {expected}\n  got      {drawn}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn words_lose_quotes_and_keep_variables() {
    check(&[
        ("echo a", "echo a"),
        ("echo 'a b'\"c d\"e", "echo a·bc·de"),
        ("echo a\\ b \\*.c '*' *.d", "echo a·b *.c * **.d"),
        ("echo \"a\\\"b\\n\" \"\\$X\"", "echo a\"b\\n $X"),
        ("echo '' \"\"", "echo  "),
        ("echo $A ${B} \"$C-x\"", "echo $A $B \"$C\"-x"),
        ("echo ${A:-b} ${A-b c} ${A:+\"$B\"}", "echo $A<:-b> $A<-b·c> $A<:+\"$B\">"),
        ("echo ${A#v} ${A##*/} ${A%%.*} ${A/x/y}", "echo $A<#v> $A<##**/> $A<%%*.*> $A</x/y>"),
        ("echo ${A:0:3} ${#A} $((1 + 2))", "echo $A<:0:3> _ _"),
        ("echo $(cat x | wc -l)", "echo $({ cat x }; { | wc -l })"),
        ("echo `go env GOPATH`/bin", "echo $(go env GOPATH)/bin"),
        ("mkdir -p /a/{b,c}", "mkdir -p _"),
        ("ls ~/x [ab] a?b", "ls ~/x *[ab] *a?b"),
        ("cat <(ls)", "cat _"),
        ("echo $'a\\n' $\"b\"", "echo a\n b"),
        ("echo $1 $@ $? \"$*\"", "echo $1 $@ $? \"$*\""),
        ("\"/a b/c\" d", "/a·b/c d"),
        ("$CMD a", "$CMD a"),
        ("echo a#b # c", "echo a#b"),
        ("echo é ü", "echo é ü"),
    ]);
}

#[test]
fn assignments_stand_alone_before_and_in_declarations() {
    check(&[
        ("A=1", "A=1"),
        ("A=1 B=\"$C\" go build", "A=1 B=\"$C\" go build"),
        ("export A=1 B", "export:A=1 export B"),
        ("export PATH=\"$PATH:/x\"", "export:PATH=\"$PATH\":/x export"),
        ("declare -x A=1", "export:A=1 declare -x"),
        ("readonly A=b", "export:A=b readonly"),
        ("A=(a b)", "A=_"),
        ("A+=x", "A=\"$A\"x"),
        ("A=$(uname -m)", "A=$(uname -m)"),
        ("A= make", "A= make"),
        ("set -eux; A=1", "set -eux; A=1"),
    ]);
}

#[test]
fn redirects_say_what_they_do() {
    check(&[
        ("echo a > /b", "echo a <Write /b>"),
        ("echo a >> $B 2>&1", "echo a <Append $B> <2Duplicate 1>"),
        ("cmd &> /x", "cmd <1Write /x>"),
        ("cmd 2>/dev/null < in", "cmd <2Write /dev/null> <Read in>"),
        ("> /empty", "<Write /empty>"),
        ("cat <<EOF > /x\na b\nEOF", "cat <Heredoc EOF\"a b\\n\"> <Write /x>"),
        ("cat <<EOF > /x\na $B\nEOF", "cat <Heredoc EOF> <Write /x>"),
        ("cat <<'EOF'\na $B\nEOF", "cat <Heredoc EOF\"a $B\\n\">"),
        ("cat <<EOF\na \\$B\nEOF", "cat <Heredoc EOF\"a $B\\n\">"),
        ("cat <<-EOF\n\ta\n\tEOF\necho b", "cat <Heredoc EOF\"a\\n\">; echo b"),
        ("cat <<< \"$A\"", "cat <HereString \"$A\">"),
        ("{ echo a; echo b; } > /x", "<Write /x>; echo a; echo b"),
        ("exec 3>&1", "exec <3Duplicate 1>"),
    ]);
}

#[test]
fn lists_are_sure_where_the_script_needs_them() {
    check(&[
        ("a && b && c", "a; && b; && c"),
        ("a; b\nc", "a; b; c"),
        ("a || true", "a; || ? true"),
        ("a || b || c", "a; || ? b; || ? c"),
        ("a && b || c", "a; && ? b; || ? c"),
        ("a && b || exit 1", "a; && b; || ? exit 1"),
        ("a && b || { echo no; exit 1; }", "a; && b; || ? echo no; ? exit 1"),
        ("a && b || false", "a; && b; || ? false"),
        ("a || b && c", "a; || ? b; && c"),
        ("a && b; c", "a; && b; c"),
        ("[ -f x ] && b; c", "[ -f x ]; && ? b; c"),
        ("[ -f x ] && b && d; c", "[ -f x ]; && ? b; && ? d; c"),
        ("[ -f x ] && b", "[ -f x ]; && b"),
        ("! a && b; c", "a; && ? b; c"),
        ("a | grep -q b && c; d", "{ a }; { | grep -q b }; && ? c; d"),
        ("! a", "a"),
        ("a &", "{ a }"),
        ("a & b", "{ a }; b"),
        ("time a b", "a b"),
        ("(a; b) && c", "{ a; b }; && c"),
        ("(cd /x && make); ls", "{ cd /x; && make }; ls"),
        ("{ a; b; } || true", "a; b; || ? true"),
    ]);
}

#[test]
fn branches_and_loops_run_perhaps() {
    check(&[
        ("if a; then b; else c; fi", "a; ? b; ? c"),
        ("if a; then b; elif c; then d; fi; e", "a; ? b; ? c; ? d; e"),
        ("if a && b; then c; fi", "a; && ? b; ? c"),
        ("while read x; do b; done", "read x; ? b"),
        ("until a; do b; done; c", "a; ? b; c"),
        ("case $A in x) a;; *) b; c;; esac", "? a; ? b; ? c"),
        ("for x in a b; do mk $x; done", "x=a; mk $x; x=b; mk $x"),
        ("for x in a b; do [ -e $x ] && mk $x; done", "x=a; [ -e $x ]; && ? mk $x; x=b; [ -e $x ]; && ? mk $x"),
        ("for x in $L; do mk $x; done", "? x=_; ? mk $x"),
        ("for x in *.c; do mk $x; done", "? x=_; ? mk $x"),
        ("for ((i=0; i<3; i++)); do a; done", "? a"),
        ("[[ -n $A && $B == x* ]] && c", "[[ -n $A $B _; && c"),
        ("(( A > 1 )) && c", "(( _; && c"),
        ("if a; then exit 0; fi; b", "a; ? exit 0; ? b"),
        ("if a; then exit 1; fi; b", "a; ? exit 1; b"),
        ("(exit 0); b", "{ exit 0 }; b"),
        ("for x in a; do y || break; z; done; b", "x=a; y; || ? break; ? z; b"),
    ]);
}

#[test]
fn pipelines_are_subshells() {
    check(&[
        ("curl -L u | tar xz", "{ curl -L u }; { | tar xz }"),
        ("a | b | c", "{ a }; { | b }; { | c }"),
        ("a |& b", "{ a }; { | b }"),
        ("a && b | c && d", "a; { && b }; { | c }; && d"),
        ("a | (cd /x && tar x)", "{ a }; { { | cd /x; && tar x } }"),
        ("a | while read b; do c; done", "{ a }; { | read b; ? c }"),
    ]);
}

#[test]
fn functions_are_put_in_place_of_their_calls() {
    check(&[
        ("f() { mk $1; }; f a", "1=a; mk $1"),
        ("f() { mk; }", ""),
        ("f() { mk; }; f; f", "mk; mk"),
        ("f() { return 0; mk; }; f; b", "return 0; ? mk; b"),
        ("function f { mk; }; [ -e x ] && f; b", "[ -e x ]; && ? mk; b"),
        ("f; f() { mk; }", "f"),
        ("f() { mk; }; f > /x", "<Write /x>; mk"),
        ("f() { a; }; g() { f; b; }; g", "a; b"),
    ]);
}

#[test]
fn broken_text_keeps_what_was_read() {
    for text in ["echo a; if", "a && (b", "cat <<EOF\nx", "echo \"a", "for x in a; do"] {
        let script = script(text);
        assert!(!script.understood || text.starts_with("cat"), "{text}");
    }
    assert!(script("").understood);
    let windows = parse(Text { text: "dir".to_owned(), pieces: vec![(0, 0)] }, Dialect::Windows);
    assert!(!windows.understood && windows.steps.is_empty());
}

#[test]
fn spans_stand_in_the_file() {
    // `RUN echo \` + line end + `  a && b`, with the continuation taken out of the text.
    let text = Text { text: "echo   a && b $X".to_owned(), pieces: vec![(0, 4), (5, 11)] };
    let file = "RUN echo \\\n  a && b $X";
    let script = parse(text, Dialect::Posix);
    let spans: Vec<&str> = script.commands().flat_map(|it| &it.words).map(|it| &file[it.span.range()]).collect();
    assert_eq!(spans, ["echo", "a", "b", "$X"]);
    let commands: Vec<&str> = script.commands().map(|it| &file[it.span.range()]).collect();
    assert_eq!(commands, ["echo \\\n  a", "b $X"]);
}

#[test]
fn work_is_bounded() {
    let deep = format!("{}a{}", "(".repeat(5_000), ")".repeat(5_000));
    assert!(!script(&deep).understood);
    let chain = vec!["a"; 900].join(" && ");
    assert_eq!(script(&chain).steps.len(), 900);
    let words = vec!["w"; 32].join(" ");
    let loops = format!("for x in {words}; do ").repeat(6) + "a" + &"; done".repeat(6);
    let loops = script(&loops);
    assert!(!loops.understood && loops.steps.len() <= 20_001);
    let grow = "f1() { a; a; }; ".to_owned()
        + &(2..30).map(|n| format!("f{n}() {{ f{0}; f{0}; }}; ", n - 1)).collect::<String>()
        + "f29";
    assert!(!script(&grow).understood);
    assert!(!script("f() { f; }; f").understood);
    assert!(!script(&"a ".repeat(1 << 20)).understood);
}

#[test]
fn failures_end_the_script_where_nothing_hides_them() {
    let fatal = |text: &str| {
        let script = script(text);
        let fatal = script.commands().filter(|it| it.failure == Failure::EndsScript);
        fatal.filter_map(Command::name).collect::<Vec<_>>().join(" ")
    };
    let table = [
        ("a && b", "a b"),
        ("a; b", "b"),
        ("set -e; a; b", "a b"),
        ("set -eux; a && b; c", "b c"),
        ("a || b", ""),
        ("a || exit 1; b", "a b"),
        ("a | b", "b"),
        ("if a; then b; fi", ""),
        ("! a", ""),
        ("(a; b) && c", "b c"),
        ("set -e; (a && b); c", "a b c"),
        ("f() { a; b; }; f", "b"),
        ("a & b", "b"),
    ];
    for (text, expected) in table {
        let found = fatal(text);
        // A command that runs perhaps may carry the mark: rules ask for both.
        let sure: Vec<&str> = found.split(' ').filter(|it| !it.is_empty()).collect();
        let wanted: Vec<&str> = expected.split(' ').filter(|it| !it.is_empty()).collect();
        assert!(wanted.iter().all(|it| sure.contains(it)), "{text}: {found}");
        assert!(text.contains("||") || text.starts_with("if") || sure == wanted, "{text}: {found}");
    }
}
