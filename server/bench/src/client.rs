//! The smallest HTTP client that measures: one connection that stays open, and nothing between it and the socket.

use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

/// A connection to the portal, as a browser at one host with one cookie.
pub struct Client {
    stream: TcpStream,
    host: String,
    cookie: Option<String>,
    unread: Vec<u8>,
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// Status code.
    pub status: u16,
    /// Status line and headers.
    pub head: String,
    /// Body, as it came over the wire but for chunking.
    pub body: Vec<u8>,
    /// Bytes of head and body.
    pub bytes: u64,
}

impl Reply {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON, when the answer is a success.
    ///
    /// # Errors
    /// What came instead.
    pub fn json(&self) -> Result<serde_json::Value, String> {
        if self.status != 200 {
            return Err(format!("status {}: {}", self.status, self.text()));
        }
        serde_json::from_slice(&self.body).map_err(|error| error.to_string())
    }

    /// The value of the first cookie that is set, as `name=value`.
    pub fn cookie(&self) -> Option<String> {
        header(&self.head, "set-cookie").map(|value| value.split(';').next().unwrap_or_default().to_owned())
    }
}

fn header<'a>(head: &'a str, wanted: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case(wanted).then(|| value.trim())
    })
}

impl Client {
    /// Connects; with `receive_buffer` the system keeps no more than that for a reader that is slow.
    ///
    /// # Errors
    /// Why it could not connect.
    pub async fn connect(
        address: SocketAddr,
        host: &str,
        cookie: Option<String>,
        receive_buffer: Option<u32>,
    ) -> Result<Self, String> {
        let told = |error: std::io::Error| format!("connecting to {address}: {error}");
        let socket = TcpSocket::new_v4().map_err(told)?;
        if let Some(bytes) = receive_buffer {
            socket.set_recv_buffer_size(bytes).map_err(told)?;
        }
        let stream = socket.connect(address).await.map_err(told)?;
        stream.set_nodelay(true).map_err(told)?;
        let host = format!("{host}:{}", address.port());
        Ok(Self { stream, host, cookie, unread: Vec::new() })
    }

    /// Opens a page or a file.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn get(&mut self, path: &str, headers: &str) -> Result<Reply, String> {
        self.send(&format!("GET {path} HTTP/1.1\r\n{headers}"), "").await?;
        self.read().await
    }

    /// Calls a server function with form fields that are written already.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn call(&mut self, path: &str, form: &str) -> Result<Reply, String> {
        let length = form.len();
        let head = format!(
            "POST {path} HTTP/1.1\r\nSec-Fetch-Site: same-origin\r\nAccept: application/json\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n"
        );
        self.send(&head, form).await?;
        self.read().await
    }

    async fn send(&mut self, head: &str, body: &str) -> Result<(), String> {
        let cookie = self.cookie.as_ref().map(|cookie| format!("Cookie: {cookie}\r\n")).unwrap_or_default();
        let text = format!("{head}Host: {}\r\n{cookie}\r\n{body}", self.host);
        self.stream.write_all(text.as_bytes()).await.map_err(|error| error.to_string())
    }

    async fn read(&mut self) -> Result<Reply, String> {
        let head = self.take_until(b"\r\n\r\n").await?;
        let head = String::from_utf8_lossy(&head).into_owned();
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or_default();
        let (body, moved) = if header(&head, "transfer-encoding") == Some("chunked") {
            self.take_chunks().await?
        } else {
            let length = header(&head, "content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
            (self.take(length).await?, length)
        };
        let bytes = (head.len() + moved) as u64;
        Ok(Reply { status, head, body, bytes })
    }

    async fn take_chunks(&mut self) -> Result<(Vec<u8>, usize), String> {
        let (mut body, mut moved) = (Vec::new(), 0);
        loop {
            let line = self.take_until(b"\r\n").await?;
            let text = String::from_utf8_lossy(&line);
            let size =
                usize::from_str_radix(text.trim(), 16).map_err(|error| format!("{text:?}: {error}"))?;
            let chunk = self.take(size + 2).await?;
            moved += line.len() + chunk.len();
            body.extend(chunk.get(..size).unwrap_or_default());
            if size == 0 {
                return Ok((body, moved));
            }
        }
    }

    async fn take_until(&mut self, end: &[u8]) -> Result<Vec<u8>, String> {
        loop {
            let found = self.unread.windows(end.len()).position(|window| window == end);
            if let Some(at) = found {
                return Ok(self.unread.drain(..at + end.len()).collect());
            }
            self.more().await?;
        }
    }

    async fn take(&mut self, length: usize) -> Result<Vec<u8>, String> {
        while self.unread.len() < length {
            self.more().await?;
        }
        Ok(self.unread.drain(..length).collect())
    }

    async fn more(&mut self) -> Result<(), String> {
        let read = self.stream.read_buf(&mut self.unread).await.map_err(|error| error.to_string())?;
        if read == 0 { Err("the connection was closed".to_owned()) } else { Ok(()) }
    }

    /// Opens the stream of events and stays on it.
    ///
    /// # Errors
    /// When the portal does not open one.
    pub async fn open_events(&mut self) -> Result<(), String> {
        self.send("GET /events/stream HTTP/1.1\r\nAccept: text/event-stream\r\n", "").await?;
        let head = self.take_until(b"\r\n\r\n").await?;
        let head = String::from_utf8_lossy(&head);
        if head.starts_with("HTTP/1.1 200") { Ok(()) } else { Err(head.into_owned()) }
    }

    /// The next line of the stream of events, which may be chunking or empty.
    ///
    /// # Errors
    /// When the portal ends the stream.
    pub async fn next_line(&mut self) -> Result<Vec<u8>, String> {
        self.take_until(b"\n").await
    }
}
