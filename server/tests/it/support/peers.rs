//! Processes on the other side: real servers and clients of others, which know nothing of our code.

use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};

/// A program of `tests/peers` that runs; it ends with this value.
pub struct Peer {
    child: Child,
    lines: BufReader<ChildStdout>,
    /// What it said first: where it listens.
    pub hello: Value,
}

impl Peer {
    pub fn start(program: &str, arguments: &[&str]) -> Self {
        let mut child = python(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the peer starts");
        let lines = BufReader::new(child.stdout.take().expect("its output"));
        let mut peer = Self { child, lines, hello: Value::Null };
        peer.hello = peer.next();
        peer
    }

    /// A number of what it said first, as a port.
    pub fn port(&self, name: &str) -> u64 {
        self.hello[name].as_u64().expect("a port")
    }

    /// A text of what it said first.
    pub fn told(&self, name: &str) -> &str {
        self.hello[name].as_str().expect("a text")
    }

    /// The next thing it says; waits for it.
    pub fn next(&mut self) -> Value {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("its output");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("the peer said {line:?}: {error}"))
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Runs a program of `tests/peers` to its end; what it said.
pub fn run(program: &str, arguments: &[&str]) -> Value {
    serde_json::from_str(&said(program, arguments)).expect("one line of JSON")
}

/// The same, line by line.
pub fn lines(program: &str, arguments: &[&str]) -> Vec<String> {
    said(program, arguments).lines().map(str::to_owned).collect()
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = python(program).args(arguments).output().expect("the peer runs");
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

fn python(program: &str) -> Command {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let tools = std::env::var_os("PORTAL_TOOLS").map_or_else(|| here.join("../../.tools"), PathBuf::from);
    let python = tools.join("peers/bin/python");
    assert!(
        tools.join("peers/installed").exists() && python.exists(),
        "the other sides of the delivery tests are missing in {}; run: sh scripts/peers.sh",
        tools.display()
    );
    let mut command = Command::new(python);
    command.arg(here.join("peers").join(program));
    command
}
