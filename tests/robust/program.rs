//! The built program, watched: what hangs is killed.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Far more than any of these takes, even without optimization on a busy machine.
const LIMIT: Duration = Duration::from_secs(300);

/// A folder with these files; a name may have folders in front.
pub(crate) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it has a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }
    folder
}

pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    wait(&mut start(folder, arguments))
}

/// The same with a text on standard input.
pub(crate) fn run_with(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = command(folder, arguments);
    let mut child = command.stdin(Stdio::piped()).spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    let input = input.to_owned();
    // A program that ends early leaves the rest.
    std::thread::spawn(move || stdin.write_all(&input));
    wait(&mut child)
}

pub(crate) fn start(folder: &Path, arguments: &[&str]) -> Child {
    command(folder, arguments).stdin(Stdio::null()).spawn().expect("the program starts")
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dockvet"));
    command.args(arguments).current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Waits for the end, reading what is written meanwhile; kills what takes too long, which fails the test.
pub(crate) fn wait(child: &mut Child) -> Output {
    let (out, error) = (child.stdout.take(), child.stderr.take());
    let out = std::thread::spawn(move || read(out));
    let error = std::thread::spawn(move || read(error));
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("the program can be waited for") {
            break status;
        }
        if begun.elapsed() > LIMIT {
            child.kill().expect("the program can be killed");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let join = |thread: std::thread::JoinHandle<Vec<u8>>| thread.join().expect("reading does not panic");
    Output { status, stdout: join(out), stderr: join(error) }
}

fn read(stream: Option<impl Read>) -> Vec<u8> {
    let mut bytes = Vec::new();
    // What was written before an error is what there is.
    let _ = stream.map(|mut it| it.read_to_end(&mut bytes));
    bytes
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
