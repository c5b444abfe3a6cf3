//! `style-build` writes `style/patient.css` and `style/clinic.css`; `style-build --check` lists class names that mean nothing.

use std::path::Path;
use std::process::ExitCode;

use style_build::{Project, StyleError, build, check};

#[expect(clippy::print_stderr, reason = "a build tool speaks to the person who builds")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => write(root),
        ["--check"] => list(root),
        _ => {
            eprintln!("usage: style-build [--check]");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("style-build: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Writes the stylesheet of each program, unless it is the same already: a watcher would otherwise build for ever.
fn write(root: &Path) -> Result<bool, StyleError> {
    let project = Project::read(root)?;
    for (name, css) in
        [("style/clinic.css", build(&project)?), ("style/patient.css", build(&project.of_patients())?)]
    {
        let path = root.join(name);
        if !std::fs::read_to_string(&path).is_ok_and(|old| old == css) {
            std::fs::write(&path, css).map_err(|error| StyleError::Io { path, error })?;
        }
    }
    Ok(true)
}

#[expect(clippy::print_stderr, reason = "a build tool speaks to the person who builds")]
fn list(root: &Path) -> Result<bool, StyleError> {
    let findings = check(&Project::read(root)?)?;
    for finding in &findings {
        eprintln!("{finding}");
    }
    if !findings.is_empty() {
        eprintln!("{} class names mean nothing; the vocabulary is in style/README.md", findings.len());
    }
    Ok(findings.is_empty())
}
