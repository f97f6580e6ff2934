//! Only starts.

use std::process::ExitCode;

fn main() -> ExitCode {
    dockvet::cli::main()
}
