//! Helpers of the house rules: the files of this repository, and what cargo says of its rooms.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of the repository.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A source file: its path from the root, with slashes, and its text.
#[derive(Debug)]
pub struct Source {
    /// Path from the root.
    pub path: String,
    /// Content.
    pub text: String,
}

impl Source {
    /// Its lines with their numbers, from 1, up to the tests at its end.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let end = self.text.find("\n#[cfg(test)]\nmod tests").unwrap_or(self.text.len());
        self.text.get(..end).unwrap_or_default().lines().enumerate().map(|(index, line)| (index + 1, line))
    }
}

/// The files below `folder` whose names end in one of `endings`, without what was built or installed.
#[must_use]
pub fn sources(folder: &str, endings: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    walk(&root().join(folder), folder, endings, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn walk(folder: &Path, shown: &str, endings: &[&str], found: &mut Vec<Source>) {
    const SKIPPED: [&str; 6] = ["target", "node_modules", "dist", ".git", ".tools", "data"];
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if shown == "." { name.clone() } else { format!("{shown}/{name}") };
        if entry.path().is_dir() {
            if !SKIPPED.contains(&name.as_str()) {
                walk(&entry.path(), &path, endings, found);
            }
        } else if endings.iter().any(|ending| name.ends_with(ending))
            && let Ok(text) = std::fs::read_to_string(entry.path())
        {
            found.push(Source { path, text });
        }
    }
}

/// The names of the crates that `package` depends on, as cargo resolves them with `arguments`.
///
/// # Panics
/// When cargo cannot be run: then no rule was checked, and that must not look like a pass.
#[must_use]
#[expect(clippy::panic, reason = "a rule that cannot be checked has failed")]
pub fn dependencies(package: &str, arguments: &[&str]) -> Vec<String> {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(root()).args([
        "tree",
        "--offline",
        "--prefix",
        "none",
        "--format",
        "{lib}",
        "-e",
        "normal",
    ]);
    command.args(["-p", package]).args(arguments);
    let output = match command.output() {
        Ok(output) if output.status.success() => output.stdout,
        Ok(output) => panic!("cargo tree -p {package}: {}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => panic!("cargo tree -p {package}: {error}"),
    };
    let mut names: Vec<String> =
        String::from_utf8_lossy(&output).lines().skip(1).map(|line| line.trim().to_owned()).collect();
    names.sort();
    names.dedup();
    names
}
