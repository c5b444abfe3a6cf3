//! Stopping: what has begun is finished, and nothing new is begun. Asked of the real binary.

use crate::support::fake_client;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A portal of its own; it ends with the test, whatever becomes of it.
struct Running {
    child: Child,
    folder: PathBuf,
    port: u16,
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

fn portal(folder: &Path, port: u16) -> Command {
    let mut command = Command::new(checks::program());
    command
        .current_dir(folder)
        .env_remove("DATABASE_URL")
        .env("PORTAL_DATA_DIR", folder)
        .env("PORTAL_ASSETS_DIR", folder.join("dist"))
        .env("PORTAL_LISTEN", format!("127.0.0.1:{port}"))
        .env("PORTAL_BASE_URL", format!("http://localhost:{port}"));
    command
}

fn start() -> Running {
    let folder = std::env::temp_dir().join(format!("portal-stop-{}", std::process::id()));
    fake_client(&folder);
    let port =
        TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
    let is_done = |arguments: &[&str]| {
        let status =
            portal(&folder, port).args(arguments).stdout(Stdio::null()).status().expect("the binary");
        assert!(status.success(), "portal {arguments:?}");
    };
    is_done(&["migrate"]);
    is_done(&[
        "facility",
        "create",
        "--key",
        "demo",
        "--name",
        "Demo",
        "--host",
        "demo.localhost",
        "--zone",
        "Europe/Madrid",
        "--language",
        "en",
    ]);
    let child = portal(&folder, port).arg("serve").stderr(Stdio::null()).spawn().expect("the binary");
    let running = Running { child, folder, port };
    let began = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(began.elapsed() < Duration::from_secs(30), "the portal did not listen in time");
        pause(50);
    }
    running
}

#[expect(clippy::disallowed_methods, reason = "another process is waited for")]
fn pause(milliseconds: u64) {
    std::thread::sleep(Duration::from_millis(milliseconds));
}

/// Waits until `is_so`, for ten seconds at most.
fn until(mut is_so: impl FnMut() -> bool) -> bool {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(10) {
        if is_so() {
            return true;
        }
        pause(50);
    }
    false
}

#[test]
fn a_request_in_flight_is_finished_after_the_stop_signal() {
    let mut running = start();
    let body = "request%5Blanguage%5D=es&request%5Bnext%5D=%2Fmore";
    let mut stream = TcpStream::connect(("127.0.0.1", running.port)).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(15))).expect("a timeout");
    let (first, rest) = body.split_at(10);
    write!(
        stream,
        "POST /api/account/set_language HTTP/1.1\r\nHost: demo.localhost:{}\r\nSec-Fetch-Site: same-origin\r\n\
         Accept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n\
         {:x}\r\n{first}\r\n",
        running.port,
        first.len()
    )
    .expect("half a request");
    // The server has it once it reads; then the signal comes.
    pause(300);
    let stop = Command::new("kill").args(["-TERM", &running.child.id().to_string()]).status();
    assert!(stop.is_ok_and(|status| status.success()));
    assert!(until(|| TcpStream::connect(("127.0.0.1", running.port)).is_err()), "nothing new is begun");
    assert!(running.child.try_wait().expect("a state").is_none(), "what has begun is waited for");
    write!(stream, "{:x}\r\n{rest}\r\n0\r\n\r\n", rest.len()).expect("the other half");
    let mut reader = BufReader::new(stream);
    let mut status = String::new();
    reader.read_line(&mut status).expect("an answer");
    assert!(status.starts_with("HTTP/1.1 303"), "{status}");
    let mut head = Vec::new();
    drop(reader.read_to_end(&mut head));
    assert!(String::from_utf8_lossy(&head).contains("location: /more"));
    let mut code = None;
    assert!(until(|| {
        code = running.child.try_wait().ok().flatten();
        code.is_some()
    }));
    assert!(code.is_some_and(|code| code.success()));
}
