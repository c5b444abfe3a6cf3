//! The real binary as a process of its own, and a client that speaks HTTP to it over a socket.

use super::test_portal::fake_client;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

/// Where processes find their database and their files.
#[derive(Clone)]
pub struct Settings {
    pub database_url: String,
    pub folder: PathBuf,
}

impl Settings {
    /// A command of the binary, ready to run.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(checks::program());
        command
            .args(arguments)
            .env_clear()
            .env("DATABASE_URL", &self.database_url)
            .env("PORTAL_DATA_DIR", &self.folder)
            .env("PORTAL_ASSETS_DIR", fake_client(&self.folder))
            .env("PORTAL_BASE_URL", "http://localhost:3000")
            .env("PORTAL_DEMO", "1")
            .env("PORTAL_LOG", "warn")
            .stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub async fn run(&self, arguments: &[&str]) -> Output {
        let mut command = self.command(arguments);
        tokio::task::spawn_blocking(move || command.output().expect("the binary runs"))
            .await
            .expect("no panic")
    }

    /// Runs a command that must succeed; its output.
    pub async fn must(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments).await;
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

/// A process that serves; it ends with this value.
pub struct Process {
    child: Child,
    pub port: u16,
}

impl Process {
    /// Starts `portal serve` and waits until it is ready.
    pub async fn serve(settings: &Settings) -> Self {
        let port = free_port();
        let mut command = settings.command(&["serve"]);
        let child = command
            .env("PORTAL_LISTEN", format!("127.0.0.1:{port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary starts");
        let process = Self { child, port };
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            if let Ok(answer) =
                exchange(port, "GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await
                && answer.status == 200
            {
                return process;
            }
            assert!(Instant::now() < deadline, "the process did not become ready");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Ends the process as a power cut would.
    pub fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
    }

    /// Tells the process to stop; how long it took, if it stopped in time.
    pub async fn stop(&mut self, longest: Duration) -> Option<Duration> {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(told.is_ok_and(|status| status.success()));
        let began = Instant::now();
        while began.elapsed() < longest {
            if self.child.try_wait().expect("a state").is_some() {
                return Some(began.elapsed());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        None
    }

    /// Calls a server function as the application does.
    pub async fn call(
        &self,
        host: &str,
        cookie: &str,
        endpoint: &str,
        body: &str,
    ) -> std::io::Result<Answer> {
        exchange(self.port, &request(host, cookie, endpoint, body)).await
    }

    /// Opens the stream of events.
    pub async fn events(&self, host: &str, cookie: &str, last: Option<i64>) -> Stream {
        let last = last.map(|id| format!("last-event-id: {id}\r\n")).unwrap_or_default();
        let head = format!("GET /events/stream HTTP/1.1\r\nhost: {host}\r\ncookie: {cookie}\r\n{last}\r\n");
        let mut socket = TcpStream::connect(("127.0.0.1", self.port)).await.expect("a connection");
        socket.write_all(head.as_bytes()).await.expect("sent");
        let mut stream = Stream { socket, text: String::new() };
        assert!(stream.wait_for("text/event-stream", Duration::from_secs(5)).await, "{}", stream.text);
        stream
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The bytes of a call, for those who send them in their own way.
pub fn request(host: &str, cookie: &str, endpoint: &str, body: &str) -> String {
    format!(
        "POST /api/{endpoint} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\nsec-fetch-site: same-origin\r\n\
         accept: application/json\r\ncontent-type: application/x-www-form-urlencoded\r\ncookie: {cookie}\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// An answer of a process.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub text: String,
}

impl Answer {
    /// The body, if it is JSON.
    pub fn json(&self) -> serde_json::Value {
        let body = self.text.split("\r\n\r\n").nth(1).unwrap_or_default();
        let from = body.find(['{', '[']).unwrap_or(0);
        let to = body.rfind(['}', ']']).map_or(body.len(), |at| at + 1);
        serde_json::from_str(&body[from..to]).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The cookies it sets, as they are sent back.
    pub fn cookies(&self) -> String {
        let set = self.text.lines().filter_map(|line| line.strip_prefix("set-cookie: "));
        set.filter_map(|cookie| cookie.split(';').next()).collect::<Vec<_>>().join("; ")
    }
}

/// Sends bytes and reads until the other side is done.
pub async fn exchange(port: u16, bytes: &str) -> std::io::Result<Answer> {
    let mut socket = TcpStream::connect(("127.0.0.1", port)).await?;
    socket.write_all(bytes.as_bytes()).await?;
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).await?;
    let text = String::from_utf8_lossy(&answer).into_owned();
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok());
    match status {
        Some(status) => Ok(Answer { status, text }),
        None => Err(std::io::Error::other("no answer")),
    }
}

/// A stream of events, as text.
pub struct Stream {
    socket: TcpStream,
    pub text: String,
}

impl Stream {
    /// Reads until the text holds `wanted`; says whether it came in time.
    pub async fn wait_for(&mut self, wanted: &str, longest: Duration) -> bool {
        let read = async {
            let mut bytes = vec![0; 16 * 1024];
            while !self.text.contains(wanted) {
                match self.socket.read(&mut bytes).await {
                    Ok(count) if count > 0 => self.text.push_str(&String::from_utf8_lossy(&bytes[..count])),
                    _ => return false,
                }
            }
            true
        };
        timeout(longest, read).await.unwrap_or(false)
    }

    /// Whether the other side ends it in time.
    pub async fn ends(&mut self, longest: Duration) -> bool {
        !self.wait_for("\0", longest).await && timeout(longest, self.socket.read(&mut [0])).await.is_ok()
    }

    /// The ids of the events so far.
    pub fn ids(&self) -> Vec<i64> {
        self.text
            .lines()
            .filter_map(|line| line.strip_prefix("id: "))
            .filter_map(|id| id.trim().parse().ok())
            .collect()
    }
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// The largest memory a running process has held so far, in KiB.
pub fn peak_memory_kib(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(Path::new("/proc").join(process.to_string()).join("status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().split(' ').next()?.parse().ok()
}
