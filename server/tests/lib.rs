//! What the integration tests stand on beside the server's own rooms.

use std::path::PathBuf;

/// The program that was built with the tests: it lies beside the folder that they lie in.
#[must_use]
pub fn program() -> PathBuf {
    let tests = std::env::current_exe().unwrap_or_default();
    let folder = tests.parent().and_then(std::path::Path::parent).map(PathBuf::from);
    folder.unwrap_or_default().join("portal")
}
