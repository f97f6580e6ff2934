//! Command lines against images that need no build context.

use super::*;
use crate::model::{self, Options};
use crate::source::Source;
use crate::syntax;

fn model(text: &str) -> Model {
    let source = Source::from_bytes("Dockerfile", text.as_bytes().to_vec());
    let dockerfile = syntax::parse(&source);
    model::build(source, dockerfile, None, &Options::default())
}

fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

const SERVER: &str = "FROM alpine:3.20\nWORKDIR /srv\nRUN touch run.sh && chmod +x run.sh\n\
    ENTRYPOINT [\"/srv/run.sh\"]\nCMD [\"nothing\"]\n";

#[test]
fn a_platform_replaces_entrypoint_and_command() {
    let model = model(SERVER);
    let needed = |line: &CommandLine| {
        let start = model.start_with(0, line).expect("something is started");
        start.needed.into_iter().map(|it| (it.name, it.look.is_present(), it.given)).collect::<Vec<_>>()
    };
    let own = needed(&CommandLine::default());
    assert_eq!(own, [("/srv/run.sh".to_owned(), true, None)]);

    let other = words("./run.sh --fast");
    let line = CommandLine { entrypoint: Some(&other), ..CommandLine::default() };
    assert_eq!(needed(&line), [("./run.sh".to_owned(), true, Some(Given::Entrypoint(0)))]);
    let line = CommandLine { folder: Some("/opt"), ..line };
    assert_eq!(needed(&line), [("./run.sh".to_owned(), false, Some(Given::Entrypoint(0)))]);

    let (none, command) = (Vec::new(), words("env A=1 /opt/missing"));
    let line = CommandLine { entrypoint: Some(&none), cmd: Some(&command), folder: None };
    let expected = [("env", true, Some(Given::Cmd(0))), ("/opt/missing", false, Some(Given::Cmd(2)))];
    assert_eq!(needed(&line), expected.map(|(name, there, given)| (name.to_owned(), there, given)));
}

#[test]
fn an_entrypoint_of_the_platform_drops_the_command_of_the_image() {
    let model = model(SERVER);
    let start = model.start_of(0, &words("tini --"), None).expect("something is started");
    assert_eq!(start.argv.len(), 2);
    assert!(start.needed.iter().all(|it| it.name != "nothing"));
}

#[test]
fn the_text_of_a_shell_points_at_its_word() {
    let model = model(SERVER);
    let line = ["sh", "-c", "cd /srv && exec ./other.sh"].map(str::to_owned);
    let start = model.start_of(0, &line, None).expect("something is started");
    let last = start.needed.last().expect("the script is needed");
    assert_eq!((last.tried[0].as_str(), last.given), ("/srv/other.sh", Some(Given::Entrypoint(2))));
    assert!(last.look.is_absent());
}
