//! The binary `portal`.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::run()
}
